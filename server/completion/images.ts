import { imageFacts, imageFamilies } from '../../core/images/image-facts.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';
import { templates } from './templates.ts';

/** Images that the engine has, that the project uses, and that are widely used. */
export function imageSuggestions({ snapshot }: CompletionContext): Suggestion[] {
  const found = new Map<string, Suggestion>();
  const add = (label: string, detail: string, rank: number) => {
    if (!found.has(label)) found.set(label, { label, kind: 'image', detail, rank });
  };
  for (const image of snapshot.live?.images ?? []) add(image, 'on this engine', 2);
  const { services, disabledServices } = snapshot.project;
  for (const service of [...services.values(), ...disabledServices.values()]) {
    if (service.image !== undefined && !service.image.value.includes('$'))
      add(service.image.value, `used by ${service.name}`, 3);
  }
  for (const { repository, tag } of templates) add(`${repository}:${tag}`, imageFacts(repository)?.title ?? 'image', 4);
  for (const family of imageFamilies) {
    const [repository] = family.repositories;
    if (repository !== undefined) add(repository, family.title, 6);
  }
  return [...found.values()];
}
