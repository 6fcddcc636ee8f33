import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadProject } from '../../core/project/load-project.ts';
import type { Container } from '../../core/stack/container.ts';
import { type HttpProbe, isPublished, probesOf, readHttpProbe } from '../../core/stack/http-probe.ts';
import { readOnlyByTable } from '../../io/restart/engine-storage.ts';
import { askProbe } from '../../io/restart/probe-http.ts';
import { verifyVolumes } from '../../io/restart/verify.ts';
import { memoryView } from '../support/memory-view.ts';

describe('probes and comparisons of a restart', () => {
  function load(web: Readonly<Record<string, unknown>>) {
    const text = JSON.stringify({ name: 'p', services: { web: { image: 'x', ...web } } });
    const project = loadProject(memoryView(new Map([['/p/compose.yaml', text]])), { directory: '/p', environment: {} });
    const service = project.services.get('web');
    assert.ok(service);
    return { project, service };
  }

  const probeOf = (labels: Readonly<Record<string, string>>): HttpProbe | string | undefined =>
    readHttpProbe(load({ labels }).service);

  it('reads the labels of a probe', () => {
    assert.equal(probeOf({}), undefined);
    const plain = { method: 'GET', path: '/health', statuses: [[200, 399]], timeout: 30_000 };
    assert.deepEqual(probeOf({ 'dev.holdfast.probe': '/health' }), plain);
    const full = {
      'dev.holdfast.probe': 'HEAD :8080/x?y=1',
      'dev.holdfast.probe.status': '204, 300-302',
      'dev.holdfast.probe.timeout': '5s',
    };
    const statuses = [
      [204, 204],
      [300, 302],
    ];
    assert.deepEqual(probeOf(full), { method: 'HEAD', path: '/x?y=1', port: 8080, statuses, timeout: 5000 });
    for (const wrong of ['health', 'http://elsewhere/x', 'DELETE /x', ':80']) {
      assert.match(String(probeOf({ 'dev.holdfast.probe': wrong })), /should read like/);
    }
    assert.match(String(probeOf({ 'dev.holdfast.probe': '/', 'dev.holdfast.probe.status': 'ok' })), /codes and ranges/);
    assert.match(String(probeOf({ 'dev.holdfast.probe': '/', 'dev.holdfast.probe.timeout': '0' })), /seconds/);
  });

  it('reads the probes that are said beside the files, and asks no other machine', () => {
    const { project, service } = load({ labels: { 'dev.holdfast.probe': '/label' }, ports: ['127.0.0.1:18080:80'] });
    const said = (...texts: string[]) => probesOf(project, service, new Map([['web', texts]]));
    const asked = { method: 'GET', statuses: [[200, 399]], timeout: 30_000 };
    assert.deepEqual(said(), { probes: [{ ...asked, path: '/label' }], complaints: [] });
    assert.deepEqual(said('GET :80/health', 'http://localhost:18080/x?y', 'HEAD http://[::1]').probes.slice(1), [
      { ...asked, path: '/health', port: 80 },
      { ...asked, path: '/x?y', hostPort: 18080 },
      { ...asked, method: 'HEAD', path: '/', hostPort: 80 },
    ]);
    const named = probesOf(
      project,
      service,
      new Map([
        ['p/web', ['/a']],
        ['q/web', ['/b']],
      ]),
    );
    assert.deepEqual(
      named.probes.map(({ path }) => path),
      ['/label', '/a'],
    );
    for (const elsewhere of ['http://169.254.169.254/x', 'http://intern:8080/', 'http://localhost.evil.example/']) {
      const { probes, complaints } = said(elsewhere);
      assert.equal(probes.length, 1);
      assert.match(complaints.join(), /asks this machine only/);
    }
    for (const wrong of ['https://localhost/', 'http://localhost@elsewhere/', 'localhost:80/x', 'file:///etc/passwd']) {
      assert.match(said(wrong).complaints.join(), /should read like/);
    }
    const published = said('http://localhost:18080/', 'http://localhost:2375/', ':80/', ':81/').probes;
    assert.deepEqual(
      published.map((probe) => isPublished(probe, service)),
      [true, true, false, true, false],
    );
  });

  it('asks until the answer is the wanted one, and says what it was otherwise', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      response.writeHead(request.url === '/late' && asked < 3 ? 503 : request.url === '/moved' ? 302 : 404);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const published = { hostIp: '127.0.0.1', hostPort: port, containerPort: 80, protocol: 'tcp' };
    const containers = [{ ports: [published] }] as unknown as readonly Container[];
    const probe = { method: 'GET', path: '/late', statuses: [[404, 404]], timeout: 5000 } as const;
    try {
      assert.equal(await askProbe({ service: 'web', probe, containers }), undefined);
      assert.equal(asked, 3);
      const odd = { ...probe, path: '/数-ü-🦀-\ud800?x=%41' };
      assert.equal(await askProbe({ service: 'web', probe: odd, containers }), undefined);
      const moved = { ...probe, path: '/moved', timeout: 1000 };
      assert.equal(
        await askProbe({ service: 'web', probe: moved, containers }),
        'web answers 302 to its probe GET :80/moved.',
      );
      assert.equal(await askProbe({ service: 'web', probe: { ...probe, hostPort: port }, containers }), undefined);
      const other = { ...probe, statuses: [[200, 200]], hostPort: port + 1 } as const;
      assert.equal(await askProbe({ service: 'web', probe: other, containers }), undefined);
      // A port that is not published cannot be asked, which the plan has said.
      assert.equal(await askProbe({ service: 'web', probe: { ...moved, port: 81 }, containers }), undefined);
    } finally {
      server.close();
    }
    const gone = { ...probe, timeout: 1000 };
    assert.match(
      (await askProbe({ service: 'web', probe: gone, containers })) ?? '',
      /does not answer \(ECONNREFUSED\)/,
    );
  });

  it('finds the mount that a folder lies on', () => {
    const table = [
      '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '40 22 8:2 / /var/lib rw,relatime - ext4 /dev/sdb1 ro,errors=remount-ro',
      '41 22 8:3 / /srv/my\\040disk ro - ext4 /dev/sdc1 rw',
    ].join('\n');
    const answers = ['/var/lib/docker', '/var/library', '/srv/my disk/docker', '/'].map((folder) =>
      readOnlyByTable(table, folder),
    );
    assert.deepEqual(answers, [true, false, true, false]);
  });

  it('tells a volume from another one of its name', () => {
    const volume = { name: 'data', driver: 'local', labels: {}, anonymous: false, mountpoint: '/v' };
    const one = { ...volume, identity: 'folder 1' };
    assert.equal(verifyVolumes([one], [one]), undefined);
    assert.equal(verifyVolumes([one], [volume]), undefined);
    assert.match(verifyVolumes([one], [{ ...volume, identity: 'folder 2' }]) ?? '', /made an empty one/);
    assert.match(verifyVolumes([one], []) ?? '', /is gone/);
  });
});
