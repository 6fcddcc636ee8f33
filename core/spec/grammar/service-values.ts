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

export const platform = byPattern({
  title: 'a platform',
  example: 'linux/amd64',
  pattern: /^[a-zA-Z0-9_.-]+(?:\/[a-zA-Z0-9_.-]+){0,2}$/,
  message: 'a platform is written OS/ARCHITECTURE[/VARIANT]',
  late: true,
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
