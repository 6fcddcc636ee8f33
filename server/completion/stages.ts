import { resolvePath } from '../resolve-path.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';

/** The named stages of the Dockerfile that the service at the cursor is built from. */
export function stageSuggestions({ snapshot, place }: CompletionContext): Suggestion[] {
  const { project, view } = snapshot;
  const name = String(place.path[1]);
  const build = (project.services.get(name) ?? project.disabledServices.get(name))?.build;
  if (build === undefined || build.remote) return [];
  const context = resolvePath(project.directory, build.context?.value ?? '.');
  const text =
    build.dockerfileInline?.value ?? view.readText(resolvePath(context, build.dockerfile?.value ?? 'Dockerfile'));
  return [...(text ?? '').matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)[ \t]+AS[ \t]+(\S+)/gim)].map((match) => ({
    label: match[2] ?? '',
    kind: 'name',
    detail: `FROM ${match[1] ?? ''}`,
  }));
}
