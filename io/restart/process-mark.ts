import { readFileSync } from 'node:fs';

/** A process by its number and, where the system tells, by when it began: numbers are given out again. */
export interface ProcessMark {
  readonly pid: number;
  readonly began?: string | undefined;
}

/** The mark of a process that lives now. */
export function markOf(pid: number): ProcessMark {
  const began = beginningOf(pid);
  return { pid, ...(began !== undefined && { began }) };
}

/** True while the process that was marked lives. */
export function isAlive({ pid, began }: ProcessMark): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = statusOf(pid);
  if (now?.state === 'Z') return false;
  return began === undefined || now === undefined || now.began === began;
}

function beginningOf(pid: number): string | undefined {
  return statusOf(pid)?.began;
}

/** From /proc/PID/stat: the state, and the start in ticks since the machine began. Undefined where there is none. */
function statusOf(pid: number): { readonly state: string; readonly began: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in parentheses and may hold spaces and parentheses itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const machine = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { state: fields[0] ?? '', began: `${machine} ${fields[19]}` };
  } catch {
    return undefined;
  }
}
