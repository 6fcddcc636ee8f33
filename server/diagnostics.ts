import type { Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../core/lint/finding.ts';
import { attempt } from './handle.ts';
import { toDiagnostic } from './to-protocol.ts';
import type { Owned, Workspace } from './workspace.ts';

interface PublisherOptions {
  readonly workspace: Workspace;
  /** The address of a rule's page, undefined when the client has none. */
  readonly pageOf: (rule: string) => string | undefined;
  /** Sends a file's diagnostics; `version` is undefined for a document that was closed. */
  readonly send: (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;
  readonly log: (message: string) => void;
  /** Called after each round, when the projects of all open documents are known. */
  readonly onRound?: (() => void) | undefined;
}

/** Sends diagnostics for all open documents, at once after an edit. */
export interface DiagnosticsPublisher {
  /** Asks for a round. Edits that wait already are taken in first, so that ten queued edits make one round. */
  schedule(): void;
  /** True while a round is to come. */
  readonly isPending: boolean;
  /** Before this, rounds are only noted. */
  start(): void;
  /** Takes back what a closed document showed. */
  clear(uri: string): void;
  /** The diagnostics of one document now. */
  diagnosticsOf(owned: Owned): Diagnostic[];
  dispose(): void;
}

/** A finding in another file that takes part in this one (the first of two equal ports), told at its place here. */
function seenFrom(file: string, finding: Finding): Finding | undefined {
  const here = finding.related?.find(({ location }) => location.file === file);
  if (here === undefined) return undefined;
  const there = { message: 'The other place is here', location: finding.location };
  const { rule, severity, message } = finding;
  return { rule, severity, message, location: here.location, related: [there] };
}

export function createDiagnosticsPublisher(options: PublisherOptions): DiagnosticsPublisher {
  const { workspace } = options;
  const sent = new Map<string, string>();
  let pending: NodeJS.Immediate | undefined;
  let rearmed = false;
  let started = false;

  const diagnosticsOf = ({ open, analysis }: Owned): Diagnostic[] =>
    analysis
      .findings()
      .filter(({ rule }) => !workspace.settings.hiddenRules.has(rule))
      .flatMap((finding) => {
        const here = finding.location.file === open.file ? finding : seenFrom(open.file, finding);
        return here === undefined ? [] : [toDiagnostic(here, workspace.documents, options.pageOf(finding.rule))];
      });

  const clear = (uri: string) => {
    sent.delete(uri);
    options.send(uri, undefined, []);
  };

  const round = () => {
    pending = undefined;
    attempt(options, 'diagnostics', () => {
      const shown = new Set<string>();
      for (const owned of workspace.settings.diagnostics ? workspace.owned() : []) {
        shown.add(owned.open.uri);
        const diagnostics = diagnosticsOf(owned);
        const { uri, document } = owned.open;
        const stamp = JSON.stringify([document.version, diagnostics]);
        if (sent.get(uri) === stamp) continue;
        sent.set(uri, stamp);
        options.send(uri, document.version, diagnostics);
      }
      for (const uri of sent.keys()) if (!shown.has(uri)) clear(uri);
      options.onRound?.();
    });
  };

  /** Messages that have arrived are handled one a turn of the event loop, so two turns without an edit mean that none waits. */
  const wait = () => {
    pending = setImmediate(() => {
      if (rearmed) {
        rearmed = false;
        wait();
      } else round();
    });
  };

  return {
    diagnosticsOf,
    get isPending() {
      return pending !== undefined || rearmed;
    },
    schedule() {
      rearmed = true;
      if (started && pending === undefined) wait();
    },
    start() {
      started = true;
    },
    clear,
    dispose() {
      if (pending !== undefined) clearImmediate(pending);
    },
  };
}
