const composeName = /(?:^|\/)(?:[^/]*[._-])?(?:docker-)?compose(?:[._-][^/]*)?\.ya?ml$/i;

/** Whether a path has a name under which Compose files go: `compose.prod.yaml`, `app.docker-compose.yml`. */
export function isComposeName(path: string): boolean {
  return composeName.test(path);
}
