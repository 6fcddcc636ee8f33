import { readdir, readFile, readlink } from 'node:fs/promises';
import type { HostListener } from '../../core/stack/preflight/check.ts';
import { runProcess } from '../process.ts';

/**
 * Who listens on this machine's ports. Undefined where it cannot be found out. On Linux the kernel's tables are read, which
 * tells the port and the user of everyone's sockets, and the process of those that we may look at.
 *
 * @param ports the ports of interest; for others no process is looked for
 */
export async function findListeners(
  ports: ReadonlySet<number>,
  options: { readonly signal?: AbortSignal | undefined; readonly platform?: NodeJS.Platform | undefined } = {},
): Promise<readonly HostListener[] | undefined> {
  const platform = options.platform ?? process.platform;
  if (ports.size === 0) return [];
  if (platform === 'linux') return linuxListeners(ports);
  if (platform === 'darwin') return lsofListeners(ports, options.signal);
  return undefined;
}

interface Socket extends HostListener {
  readonly inode: string;
}

async function linuxListeners(ports: ReadonlySet<number>): Promise<readonly HostListener[] | undefined> {
  const tables = [
    ['/proc/net/tcp', 'tcp', '0A'],
    ['/proc/net/tcp6', 'tcp', '0A'],
    ['/proc/net/udp', 'udp', '07'],
    ['/proc/net/udp6', 'udp', '07'],
  ] as const;
  const sockets: Socket[] = [];
  let readable = false;
  for (const [file, protocol, state] of tables) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    readable = true;
    sockets.push(...readTable(text, protocol, state).filter((socket) => ports.has(socket.port)));
  }
  if (!readable) return undefined;
  if (sockets.length === 0) return [];
  const owners = await socketOwners(new Set(sockets.map((socket) => socket.inode)));
  return Promise.all(
    sockets.map(async ({ inode, ...listener }) => {
      const pid = owners.get(inode);
      return pid === undefined ? listener : { ...listener, pid, ...(await describeProcess(pid)) };
    }),
  );
}

/** Reads one of the kernel's socket tables: `sl local rem st … uid timeout inode`, numbers in hexadecimal. */
function readTable(text: string, protocol: string, state: string): Socket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [, local = '', , status] = fields;
      const [address = '', port = ''] = local.split(':');
      if (status !== state || port === '') return [];
      return [
        {
          address: readAddress(address),
          port: Number.parseInt(port, 16),
          protocol,
          uid: Number(fields[7]),
          inode: fields[9] ?? '',
        },
      ];
    });
}

/** The kernel writes addresses as words of four bytes, each in the machine's order (little-endian wherever we run). */
function readAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  for (let word = 0; word + 4 <= bytes.length; word += 4) bytes.subarray(word, word + 4).reverse();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  if (groups.every((group) => group === '0')) return '::';
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return mapped
    ? bytes.subarray(12).join('.')
    : groups
        .join(':')
        .replace(/\b0(?::0)+\b/, '::')
        .replace(':::', '::');
}

async function socketOwners(inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const owners = new Map<string, number>();
  const processes = await readdir('/proc').catch(() => []);
  for (const name of processes) {
    if (!/^\d+$/.test(name)) continue;
    if (owners.size === inodes.size) break;
    const handles = await readdir(`/proc/${name}/fd`).catch(() => []);
    for (const handle of handles) {
      const target = await readlink(`/proc/${name}/fd/${handle}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode) && !owners.has(inode)) owners.set(inode, Number(name));
    }
  }
  return owners;
}

async function describeProcess(pid: number): Promise<Pick<HostListener, 'program' | 'unit'>> {
  const [name, groups] = await Promise.all([
    readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''),
  ]);
  const unit = /\/system\.slice\/(?:[^\n]*\/)?([^/\n]+\.service)/.exec(groups)?.[1];
  return { program: name.trim() || undefined, unit };
}

async function lsofListeners(
  ports: ReadonlySet<number>,
  signal: AbortSignal | undefined,
): Promise<readonly HostListener[] | undefined> {
  try {
    const { stdout } = await runProcess({
      command: 'lsof',
      args: ['-nP', '-iTCP', '-sTCP:LISTEN', '-FpcuPn'],
      timeLimit: 10_000,
      signal,
    });
    return readLsof(stdout).filter((listener) => ports.has(listener.port));
  } catch {
    return undefined;
  }
}

/** Reads `lsof -F`: a line a field, its first letter says which; `p` begins a process, `n` ends a socket. */
function readLsof(text: string): HostListener[] {
  const found: HostListener[] = [];
  let current: { pid?: number; program?: string; uid?: number; protocol?: string } = {};
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) current = { pid: Number(value) };
    else if (line.startsWith('c')) current.program = value;
    else if (line.startsWith('u')) current.uid = Number(value);
    else if (line.startsWith('P')) current.protocol = value.toLowerCase();
    else if (line.startsWith('n')) {
      const colon = value.lastIndexOf(':');
      const address = value.slice(0, colon).replace(/^\[|\]$/g, '');
      found.push({
        address: address === '*' ? '0.0.0.0' : address,
        port: Number(value.slice(colon + 1)),
        protocol: current.protocol ?? 'tcp',
        pid: current.pid,
        program: current.program,
        uid: current.uid,
      });
    }
  }
  return found;
}
