import type { Container } from './container.ts';

/** On containers that Holdfast makes for itself: `access`, `lock` or `rehearsal`. None of them is part of anybody's stack. */
export const roleLabel = 'dev.holdfast.role';

export function isOwnContainer({ labels }: Pick<Container, 'labels'>): boolean {
  return labels[roleLabel] !== undefined;
}
