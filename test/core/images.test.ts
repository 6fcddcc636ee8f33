import assert from 'node:assert/strict';
import { dataPaths, isCovered } from '../../core/images/data-paths.ts';
import { imageFacts, imageFamilies } from '../../core/images/image-facts.ts';
import { parseImageReference, tagVersion } from '../../core/images/image-reference.ts';

describe('image references', () => {
  it('splits registry, repository, tag and digest', () => {
    assert.deepEqual(parseImageReference('postgres:16-alpine'), {
      registry: undefined,
      repository: 'postgres',
      tag: '16-alpine',
      digest: undefined,
    });
    assert.equal(parseImageReference('docker.io/library/postgres')?.repository, 'postgres');
    assert.deepEqual(parseImageReference('localhost:5000/acme/api:1'), {
      registry: 'localhost:5000',
      repository: 'acme/api',
      tag: '1',
      digest: undefined,
    });
    assert.equal(parseImageReference(`redis@sha256:${'a'.repeat(64)}`)?.digest, `sha256:${'a'.repeat(64)}`);
    assert.equal(parseImageReference('acme/api')?.registry, undefined);
  });

  it('refuses what no engine takes', () => {
    for (const text of ['', 'Foo Bar', 'nginx:', 'nginx:a b', '-nginx', 'nginx@latest', 'acme/API']) {
      assert.equal(parseImageReference(text), undefined, text);
    }
  });

  it('reads versions from tags', () => {
    assert.deepEqual(tagVersion('16.4-alpine'), [16, 4]);
    assert.deepEqual(tagVersion('pg17'), [17]);
    assert.deepEqual(tagVersion('v1.10.0'), [1, 10, 0]);
    assert.deepEqual(tagVersion('latest'), []);
    assert.deepEqual(tagVersion(undefined), []);
  });
});

describe('image facts', () => {
  it('knows an image by name, mirror and version', () => {
    assert.equal(imageFacts('postgres:17')?.data[0]?.path, '/var/lib/postgresql/data');
    assert.equal(imageFacts('postgres:18')?.data[0]?.mountAt, '/var/lib/postgresql');
    assert.equal(imageFacts('postgres')?.data[0]?.mountAt, '/var/lib/postgresql', 'no tag is the newest');
    assert.equal(imageFacts('public.ecr.aws/docker/library/postgres:16')?.family, 'postgres');
    assert.equal(imageFacts('influxdb:1.8')?.data[0]?.path, '/var/lib/influxdb');
    assert.equal(imageFacts('acme/postgres-exporter:1'), undefined);
  });

  it('knows which programs are missing by tag', () => {
    assert.ok(imageFacts('redis:7')?.missingPrograms.has('wget'));
    assert.ok(!imageFacts('redis:7-alpine')?.missingPrograms.has('wget'));
    assert.ok(imageFacts('redis:7-alpine')?.missingPrograms.has('curl'));
    assert.ok(!imageFacts('nginx:1.27')?.missingPrograms.has('curl'));
  });

  it('has every repository once', () => {
    const names = imageFamilies.flatMap((family) => family.repositories);
    assert.equal(new Set(names).size, names.length);
  });
});

describe('data paths', () => {
  it('follows the environment and the command', () => {
    const environment = new Map([['PGDATA', '/srv/pg']]);
    assert.equal(dataPaths({ image: 'postgres:16', environment })[0]?.path, '/srv/pg');
    assert.equal(dataPaths({ image: 'postgres:16', environment })[0]?.declared, false);
    assert.equal(dataPaths({ image: 'mongo:7', command: ['mongod', '--dbpath', '/mnt/db'] })[0]?.path, '/mnt/db');
    assert.equal(dataPaths({ image: 'mongo:7', command: ['mongod', '--dbpath=/mnt/db'] })[0]?.path, '/mnt/db');
  });

  it('tells covered paths from uncovered ones', () => {
    const [to17] = dataPaths({ image: 'postgres:17' });
    const [from18] = dataPaths({ image: 'postgres:18' });
    const [ha] = dataPaths({ image: 'timescale/timescaledb-ha:pg17' });
    assert.ok(to17 && from18 && ha);
    assert.ok(isCovered(to17, ['/var/lib/postgresql/data/']));
    assert.ok(!isCovered(to17, ['/var/lib/postgresql']), 'the declared volume is laid over the folder above it');
    assert.ok(isCovered(from18, ['/var/lib/postgresql']));
    assert.ok(!isCovered(from18, ['/var/lib/postgresql/data']));
    assert.ok(isCovered(ha, ['/home/postgres/pgdata']));
    assert.ok(!isCovered(ha, ['/var/lib/postgresql/data']));
  });

  it('knows data in a folder below a declared volume', () => {
    const [data] = dataPaths({
      image: 'postgres:16',
      environment: new Map([['PGDATA', '/var/lib/postgresql/data/pgdata']]),
    });
    assert.ok(data);
    assert.ok(data.declared);
    assert.ok(isCovered(data, ['/var/lib/postgresql/data']));
    assert.ok(!isCovered(data, ['/var/lib/postgresql']));
  });
});
