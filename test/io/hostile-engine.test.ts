import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContainer } from '../../core/stack/read-engine.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { inPath } from '../../io/engine/answers.ts';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine, EngineEvent } from '../../io/engine/engine.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import { openStorage } from '../../io/engine/storage.ts';
import { watchEngine } from '../../io/engine/watch-engine.ts';

describe('an engine that means harm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-engine-'));
  const open: (() => void)[] = [];
  let count = 0;
  after(() => {
    for (const close of open) close();
    rmSync(folder, { recursive: true });
  });

  /** An engine that says its version as Docker does, and everything else as it likes. */
  async function engineThat(answers: RequestListener): Promise<{ host: string; asked: string[] }> {
    count += 1;
    const socket = join(folder, `${count}.sock`);
    const asked: string[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/version') return void response.end('{"Version":"28.0.0","ApiVersion":"1.48"}');
      asked.push(request.url ?? '');
      answers(request, response);
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    open.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { host: `unix://${socket}`, asked };
  }

  async function connected(answers: RequestListener): Promise<{ engine: Engine; asked: string[] }> {
    const { host, asked } = await engineThat(answers);
    return { engine: await connectEngine({ id: 'x', label: 'the engine', host }), asked };
  }

  /** Everything that an engine is asked for; each call must fail in the one way in which calls fail. */
  async function failures(engine: Engine): Promise<readonly string[]> {
    const storage = await openStorage(engine);
    const calls = [
      engine.containers(),
      engine.volumes(),
      engine.networks(),
      engine.images(),
      engine.inspect('c1'),
      engine.logs('c1', { tail: 10 }),
      engine.info(),
      storage.volumeSizes(),
      storage.images(),
      storage.volume('v'),
    ];
    const settled = await Promise.allSettled(calls);
    return settled.map((result) => {
      if (result.status === 'fulfilled') return 'answered';
      assert.ok(result.reason instanceof EngineError, String(result.reason?.stack));
      return result.reason.reason;
    });
  }

  for (const [what, body] of [
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"containers"'],
    ['words', 'Bad gateway'],
    ['nothing', ''],
    ['half of an answer', '[{"Id":"c1","Na'],
  ] as const) {
    it(`answers ${what}: every call fails, and nothing is taken for empty`, async () => {
      const { engine } = await connected((_request, response) => response.end(body));
      assert.deepEqual([...new Set(await failures(engine))], ['engine-error']);
    });
  }

  it('answers with an error whose body is no error, or has no end', async () => {
    const { engine } = await connected((_request, response) => response.writeHead(500).end('null'));
    assert.deepEqual([...new Set(await failures(engine))], ['engine-error']);
    const endless = await connected((_request, response) => pourOut(response, 500));
    await assert.rejects(endless.engine.containers(), { reason: 'engine-error' });
  });

  it('sends a body without an end: it is cut off, and the memory stays', async function () {
    this.timeout(60_000);
    const { engine } = await connected((_request, response) => pourOut(response));
    let most = 0;
    const looking = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const before = process.memoryUsage().rss;
    await assert.rejects(engine.containers(), { reason: 'engine-error' });
    await assert.rejects(engine.logs('c1', { tail: 10 }), { reason: 'engine-error' });
    clearInterval(looking);
    assert.ok(most - before < 600e6, `${(most - before) / 1e6} MB more`);
  });

  it('sends one byte now and then: the caller can give up at any time', async () => {
    const { engine } = await connected((_request, response) => {
      const drip = setInterval(() => response.write('['), 5);
      response.on('close', () => clearInterval(drip));
    });
    const abort = new AbortController();
    const call = engine.containers({ signal: abort.signal });
    abort.abort();
    await assert.rejects(call, { reason: 'aborted' });
  });

  it('sends the caller elsewhere: nobody is asked there', async () => {
    const elsewhere = await engineThat((_request, response) => response.end('[]'));
    for (const location of ['http://127.0.0.1:9/', `${elsewhere.host}/x`, 'ftp://x/', '//', 'gopher:', '/containers']) {
      const { engine, asked } = await connected((_request, response) =>
        response.writeHead(307, { location }).end('Moved'),
      );
      await assert.rejects(engine.containers(), EngineError, location);
      assert.equal(asked.length, 1, `${location}: ${asked}`);
    }
    assert.deepEqual(elsewhere.asked, []);
  });

  it('has containers of other shapes than containers have: what can be read is', async () => {
    const odd = [null, 7, [], 'x', { Id: 5, Names: 'a', Labels: [1], Ports: { a: 1 }, Mounts: [null], State: {} }];
    const { engine } = await connected((request, response) => {
      const isVolumes = request.url?.includes('/volumes');
      response.end(JSON.stringify(isVolumes ? { Volumes: odd } : request.url?.includes('c1') ? {} : odd));
    });
    const snapshot = await readSnapshot(engine, [], {});
    assert.equal(snapshot.containers.size, 1);
    assert.equal(joinStack({ projects: [], snapshot }).engine.kind, 'connected');
    await assert.rejects(engine.inspect('c1'), { reason: 'engine-error' });
    for (const state of ['constructor', '__proto__', 'toString']) {
      assert.equal(readContainer({ Id: 'c1', State: state }).state, state.toLowerCase());
    }
  });

  it('sends junk for events: what is none is left out, and a line without an end ends the stream', async () => {
    const event = '{"Type":"container","Action":"die","Actor":{"ID":"c1","Attributes":{"name":"a"}},"time":1}';
    const junk = [
      'null',
      '7',
      '[]',
      '"x"',
      '{}',
      '{"Type":5}',
      'no json',
      '\u0000',
      '{"Type":"container","Actor":null}',
    ];
    const wrong = '{"Type":"container","Action":{},"Actor":{"ID":[],"Attributes":{"name":{},"x":1}},"timeNano":1e300}';
    const { engine } = await connected((_request, response) => {
      response.write([...junk, wrong, event, ''].join('\n'));
      pourOut(response);
    });
    const heard: EngineEvent[] = [];
    await assert.rejects(engine.events({ onEvent: (one) => void heard.push(one) }), { reason: 'engine-error' });
    assert.deepEqual(heard.at(-1), {
      type: 'container',
      action: 'die',
      id: 'c1',
      attributes: { name: 'a' },
      time: 1000,
    });
    for (const { action, id, attributes, time } of heard) {
      assert.deepEqual([typeof action, typeof id, Object.values(attributes).every(isText)], ['string', 'string', true]);
      assert.doesNotThrow(() => new Date(time).toISOString());
    }
  });

  it('is watched, and harms nobody by it', async () => {
    const { host } = await engineThat((request, response) => {
      if (request.url?.includes('/events')) return void response.write('null\n{"Type":"container","Action":7}\n');
      response.end('{"Volumes":7}');
    });
    const states = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      const watch = watchEngine({
        endpoint: () => ({ id: 'x', label: 'the engine', host }),
        onSnapshot({ state }) {
          seen.push(state.kind);
          if (state.kind !== 'unreachable') return;
          watch.dispose();
          resolve(seen);
        },
      });
    });
    assert.ok(!states.includes('connected'), states.join());
  });

  it('is never asked for another thing than a name says', async () => {
    const { engine, asked } = await connected((request, response) => {
      response.writeHead(request.method === 'DELETE' ? 204 : 200).end(request.method === 'DELETE' ? undefined : '{}');
    });
    const storage = await openStorage(engine);
    for (const name of ['..', '../../containers/c1', 'a/../../x', '', 'a//b']) {
      assert.throws(() => inPath(name), { reason: 'not-found' });
      assert.equal(await storage.volume(name), undefined);
      assert.equal(await engine.image(name), undefined);
      await storage.removeVolume(name);
    }
    assert.deepEqual(asked, []);
    await storage.removeVolume('data?force=1#x y');
    await engine.image('registry:5000/team/app:1@sha256:ab');
    assert.deepEqual(asked, [
      '/v1.48/volumes/data%3Fforce%3D1%23x%20y',
      '/v1.48/images/registry:5000/team/app:1@sha256:ab/json',
    ]);
  });
});

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Sends as fast as it is read, until the reader has enough. */
function pourOut(response: ServerResponse<IncomingMessage>, status?: number): void {
  const piece = Buffer.alloc(1_000_000, 'x');
  if (status !== undefined) response.writeHead(status);
  const pour = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', pour);
  pour();
}
