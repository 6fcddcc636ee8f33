import assert from 'node:assert/strict';
import { byteSize } from '../../../core/spec/grammar/byte-size.ts';
import { duration } from '../../../core/spec/grammar/duration.ts';
import type { Grammar } from '../../../core/spec/grammar/grammar.ts';
import { hostAddress } from '../../../core/spec/grammar/ip-address.ts';
import { mount } from '../../../core/spec/grammar/mount.ts';
import { booleanText, fileMode, integerText, numberText } from '../../../core/spec/grammar/plain.ts';
import { exposedPort, port, publishedPort } from '../../../core/spec/grammar/port.ts';
import {
  containerName,
  device,
  extraHost,
  loggingDriver,
  namespaceText,
  networkModeText,
  platform,
  pullPolicy,
  restartPolicy,
  stopSignal,
  variableText,
} from '../../../core/spec/grammar/service-values.ts';
import { subnet } from '../../../core/spec/grammar/subnet.ts';

/** Each grammar with texts that Compose takes and texts that it (or the engine, later) refuses. */
const cases: readonly { grammar: Grammar; good: readonly string[]; bad: readonly string[] }[] = [
  {
    grammar: duration,
    good: ['30s', '1m30s', '1.5h', '500ms', '0', '2d', '1w', '-1s', '+5s', '.5s', '10us'],
    bad: ['10 bananas', '10', '', 's', '1m30', '5 s', '1x'],
  },
  {
    grammar: byteSize,
    good: ['512m', '1.5g', '64MiB', '1024', '-1', '0', '2 GB', '10b', '1kb', '1T', '1Pib'],
    bad: ['12potatoes', '', 'm', '1mm', '5 bananas', '1gbb'],
  },
  {
    grammar: port,
    good: [
      '80',
      '8080:80',
      '127.0.0.1:8080:80',
      '3000-3005',
      '9090-9091:8080-8081',
      '6060:6060/udp',
      '[::1]:53:53/udp',
      '::1:53:53',
      '127.0.0.1::80',
      ':80',
      '80/TCP',
      '49100-49200:80',
      '22:22',
    ],
    bad: [
      '80:abc',
      '99999:80',
      '80:80:80:80',
      'abc',
      '8080:80/http',
      '80-70',
      '1000-1002:80-81',
      '300.1.1.1:80:80',
      '8080:',
      '',
    ],
  },
  { grammar: publishedPort, good: ['8080', '8080-8090', ''], bad: ['abc', '70000'] },
  { grammar: exposedPort, good: ['3000', '8000-8010', '53/udp'], bad: ['web', '80/http', '70000'] },
  {
    grammar: mount,
    good: [
      '/data',
      'data:/data',
      './src:/app:ro',
      'C:\\data:/data',
      'C:\\a:D:\\b:ro',
      '/a:/b:ro,z',
      'a',
      '~/x:/y:cached',
    ],
    bad: ['', 'data:', ':/data', 'ab::c', 'ab:/b:ro:x', 'ab:/b:rx'],
  },
  {
    grammar: hostAddress,
    good: ['127.0.0.1', '::1', '::', 'fe80::1', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8'],
    bad: ['localhost', '1.2.3', '1.2.3.256', '1::2::3', ':::', '', '1:2:3:4:5:6:7'],
  },
  {
    grammar: subnet,
    good: ['172.28.0.0/16', '2001:db8::/64'],
    bad: ['172.28.0.0', '172.28.0.0/33', 'x/8', '172.28.1.0/16'],
  },
  { grammar: booleanText, good: ['true', 'False', 'yes', 'no', 'on', 'N'], bad: ['', '1', 'enabled'] },
  { grammar: integerText, good: ['0', '-3', '+7', '007'], bad: ['', '1.5', '1_000', 'x'] },
  { grammar: numberText, good: ['0.5', '2', '.5', '1e3', '-1', '5.', 'inf'], bad: ['', 'half', '1,5'] },
  { grammar: fileMode, good: ['0440', '755', '0o755'], bad: ['', 'rwx', '888'] },
  {
    grammar: restartPolicy,
    good: ['no', 'always', 'on-failure', 'on-failure:3', 'unless-stopped', ''],
    bad: ['never', 'on-failure:x', 'unless_stopped'],
  },
  {
    grammar: pullPolicy,
    good: ['always', 'missing', 'if_not_present', 'daily', 'every_12h', 'every_1d12h'],
    bad: ['sometimes', 'every_day', ''],
  },
  { grammar: containerName, good: ['web', 'a1', 'My.Name_x-1'], bad: ['a', '-web', 'my web', ''] },
  {
    grammar: platform,
    good: ['linux/amd64', 'linux/arm/v7', 'linux', 'arm64', 'windows/amd64'],
    bad: ['linux/', 'a/b/c/d', '', 'linux-amd64', 'amd46'],
  },
  { grammar: stopSignal, good: ['SIGTERM', 'term', '15', 'SIGRTMIN+3'], bad: ['SIGFOO', '', 'stop it'] },
  { grammar: extraHost, good: ['a:1.2.3.4', 'a=::1', 'a:::1', 'host:host-gateway'], bad: ['a', ':1.2.3.4', '=1'] },
  { grammar: device, good: ['/dev/a', '/dev/a:/dev/b:rwm', 'vendor.com/class=name'], bad: ['a:b:c:d'] },
  {
    grammar: networkModeText,
    good: ['host', 'bridge', 'none', 'service:vpn', 'container:x', 'shared_net', 'slirp4netns', 'pasta', ''],
    bad: ['hots', 'brigde', 'servce:vpn'],
  },
  {
    grammar: loggingDriver,
    good: ['local', 'json-file', 'loki', 'grafana/loki:latest', ''],
    bad: ['json-flie', 'jsonfile'],
  },
  {
    grammar: namespaceText('an IPC mode', ['shareable', 'private', 'host', 'none']),
    good: ['host', 'service:web', 'container:web', ''],
    bad: ['shared', 'service:', 'hots'],
  },
  { grammar: variableText, good: ['A=1', 'A', 'A=', 'a.b=c d'], bad: ['=1', '', 'A =1', 'A\t=1'] },
];

describe('grammars', () => {
  for (const { grammar, good, bad } of cases) {
    it(`knows ${grammar.title} (${grammar.example})`, () => {
      assert.equal(grammar.check(grammar.example), undefined, grammar.example);
      for (const text of good) assert.equal(grammar.check(text), undefined, text);
      for (const text of bad) assert.ok(grammar.check(text), `takes ${JSON.stringify(text)}`);
    });

    it(`points into the text of ${grammar.title}`, () => {
      for (const text of bad) {
        const { start = 0, end = text.length } = grammar.check(text) ?? {};
        assert.ok(start >= 0 && start <= end && end <= text.length, `${JSON.stringify(text)}: ${start}..${end}`);
      }
    });
  }

  it('knows what was meant', () => {
    assert.equal(platform.check('linux-amd64')?.suggestion, 'linux/amd64');
    assert.equal(subnet.check('172.28.1.0/16')?.suggestion, '172.28.0.0/16');
    assert.equal(networkModeText.check('hots')?.suggestion, 'host');
    assert.equal(loggingDriver.check('json-flie')?.suggestion, 'json-file');
    assert.equal(variableText.check('A =1')?.suggestion, 'A');
  });

  it('names the wrong part', () => {
    const part = (grammar: Grammar, text: string) => {
      const { start = 0, end = text.length } = grammar.check(text) ?? {};
      return text.slice(start, end);
    };
    assert.equal(part(port, '80:abc'), 'abc');
    assert.equal(part(port, '99999:80'), '99999');
    assert.equal(part(port, '300.1.1.1:80:80'), '300.1.1.1');
    assert.equal(part(port, '80:80/http'), 'http');
    assert.equal(part(duration, '1m30x'), 'x');
    assert.equal(part(byteSize, '12potatoes'), 'potatoes');
    assert.equal(part(mount, 'ab:/b:ro,rx'), 'rx');
  });
});
