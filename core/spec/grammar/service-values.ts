import { nearest } from '../nearest.ts';
import { byPattern, type Grammar } from './grammar.ts';

/** Small grammars of single service keys. */

export const restartPolicy = byPattern({
  title: 'a restart policy',
  example: 'unless-stopped',
  pattern: /^(?:no|always|unless-stopped|on-failure(?::\d+)?|)$/,
  message: 'the policies are no, always, on-failure[:N] and unless-stopped',
  late: true,
});

export const pullPolicy = byPattern({
  title: 'a pull policy',
  example: 'missing',
  pattern: /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/,
  message: 'the policies are always, never, missing, build, daily, weekly and every_N with a unit',
});

export const containerName: Grammar = {
  title: 'a container name',
  example: 'shop-db',
  check(text) {
    if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(text)) return undefined;
    const message =
      'names have at least two characters of a-z, A-Z, 0-9, "_", "." and "-", and begin with a letter or digit';
    return { message, late: /[a-zA-Z0-9][a-zA-Z0-9_.-]+/.test(text) };
  },
};

const architectures =
  '386 amd64 x86_64 i386 arm arm64 aarch64 armhf armel loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm wasm32'.split(
    ' ',
  );

const systems = 'linux windows darwin freebsd android ios js wasip1 local'.split(' ');

/** `linux/amd64` for `linux-amd64`. */
function joined(text: string): string | undefined {
  const [, system = '', architecture = ''] = /^([a-z]+)[-_.:]([a-z0-9_]+)$/.exec(text) ?? [];
  return systems.includes(system) && architectures.includes(architecture) ? `${system}/${architecture}` : undefined;
}

export const platform: Grammar = {
  title: 'a platform',
  example: 'linux/amd64',
  check(text) {
    if (!/^[a-zA-Z0-9_.-]+(?:\/[a-zA-Z0-9_.-]+){0,2}$/.test(text))
      return { message: 'a platform is written OS/ARCHITECTURE[/VARIANT]', late: true };
    const [system = '', architecture = ''] = text.split('/');
    if (system === text && !systems.includes(text) && !architectures.includes(text.toLowerCase()))
      return {
        message: 'there is no such system or architecture',
        suggestion: joined(text) ?? nearest(text, [...systems, ...architectures]),
        late: true,
      };
    const meant = architectures.includes(architecture) ? undefined : nearest(architecture, architectures);
    if (meant === undefined) return undefined;
    const start = system.length + 1;
    return {
      message: `there is no architecture "${architecture}"`,
      start,
      end: start + architecture.length,
      suggestion: meant,
      late: true,
    };
  },
};

/** A driver of the engine or of a plugin; only misspelled ones of the engine are reported. */
export const loggingDriver: Grammar = {
  title: 'a logging driver of the engine',
  example: 'local',
  check(text) {
    const known =
      'json-file local journald syslog none gelf fluentd awslogs splunk gcplogs etwlogs logentries k8s-file passthrough'.split(
        ' ',
      );
    const meant = known.includes(text) ? undefined : nearest(text, known);
    return meant === undefined ? undefined : { message: 'there is none of that name', suggestion: meant, late: true };
  },
};

/** `host`, `service:NAME`, or an engine's own way; only misspelled words and prefixes are reported. */
export const networkModeText: Grammar = {
  title: 'a network mode',
  example: 'service:vpn',
  check(text) {
    const [prefix = '', rest] = text.split(':');
    const prefixes = ['service', 'container'];
    const words = ['host', 'bridge', 'none', 'default'];
    const word = rest === undefined && text.length > 2 && !words.includes(text) ? nearest(text, words) : undefined;
    if (word !== undefined)
      return { message: 'a network of the engine would have to have that name', suggestion: word, late: true };
    const meant = rest === undefined || prefixes.includes(prefix) ? undefined : nearest(prefix, prefixes);
    if (meant === undefined) return undefined;
    return {
      message: `"${prefix}:" begins none`,
      start: 0,
      end: prefix.length + 1,
      suggestion: `${meant}:`,
      late: true,
    };
  },
};

/** Whose namespace a service has: one of some words, `service:NAME` or `container:NAME`; the engine's reading of it. */
export function namespaceText(title: string, words: readonly string[]): Grammar {
  const expected = `it is ${words.join(', ')}, service:NAME or container:NAME`;
  return {
    title,
    example: words[0] ?? '',
    check: (text) =>
      text === '' || words.includes(text) || /^(?:service|container):./.test(text)
        ? undefined
        : { message: expected, suggestion: nearest(text, words), late: true },
  };
}

/** `NAME=value` or `NAME`, as the engine takes it. */
export const variableText: Grammar = {
  title: 'a variable',
  example: 'LOG_LEVEL=info',
  check(text) {
    const name = text.split('=', 1)[0] ?? '';
    if (name === '') return { message: 'its name is missing, and the engine makes no container with it', late: true };
    if (name.trimEnd() === name || !text.includes('=')) return undefined;
    return {
      message: `the blank is part of its name, so there is no "${name.trim()}" in the container`,
      start: 0,
      end: name.length,
      suggestion: name.trim(),
      late: true,
    };
  },
};

/** A volume's name as the engine's own driver takes it. */
export const volumeName = byPattern({
  title: 'a name of a volume',
  example: 'shop_db-data',
  pattern: /^(?:[a-zA-Z0-9][a-zA-Z0-9_.-]+|)$/,
  message: 'names have at least two characters of a-z, A-Z, 0-9, "_", "." and "-", and begin with a letter or digit',
  late: true,
});

export const envFileFormat = byPattern({
  title: 'a format of env files',
  example: 'raw',
  pattern: /^(?:raw|)$/,
  message: 'the only format to name is raw',
});

export const stopSignal = byPattern({
  title: 'a signal',
  example: 'SIGTERM',
  pattern:
    /^(?:\d{1,2}|(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|UNUSED|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+\d{1,2})?|RTMAX(?:-\d{1,2})?))$/i,
  message: 'there is no such signal',
  late: true,
});

/** `HOST:IP` or `HOST=IP` (compose-go types.NewHostsList). */
export const extraHost: Grammar = {
  title: 'a host with its address',
  example: 'api.local:10.0.0.5',
  check(text) {
    const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':');
    if (at < 0) return { message: 'the address is missing', hint: 'Write HOST:ADDRESS.' };
    const host = text.slice(0, at);
    if (host === '' || host.includes(':')) return { message: `"${host}" is no host name`, start: 0, end: at };
    return undefined;
  },
};

/** `/dev/source[:/dev/target[:rwm]]`. */
export const device: Grammar = {
  title: 'a device',
  example: '/dev/ttyUSB0:/dev/ttyUSB0:rw',
  check: (text) =>
    text.split(':').length <= 3
      ? undefined
      : { message: 'it has too many colons', hint: 'Use the long form with source, target and permissions.' },
};

export const deviceCount = byPattern({
  title: '"all" or a number',
  example: 'all',
  pattern: /^(?:all|[+-]?\d+)$/i,
  message: 'only "all" or a number may stand here',
});

/** `service`, `service:ro`, `container:name:rw`. */
export const volumesFrom = byPattern({
  title: 'a service or container to take mounts from',
  example: 'app:ro',
  pattern: /^(?:container:)?[^:]+(?::[^:]+)?$/,
  message: 'it is written SERVICE[:ro] or container:NAME[:ro]',
  late: true,
});

/** `NAME=value`, where the sign may not be missing. */
export const assignment = byPattern({
  title: 'NAME=value',
  example: 'base=docker-image://alpine:3.20',
  pattern: /=/,
  message: 'the "=" with a value is missing',
});

/** `default`, or `ID=path` of a key or agent socket. */
export const sshKey = byPattern({
  title: 'an SSH agent or key',
  example: 'default',
  pattern: /^default$|=/,
  message: 'only "default" may stand without a path',
});
