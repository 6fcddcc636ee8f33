import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

describe('npm start', function () {
  this.timeout(240_000);

  it('prints an address that answers, and Ctrl-C leaves nothing running', async () => {
    const program = spawn('npm', ['start', '--', '--no-open'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
        if (found) resolve(found);
      });
      program.once('exit', (code) => reject(new Error(`npm start ended with code ${code}:\n${said}`)));
    });
    const folder = new URL(address).searchParams.get('folder') ?? '';
    assert.equal(existsSync(path.join(folder, 'compose.yaml')), true);
    assert.equal(await statusOf(address), 200);
    const started = processesWith(path.dirname(folder));
    assert.notDeepEqual(started, []);
    // A terminal sends Ctrl-C to the whole foreground group, as this does.
    process.kill(-(program.pid ?? 0), 'SIGINT');
    await once(program, 'exit');
    await assert.rejects(statusOf(address), /ECONNREFUSED/);
    assert.deepEqual(processesWith(path.dirname(folder)), []);
    assert.deepEqual(
      started.filter((pid) => existsSync(`/proc/${pid}`)),
      [],
    );
    assert.equal(existsSync(path.dirname(folder)), false);
  });
});

function statusOf(address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(address, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

/** The processes whose command line names this folder. */
function processesWith(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}
