import { isCovered } from '../images/data-paths.ts';
import { imageFacts } from '../images/image-facts.ts';
import type { Service } from '../project/project.ts';
import type { Change } from './change.ts';
import { pathsOf } from './compare-data-paths.ts';
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
  // A variable for the tag that is not set any more leaves the colon.
  const facing = now && imageFacts(now.value.replace(/:$/, ''));
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
  if (from === undefined || (facts.oftenCache && !keepsData(before))) return [];
  if (to === undefined && facts.majorBound && /^(latest)?$|^[a-z-]+$/.test(tagOf(now?.value))) {
    return [
      {
        ...place,
        message: `Service "${after.name}" goes from ${facts.title} ${from} to whichever version "${now?.value}" is when it is pulled: ${facts.title} does not start on data of another major version.`,
      },
    ];
  }
  if (to === undefined || from === to) return [];
  if (from > firstYear && to > firstYear) return [];
  const bound = facts.majorBound ? 'does not start on data of another major version' : 'may convert the data one way';
  return [
    {
      ...place,
      message: `Service "${after.name}" goes from ${facts.title} ${from} to ${to}: ${facts.title} ${bound}. Back the data up first.`,
    },
  ];
}

/**
 * Another user for a server whose data is in a mount: files that belong to the former one can't be read, and some servers
 * then start with empty data.
 */
export function compareUser({ before, after }: ServicePair): Change[] {
  const [old, now] = [before.user, after.user];
  if (old?.value === now?.value || !keepsData(before) || !keepsData(after)) return [];
  const facts = imageFacts(before.image?.value ?? '');
  if (facts === undefined) return [];
  const from = old === undefined ? 'the user of its image' : `user "${old.value}"`;
  const to = now === undefined ? 'the user of its image' : `user "${now.value}"`;
  return [
    {
      kind: 'user-changed',
      name: after.name,
      service: after.name,
      to: now?.value,
      message: `Service "${after.name}" runs as ${to} instead of ${from}: ${facts.title} may no longer read or write the data that it has.`,
      before: old?.location ?? before.image?.location ?? null,
      after: now?.location ?? null,
    },
  ];
}

/** Whether a service's image keeps data that must last, in a mount that is there. */
function keepsData(service: Service): boolean {
  const { image, mounts } = service;
  if (image === undefined) return false;
  const targets = mounts.filter(({ type }) => type !== 'tmpfs').map(({ target }) => target);
  return pathsOf(service, image.value).some((data) => !data.replaceable && isCovered(data, targets));
}

/** The tag of an image that no digest pins; a digest has a number. */
function tagOf(image = ''): string {
  return image
    .replace(/^.*\//, '')
    .replace(/^[^:@]*/, '')
    .replace(/^:/, '');
}

/** Numbers from here on are years of versions that are dates, and say nothing about the data. */
const firstYear = 1990;

function lastName(image: string): string {
  return image.replace(/[:@].*/, '').replace(/^.*\//, '');
}
