import type { Disposable } from 'vscode-languageserver/node';
import type { FileView } from '../core/text/file-view.ts';
import { createProjectAnalysis } from './analysis.ts';
import { createDiagnosticsPublisher } from './diagnostics.ts';
import { completion } from './features/completion.ts';
import { hover } from './features/hover.ts';
import type { ClientFeatures } from './snapshot.ts';
import { Workspace } from './workspace.ts';

interface RehearsalOptions {
  /** False while something real waits to be done. */
  readonly isIdle: () => boolean;
  readonly client: ClientFeatures;
  readonly log: (message: string) => void;
}

const file = '/rehearsal/compose.yaml';
const uri = `file://${file}`;
const nothing: FileView = { readText: () => undefined, kind: () => undefined, list: () => undefined };

/** Milliseconds between two looks whether nothing real is going on. */
const patience = 40;
/** A step takes some milliseconds, and nothing that arrives waits longer than that. */
const steps = 140;
const servicesAtFirst = 6;
const servicesLater = 24;

/**
 * Lets the engine compile the way from an edit to its diagnostics before a person types: a made-up project is opened
 * and edited in memory, in short steps and only while nothing real is going on. Its results are thrown away.
 */
export function rehearse(options: RehearsalOptions): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let step = 0;
  let stage = stageWith(servicesAtFirst, options);
  const next = () => {
    if (!options.isIdle()) {
      timer = setTimeout(next, patience);
      return;
    }
    // A text that is read for the first time takes another way than one that is edited.
    if (step % 10 === 9) stage = stageWith(step < steps / 2 ? servicesAtFirst : servicesLater, options);
    stage.play(step);
    step += 1;
    if (step < steps) immediate = setImmediate(next);
  };
  immediate = setImmediate(next);
  return {
    dispose() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}

/** A workspace of its own with the made-up project opened. */
function stageWith(services: number, { client, log }: RehearsalOptions): { play(step: number): void } {
  const workspace = new Workspace({ disk: nothing, environment: {}, analyse: createProjectAnalysis });
  workspace.client = client;
  const text = madeUpProject(services);
  workspace.documents.opened(uri, 'dockercompose', 0, text);
  const publisher = createDiagnosticsPublisher({ workspace, log, pageOf: () => undefined, send: () => {} });
  const lines = text.split('\n');
  const restart = lines.indexOf('    restart: always');
  const inserted = ['x', '"', '\n', ': '];
  let edits = 0;
  return {
    play(step) {
      const start = { line: restart, character: step % 4 < 2 ? 8 : 13 };
      const typed = inserted[step % inserted.length] ?? 'x';
      const behind =
        typed === '\n'
          ? { line: start.line + 1, character: 0 }
          : { ...start, character: start.character + typed.length };
      const changes = [
        { range: { start, end: start }, text: typed },
        { range: { start, end: behind }, text: '' },
      ];
      for (const change of changes) {
        edits += 1;
        workspace.documents.changed(uri, edits, [change]);
        workspace.textChanged(file);
        for (const owned of workspace.owned()) JSON.stringify(publisher.diagnosticsOf(owned));
      }
      const snapshot = workspace.snapshot(uri);
      if (snapshot === undefined || step % 8 > 0) return;
      hover({ textDocument: { uri }, position: { line: restart, character: 6 } }, snapshot);
      completion({ textDocument: { uri }, position: { line: restart, character: 4 } }, snapshot);
    },
  };
}

function madeUpProject(services: number): string {
  const parts = Array.from({ length: services }, (_, index) => [
    `  service-${index}:`,
    `    image: nginx:1.${index}`,
    '    restart: always',
    '    environment:',
    `      - LEVEL=\${LEVEL:-info}`,
    '    ports:',
    `      - "127.0.0.1:${8000 + index}:80"`,
    '    volumes:',
    `      - data-${index % 3}:/data`,
    '    networks: [inner]',
    ...(index > 0 ? ['    depends_on:', `      - service-${index - 1}`] : []),
  ]);
  const volumes = [0, 1, 2].map((index) => `  data-${index}: {}`);
  return ['name: rehearsal', 'services:', ...parts.flat(), 'networks:', '  inner: {}', 'volumes:', ...volumes, ''].join(
    '\n',
  );
}
