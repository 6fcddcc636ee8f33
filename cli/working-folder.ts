/**
 * The working directory: absolute, forward slashes. Where it was removed the system gives none; then it is what the shell
 * still calls it, so that a hook answers all the same, and `undefined` when there is no such name.
 */
export function workingFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    return process.cwd().replaceAll('\\', '/');
  } catch {
    return environment.PWD?.startsWith('/') ? environment.PWD : undefined;
  }
}
