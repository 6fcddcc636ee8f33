import { imageFacts } from '../images/image-facts.ts';
import type { Change } from './change.ts';
import type { ServicePair } from './service-pair.ts';

/**
 * Changes of an image that its data does not survive: another major version of a server that keeps data, or another
 * program altogether.
 */
export function compareImage({ before, after }: ServicePair): Change[] {
  const [old, now] = [before.image, after.image];
  if (old === undefined || old.value === now?.value) return [];
  const facts = imageFacts(old.value);
  if (facts === undefined || !facts.data.some(({ replaceable }) => replaceable !== true)) return [];
  const place = {
    kind: 'image-changed' as const,
    name: old.value,
    service: after.name,
    to: now?.value,
    before: old.location,
    after: now?.location ?? after.build?.location ?? null,
  };
  const facing = now && imageFacts(now.value);
  if (facing?.family !== facts.family) {
    // A build may stand on the same image, and an unknown image may be a mirror of it.
    if (now === undefined || (facing === undefined && lastName(now.value) === lastName(old.value))) return [];
    return [
      {
        ...place,
        message: `Service "${after.name}" runs ${now.value} instead of ${facts.title} (${old.value}): it can't read the data that is there.`,
      },
    ];
  }
  const [from, to] = [facts.version[0], facing.version[0]];
  if (from === undefined || to === undefined || from === to || facts.oftenCache) return [];
  if (from > firstYear && to > firstYear) return [];
  const bound = facts.majorBound ? 'does not start on data of another major version' : 'may convert the data one way';
  return [
    {
      ...place,
      message: `Service "${after.name}" goes from ${facts.title} ${from} to ${to}: ${facts.title} ${bound}. Back the data up first.`,
    },
  ];
}

/** Numbers from here on are years of versions that are dates, and say nothing about the data. */
const firstYear = 1990;

function lastName(image: string): string {
  return image.replace(/[:@].*$/, '').replace(/^.*\//, '');
}
