import { relative, resolve } from 'pathe';
import { stringify } from 'yaml';
import { loadProject } from '../../core/project/load-project.ts';
import { printConfig } from '../../core/project/print-config.ts';
import type { Json } from '../../core/project/print-fields.ts';
import type { Definition, Project, ProjectRequest } from '../../core/project/project.ts';
import type { Location } from '../../core/text/source.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import type { Command, CommandContext } from '../command.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { type Place, placeFindings } from '../reports/placed-finding.ts';

const usage =
  'usage: holdfast project [FILE…|FOLDER] [--profile P]… [--all-profiles] [--env-file F]… [--project-directory D] [-p NAME] [--locations] [--format json|yaml]';

/**
 * The effective project: the document that `docker compose config` prints, and everything that is wrong with it.
 * Exit code 0 when Compose would accept it, otherwise 1.
 */
export const project: Command = async (args, context) => {
  const { request, json, locations } = readArguments(args, context);
  const loaded = loadProject(disk, request);
  const { place } = placeFindings([], { read: disk.readText, show: (file) => relative(context.cwd, file) || '.' });
  const problems = loaded.problems.map(({ rule, severity, message, location }) => ({
    rule,
    severity,
    message,
    ...place(location),
    fix: false,
  }));
  const config = printConfig(loaded, disk);
  if (json) {
    const document = { ...config, problems, ...(locations && { locations: locationsOf(loaded, place) }) };
    context.stdout(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    context.stdout(
      stringify(locations ? { ...config, locations: locationsOf(loaded, place) } : config, { lineWidth: 0 }),
    );
    for (const { file, line, column, severity, rule, message } of problems) {
      context.stderr(`${file}:${line}:${column} ${severity} ${rule}: ${message}\n`);
    }
  }
  return loaded.valid ? 0 : 1;
};

interface Options {
  readonly request: ProjectRequest;
  readonly json: boolean;
  readonly locations: boolean;
}

function readArguments(args: readonly string[], { cwd, environment }: CommandContext): Options {
  return parseArguments(
    args,
    {
      usage,
      options: {
        profile: { type: 'string', multiple: true, default: [] },
        'all-profiles': { type: 'boolean', default: false },
        'env-file': { type: 'string', multiple: true, default: [] },
        'project-directory': { type: 'string' },
        'project-name': { type: 'string', short: 'p' },
        locations: { type: 'boolean', default: false },
        format: { type: 'string', default: 'yaml' },
      },
    },
    ({ values, positionals }) => {
      const absolute = (path: string) => toPortablePath(resolve(cwd, path));
      const [first] = positionals;
      const folder =
        positionals.length === 1 && first !== undefined && disk.kind(absolute(first)) === 'directory'
          ? absolute(first)
          : undefined;
      const directory = values['project-directory'];
      const request = {
        directory: folder ?? cwd,
        files: folder === undefined ? positionals.map(absolute) : [],
        environment,
        envFiles: values['env-file'],
        profiles: values['all-profiles'] ? ['*'] : values.profile,
        projectName: values['project-name'],
        projectDirectory: directory === undefined ? undefined : absolute(directory),
      };
      return { request, json: formatIn(['json', 'yaml'], values.format) === 'json', locations: values.locations };
    },
  );
}

/** Where each named part comes from, in merge order; the last place wins. */
function locationsOf(loaded: Project, place: (location: Location) => Place): Json {
  const placed = (parts: ReadonlyMap<string, { readonly definitions: readonly Definition[] }>) =>
    Object.fromEntries(
      [...parts].map(([name, { definitions }]) => [name, definitions.map(({ block }) => ({ ...place(block) }))]),
    );
  return {
    services: { ...placed(loaded.services), ...placed(loaded.disabledServices) },
    networks: placed(loaded.networks),
    volumes: placed(loaded.volumes),
    secrets: placed(loaded.secrets),
    configs: placed(loaded.configs),
    models: placed(loaded.models),
  };
}
