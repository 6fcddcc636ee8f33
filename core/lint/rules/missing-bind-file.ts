import { at, itemsOf, stringOf } from '../../project/value.ts';
import { shortPath } from '../facts/short-path.ts';
import { isForeignPath, unsetPlaces } from '../facts/unset.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-bind-file',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A mounted file, secret or config that is not there',
  why: 'The engine makes an empty folder of that name, owned by root, and mounts it where the program expects a file. That folder then stands in the way of the real file. For the file of a secret or config it makes no container at all.',
  instead:
    'Create the file or correct the path. The long form with "create_host_path: false" makes the start fail instead.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
`,
    good: `services:
  web:
    image: nginx:1.27
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
`,
    goodFiles: { 'nginx.conf': 'events {}\n' },
  },
  check({ services, project, view, report }) {
    const isUnset = unsetPlaces(project);
    for (const [kind, used] of [['secret', 'secrets'] as const, ['config', 'configs'] as const]) {
      const wanted = new Set(services.flatMap((service) => service[used].map(({ value }) => value)));
      for (const { name, value } of project[used].values()) {
        const file = value.entries.get('file')?.value;
        const path = stringOf(file);
        if (!file || !path || !wanted.has(name) || view.kind(path) !== undefined) continue;
        if (isForeignPath(path, project) || isUnset(file.location)) continue;
        report({
          location: file.location,
          message: `The file ${shortPath(path, project)} of the ${kind} "${name}" is not there, and the engine makes no container that uses it. Create the file, or correct the path.`,
        });
      }
    }
    for (const service of services) {
      for (const mount of service.mounts) {
        const source = mount.source;
        if (mount.type !== 'bind' || source === undefined || view.kind(source.value) !== undefined) continue;
        if (isForeignPath(source.value, project)) continue;
        const strict = itemsOf(service.value.entries.get('volumes')?.value).some(
          (item) =>
            item.location.range.start === mount.location.range.start && isFalse(at(item, 'bind', 'create_host_path')),
        );
        if (isUnset(mount.location) || (!strict && !isFileName(source.value, mount.target))) continue;
        report({
          location: mount.location,
          message: strict
            ? `${shortPath(source.value, project)} is not there, and "${service.name}" may not start without it. Create it, or correct the path.`
            : `The file ${shortPath(source.value, project)} is not there: the engine makes an empty folder of that name and mounts it at ${mount.target}. Create the file, or correct the path.`,
        });
      }
    }
  },
});

function isFalse(value: ReturnType<typeof at>): boolean {
  return value?.kind === 'scalar' && (value.value === false || value.value === 'false');
}

const fileEndings =
  /\.(?:conf|cfg|cnf|ini|ya?ml|json|toml|xml|properties|env|sql|sh|py|js|ts|rb|php|lua|pem|crt|cer|key|p12|jks|txt|md|html?|csv|tpl|tmpl|template|rules|htpasswd|service|db|sqlite3?|log)$/i;

/** True when both ends look like a file and not like a folder. */
function isFileName(source: string, target: string): boolean {
  const name = (path: string) => path.split('/').at(-1) ?? '';
  if (source.endsWith('/') || target.endsWith('/') || source.endsWith('.sock')) return false;
  return fileEndings.test(name(source)) && (fileEndings.test(name(target)) || name(source) === name(target));
}
