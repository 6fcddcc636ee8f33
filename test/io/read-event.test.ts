import assert from 'node:assert/strict';
import { readEvent } from '../../io/engine/read-event.ts';

const line = (Type: string, Action: string, ID: string, Attributes: Record<string, string> = {}) =>
  JSON.stringify({ Type, Action, Actor: { ID, Attributes }, timeNano: 1_795_226_990_015 * 1e6 });

describe('events of engines', () => {
  it('are read alike, whoever sends them', () => {
    const read = (text: string) => {
      const event = readEvent(text);
      return event && [event.action, event.id, event.attributes.exitCode];
    };
    assert.deepEqual(read(line('container', 'die', 'c1', { exitCode: '3' })), ['die', 'c1', '3']);
    assert.deepEqual(read(line('container', 'died', 'c1', { containerExitCode: '3' })), ['die', 'c1', '3']);
    assert.deepEqual(read(line('container', 'remove', 'c1')), ['destroy', 'c1', undefined]);
    assert.deepEqual(read(line('image', 'remove', 'i1')), ['remove', 'i1', undefined]);
    assert.deepEqual(read(line('volume', 'destroy', 'data')), ['destroy', 'data', undefined]);
    assert.deepEqual(read(line('volume', 'remove', '', { name: 'data' })), ['destroy', 'data', undefined]);
    const health = { health_status: 'unhealthy' };
    assert.equal(readEvent(line('container', 'health_status', 'c1', health))?.action, 'health_status: unhealthy');
    assert.equal(readEvent(line('container', 'health_status: healthy', 'c1'))?.action, 'health_status: healthy');
    assert.equal(readEvent(line('container', 'start', 'c1'))?.time, 1_795_226_990_015);
  });

  it('that are none are left out', () => {
    assert.equal(readEvent(''), undefined);
    assert.equal(readEvent('{"Type":"cont'), undefined);
  });
});
