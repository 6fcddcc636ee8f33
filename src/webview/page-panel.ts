import { type Disposable, env, type LogOutputChannel, ThemeIcon, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Html } from '../../core/text/html.ts';
import { pageDocument } from './page-document.ts';

/** What a page says when somebody used it: the action of a button or a choice, its argument, and the value chosen. */
export interface PageMessage {
  readonly action: string;
  readonly argument?: string | undefined;
  readonly value?: string | undefined;
}

export interface PageOptions {
  /** The kind of page, for VS Code. */
  readonly type: string;
  readonly icon: string;
  readonly title: string;
  /** Styles that this page has beyond those of all pages. */
  readonly style: string;
  readonly log: LogOutputChannel;
  readonly onMessage: (message: PageMessage) => Promise<void> | void;
  readonly onHidden?: (() => void) | undefined;
}

/** A page that is there at most once; see `pageDocument` for what it may do. */
export interface Page extends Disposable {
  readonly visible: boolean;
  /** Shows the page with this content, beside what is there or where it was. */
  open(content: Html, title?: string): void;
  /** Renews the content of an open page; focus and scrolling stay. */
  update(content: Html): void;
}

export function createPage(options: PageOptions): Page {
  let panel: WebviewPanel | undefined;

  function create(): WebviewPanel {
    const made = window.createWebviewPanel(`holdfast.${options.type}`, options.title, ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [],
      retainContextWhenHidden: false,
    });
    // A theme icon for panels came with VS Code 1.110; older ones show their own.
    Object.assign(made, { iconPath: new ThemeIcon(options.icon) });
    made.webview.onDidReceiveMessage(async (message: unknown) => {
      if (!isMessage(message)) return;
      try {
        await options.onMessage(message);
      } catch (error) {
        options.log.error(`${options.type}: ${error instanceof Error ? error.stack : error}`);
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    });
    made.onDidChangeViewState(() => {
      if (made.visible && latest !== undefined) made.webview.html = documentOf(latest, options);
      else if (!made.visible) options.onHidden?.();
    });
    made.onDidDispose(() => {
      panel = undefined;
      options.onHidden?.();
    });
    return made;
  }

  let latest: Html | undefined;
  return {
    get visible() {
      return panel?.visible === true;
    },
    open(content, title = options.title) {
      latest = content;
      panel ??= create();
      panel.title = title;
      panel.webview.html = documentOf(content, options);
      panel.reveal(undefined, false);
    },
    update(content) {
      latest = content;
      if (panel?.visible) void panel.webview.postMessage({ content: content.text });
    },
    dispose() {
      panel?.dispose();
    },
  };
}

function documentOf(content: Html, { title, style }: PageOptions): string {
  return pageDocument({ content, title, style, language: env.language });
}

function isMessage(message: unknown): message is PageMessage {
  const { action, argument, value } = (message ?? {}) as Partial<Record<keyof PageMessage, unknown>>;
  const isText = (it: unknown) => it === undefined || typeof it === 'string';
  return typeof action === 'string' && isText(argument) && isText(value);
}
