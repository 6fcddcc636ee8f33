import type { Service } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Located } from '../../text/source.ts';
import { type BuiltImage, builtImage, joinPath } from './built-image.ts';
import type { Instruction } from './dockerfile.ts';

/** Sources of a COPY or ADD from the build context; none for copies from stages and for heredocs. */
export function copySources({ name, text }: Instruction): readonly string[] {
  if ((name !== 'COPY' && name !== 'ADD') || /(?:^|\s)--from=/.test(text) || text.includes('<<')) return [];
  const words = text.startsWith('[')
    ? [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word)
    : text.split(/\s+/).filter((word) => word !== '' && !word.startsWith('--'));
  return words.slice(0, -1);
}

/** True when a build takes the whole context in. */
function copiesEverything(built: BuiltImage): boolean {
  return built.chain.some((stage) =>
    stage.instructions.some((instruction) =>
      copySources(instruction).some((source) => /^\.?\/?(?:\.|\*)?$/.test(source)),
    ),
  );
}

/** The text of the ignore file that a build uses; undefined when there is none. */
function contextIgnores(context: string, { file }: BuiltImage, view: FileView): string | undefined {
  const own = file === undefined ? undefined : view.readText(`${file}.dockerignore`);
  return own ?? view.readText(joinPath(context, '.dockerignore'));
}

/**
 * Calls `found` for each service whose build copies its whole local context into the image.
 *
 * @param found gets the context as written, and the text of the patterns that are left out; undefined: there is no such file
 */
export function forEachCopiedContext(
  services: Iterable<Service>,
  view: FileView,
  found: (service: Service, context: Located<string>, patterns: string | undefined) => void,
): void {
  for (const service of services) {
    const context = service.build?.context;
    const built = builtImage(service, view);
    if (context === undefined || service.build?.remote || built === undefined || !copiesEverything(built)) continue;
    found(service, context, contextIgnores(context.value, built, view));
  }
}
