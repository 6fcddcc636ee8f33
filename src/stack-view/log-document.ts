import { l10n, languages } from 'vscode';
import { type EngineDocuments, provideEngineDocuments } from './engine-documents.ts';

/** Lines that are read from the end. */
const lines = 5000;

/** Shows what a container wrote, from its end. */
export function provideLogs(): EngineDocuments {
  return provideEngineDocuments({
    scheme: 'holdfast-log',
    extension: '.log',
    async read(engine, id) {
      const written = await engine.logs(id, { tail: lines });
      return written.length === 0 ? l10n.t('It has written nothing.') : `${written.join('\n')}\n`;
    },
    language: async () => ((await languages.getLanguages()).includes('log') ? 'log' : undefined),
    firstLine: (document) => document.lineCount - 1,
  });
}
