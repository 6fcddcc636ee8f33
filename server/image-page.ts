/**
 * The public web page of an image. Registries that aren't known have none: a private registry's image must not lead to
 * a stranger's image of the same name.
 */
export function imagePage(image: string): string | undefined {
  const name = image.replace(/@.*/, '').replace(/:[^:/]*$/, '');
  if (!/^[\w.:/-]+$/.test(name) || name.includes('..')) return undefined;
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = rest.join('/');
  if (!hasRegistry) return rest.length === 0 ? `https://hub.docker.com/_/${first}` : hub(name);
  switch (first) {
    case 'docker.io':
      return path.startsWith('library/') ? `https://hub.docker.com/_/${path.slice(8)}` : hub(path);
    case 'ghcr.io':
      return `https://ghcr.io/${path}`;
    case 'quay.io':
      return `https://quay.io/repository/${path}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${path}`;
    default:
      return undefined;
  }
}

function hub(path: string): string | undefined {
  return path.split('/').length === 2 ? `https://hub.docker.com/r/${path}` : undefined;
}
