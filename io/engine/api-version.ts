import type { EngineVersion } from '../../core/stack/snapshot.ts';
import { EngineError } from './engine-error.ts';

/** The API versions that this code was written for. Older engines answer other shapes; newer ones still speak this. */
const supported = { oldest: '1.40', newest: '1.52' };

/**
 * Agrees on the highest API version that both sides speak.
 *
 * @param answer the body of `GET /version`
 * @param engine its name, for the message
 * @throws EngineError `too-old`
 */
export function negotiate(answer: Readonly<Record<string, unknown>>, engine: string): EngineVersion {
  const text = (name: string) => (typeof answer[name] === 'string' ? (answer[name] as string) : '');
  const newest = text('ApiVersion');
  if (newest === '') throw new EngineError('bad-endpoint', `What answers at ${engine} is no container engine.`);
  if (compareVersions(newest, supported.oldest) < 0) {
    throw new EngineError(
      'too-old',
      `${engine} speaks API ${newest}; Holdfast needs ${supported.oldest} (Docker 19.03) or later. Update the engine.`,
    );
  }
  const wanted = compareVersions(newest, supported.newest) < 0 ? newest : supported.newest;
  const oldest = text('MinAPIVersion');
  const api = oldest !== '' && compareVersions(oldest, wanted) > 0 ? oldest : wanted;
  const components = Array.isArray(answer.Components) ? (answer.Components as { Name?: unknown }[]) : [];
  const podman = components.some((component) => String(component.Name).includes('Podman'));
  return { version: text('Version'), api, product: podman ? 'podman' : 'docker' };
}

/** Orders dotted numbers: negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
