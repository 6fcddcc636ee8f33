import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abilityOf, type ComposeAction, composeArguments, findCompose } from '../../io/restart/compose-command.ts';

describe('finding a Compose', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'compose-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const found = async () => {
    const compose = await findCompose({ environment: { PATH: folder } });
    return compose && [compose.command, compose.version, compose.dialect];
  };

  it('takes the plugin, the program, what podman calls, or podman-compose, in this order', async () => {
    assert.equal(await found(), undefined);
    // As version 1.0.3 answers, which refuses --short.
    program(
      'podman-compose',
      '[ $# = 1 ] || exit 2\necho "podman-compose version 1.0.3"\necho "using podman version: 4.3.1"',
    );
    assert.deepEqual(await found(), ['podman-compose', '1.0.3', 'podman-compose']);
    program(
      'podman',
      'echo "Executing external compose provider \\"/usr/bin/docker-compose\\"" >&2\necho "Docker Compose version v2.29.1"',
    );
    assert.deepEqual(await found(), ['podman', '2.29.1', 'v2']);
    program('docker-compose', 'echo 1.29.2');
    assert.deepEqual(await found(), ['docker-compose', '1.29.2', 'v1']);
    program('docker', '[ "$1" = compose ] && exit 1');
    assert.deepEqual(await found(), ['docker-compose', '1.29.2', 'v1']);
    program('docker', 'echo 2.26.1-4');
    assert.deepEqual(await found(), ['docker', '2.26.1-4', 'v2']);
  });

  it('knows no action that removes, in any dialect', () => {
    const actions: readonly ComposeAction[] = ['build', 'pull', 'restart', 'start', 'recreate'];
    for (const dialect of ['v2', 'v1', 'podman-compose'] as const) {
      const compose = { command: 'x', prefix: [], version: '1', dialect };
      const possible = actions.filter((action) => action !== 'recreate' || abilityOf(compose).replacesOne);
      const words = possible.flatMap((action) => composeArguments(compose, action, 'web'));
      const removing = /^(?:down|rm|kill|-v|-V|--volumes|--remove-orphans|--renew-anon-volumes|-y)$/;
      assert.deepEqual(
        words.filter((word) => removing.test(word)),
        [],
      );
      assert.equal(words.includes('--pull'), dialect === 'v2');
    }
    const podman = { command: 'podman-compose', prefix: [], version: '1.0.3', dialect: 'podman-compose' } as const;
    assert.throws(() => composeArguments(podman, 'recreate', 'web'), /takes all services down/);
  });
});
