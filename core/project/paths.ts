import { isAbsolute } from 'pathe';
import { cleanPath } from '../compose/mount.ts';

/** How relative paths of a file become absolute ones. */
export interface PathBase {
  /** Absolute folder that relative paths refer to. */
  readonly directory: string;
  /** What `~` stands for; undefined: it stays. */
  readonly home: string | undefined;
}

/** A path on the host, absolute. Absolute ones, `C:/…` among them, stay as they are. */
export function absolutePath(path: string, base: PathBase): string {
  if (path === '') return path;
  if (path.startsWith('~') && base.home !== undefined) return cleanPath(`${base.home}/${path.slice(1)}`);
  if (isAbsolutePath(path)) return path;
  return cleanPath(`${base.directory}/${path}`);
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[A-Za-z]:[\\/]/.test(path) || isAbsolute(path);
}

/** True for a build context that is no folder: a URL, a Git reference, another service, an image. */
export function isRemoteContext(context: string): boolean {
  return context.includes('://') || /^(?:service:|github\.com\/|git@)/.test(context);
}

/** True for a file reference that only Compose itself can fetch: Git and OCI. */
export function isRemoteFile(path: string): boolean {
  return /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/|oci:\/\/)/.test(path);
}
