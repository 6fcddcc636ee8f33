import { readOptions } from '../options.ts';
import { type Program, report } from '../shell.ts';

/** `curl` and `wget`, where they speak to the engine's own API. */
export const followHttp: Program = (call) => {
  const text = call.args.map((word) => word.text).join(' ');
  const options = readOptions(call.args, { valued: 'X request unix-socket H header d data o output u user' });
  const method = (options.values('X').at(-1) ?? options.values('request').at(-1))?.text.toUpperCase();
  const engine = /docker\.sock|podman\.sock|:237[56]\b/.test(text);
  if (
    engine &&
    ((method === 'DELETE' && /\/volumes\/|[?&]v=(1|true)/.test(text)) ||
      (method === 'POST' && /\/volumes\/prune/.test(text)))
  ) {
    report(call, 'engine-api-delete');
  }
  return undefined;
};
