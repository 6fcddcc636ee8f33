import { basename } from 'pathe';
import { argument, commandText } from '../argument.ts';
import { writeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Program, report } from '../shell.ts';

/** Addresses of whole indexes, collections and databases on the usual ports of Elasticsearch, Qdrant, Meilisearch and CouchDB. */
const databaseParts =
  /:(9200\/[^/\s?]+|6333\/collections\/[^/\s?]+|7700\/indexes\/[^/\s?]+|5984\/[^/\s?]+)\/?(\?\S*)?(\s|$)/;

/** `curl` and `wget`, where they speak to the engine's own API. */
export const followHttp: Program = (call) => {
  const text = call.args.map((word) => word.text).join(' ');
  const options = readOptions(call.args, {
    valued:
      'X request unix-socket H header d data o output u user output-document T upload-file m max-time A e referer'.concat(
        call.name === 'wget' ? ' O' : '',
      ),
  });
  const method = (options.values('X').at(-1) ?? options.values('request').at(-1))?.text.toUpperCase();
  const engine = /docker\.sock|podman\.sock|:237[56]\b/.test(text);
  if (
    engine &&
    ((method === 'DELETE' && /\/volumes\/|[?&]v=(1|true)/.test(text)) ||
      (method === 'POST' && /\/volumes\/prune/.test(text)))
  ) {
    report(call, 'engine-api-delete');
  }
  if (method === 'DELETE' && databaseParts.test(text)) report(call, 'database-drop', 'what the address names');
  const names = call.name === 'wget' ? ['O', 'output-document'] : ['o', 'output'];
  const targets = names.flatMap((name) => options.values(name).map((word) => word.text));
  if (call.name === 'curl' && (options.has('O') || options.has('remote-name')))
    targets.push(...options.operands.map((word) => basename(word.text)));
  const subject = commandText([argument(call.name), ...call.args]);
  for (const path of targets) if (path !== '-') writeFile(call.shell, { path, text: undefined, subject });
  return undefined;
};
