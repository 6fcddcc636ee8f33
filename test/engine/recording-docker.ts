import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A `docker` that writes down its arguments and then is the real one. */
export interface RecordingDocker {
  /** With it first. */
  readonly path: string;
  /** Each call's arguments. */
  calls(): readonly (readonly string[])[];
  remove(): void;
}

export function recordingDocker(): RecordingDocker {
  const folder = mkdtempSync(join(tmpdir(), 'stack-docker-'));
  const record = join(folder, 'calls');
  const path = process.env.PATH ?? '';
  const real = path
    .split(delimiter)
    .map((place) => join(place, 'docker'))
    .find((file) => existsSync(file));
  // Arguments are parted by a character that none of them holds.
  const script = `#!/bin/sh\n( IFS="$(printf '\\037')"; printf '%s\\n' "$*" ) >> '${record}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  const tried = spawnSync(join(folder, 'docker'), ['--version']);
  if (tried.status !== 0) throw new Error(`the recording docker does not run: ${tried.stderr}`);
  return {
    path: `${folder}${delimiter}${path}`,
    calls: () =>
      readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split('\u001f')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
