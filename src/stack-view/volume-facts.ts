import type { StackView } from '../../core/stack/stack.ts';

/** Who uses a volume, in words; undefined when the engine is not connected. */
export function volumeFactsOf(view: StackView, engineName: string): string | undefined {
  if (view.engine.kind !== 'connected') return undefined;
  const containers = [
    ...view.projects.flatMap((project) => project.services.flatMap((service) => service.containers)),
    ...view.loose,
  ].filter(({ container }) => container.mounts.some((mount) => mount.name === engineName));
  if (containers.length === 0) return 'no container uses it';
  const names = containers.map(({ container }) => `${container.name} (${container.state})`);
  return `used by ${names.join(', ')}`;
}
