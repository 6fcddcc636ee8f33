import type { Location } from '../text/source.ts';
import type { YamlScalar } from './node.ts';

/** What stands where nothing is written. */
export function emptyScalar(location: Location): YamlScalar {
  return { kind: 'scalar', value: null, text: '', style: 'plain', location, weight: 1 };
}
