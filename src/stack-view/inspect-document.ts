import { type EngineDocuments, provideEngineDocuments } from './engine-documents.ts';

/** Shows what an engine says of a container, as JSON. */
export function provideInspections(): EngineDocuments {
  return provideEngineDocuments({
    scheme: 'holdfast-inspect',
    extension: '.json',
    read: async (engine, id) => `${JSON.stringify(await engine.inspect(id), undefined, 2)}\n`,
    language: async () => 'json',
  });
}
