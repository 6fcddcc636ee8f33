import { createTwoFilesPatch } from 'diff';
import { relative } from 'pathe';
import { type NamingPlan, planNaming } from '../../core/backup/name-data.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import type { DataRisk } from '../../core/stack/data-at-risk.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { BackupError } from '../../io/backup/backup-error.ts';
import { keptImage, makeNamed } from '../../io/backup/make-named.ts';
import { disk } from '../../io/disk.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import type { EngineStorage } from '../../io/engine/storage.ts';
import { findCompose } from '../../io/restart/compose-command.ts';
import { readEnvFiles } from '../../io/restart/read-env-files.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Ask, askOnTerminal, whyNoPerson } from '../ask-person.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { openProject } from '../open-stack.ts';
import { openTidyStorage } from '../open-storage.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';

const usage = 'usage: holdfast name-volume [SERVICE [PATH]] [--format json|text]';

interface DataInDanger {
  readonly service: string;
  readonly risk: DataRisk;
}

/**
 * Lists data of the project that lies in no volume with a name, or moves one service's into such a volume, after a person has
 * seen the plan and typed yes. Whatever fails on the way is undone.
 *
 * Exit code 0: listed, or moved; 1: nobody said yes, or it failed and all is as it was; 2: nobody could be asked.
 */
export const nameVolume: Command = (args, context) =>
  nameVolumeWith((question) => askOnTerminal(question, context.signal), args, context);

/** The conversation behind `name-volume`, with the terminal as a function. */
export async function nameVolumeWith(ask: Ask, args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const call = readArguments(args);
  const { stdout, stderr, environment, signal } = context;
  const project = openProject([], context);
  if (project === undefined) throw new UsageError('there is no Compose file here');
  const nobody = call.service === undefined ? undefined : whyNoPerson(context);
  if (nobody !== undefined) {
    stderr(`holdfast: name-volume stops a service and edits its file, and ${nobody}\n`);
    return 2;
  }
  const storage = await openTidyStorage(context);
  const all = await findInDanger(project, storage, context);
  if (call.service === undefined) {
    const data = all.map(({ service, risk: { kind, path, volume, message } }) => ({
      service,
      kind,
      path,
      volume,
      message,
    }));
    stdout(call.json ? `${JSON.stringify({ data })}\n` : listText(project, all));
    return 0;
  }
  const { service, risk } = choose(all, call);
  const declared = project.services.get(service);
  if (declared === undefined) throw new UsageError(`the project ${project.name} has no service "${service}"`);
  const load = (view: typeof disk) => loadProject(view, { directory: project.directory, environment });
  const plan = planNaming({ project, service: declared, risk, view: disk, load });
  if ('byHand' in plan) {
    stderr(`holdfast: ${plan.byHand}\n`);
    return 1;
  }
  const compose = await findCompose({ environment, signal });
  if (compose === undefined) throw new UsageError('Docker Compose was not found; it has to make the container anew');
  stdout(planText(project, plan));
  const answer = await ask('Type "yes" to move the data, or press Enter to leave all as it is: ');
  if (answer.trim() !== 'yes') {
    stdout('Nothing was moved.\n');
    return 1;
  }
  try {
    const { volume } = await makeNamed({
      ...{ storage, project, plan, compose, environment, signal },
      volume: risk.volume,
      stateFolder: stateFolder(environment),
      onEvent: (event) => event.kind === 'stage' && stderr(`${event.text}\n`),
    });
    stdout(`✔ The data of ${service} is in the volume ${volume} now. ${whereItWas(service, risk, project)}\n`);
    return 0;
  } catch (error) {
    const isExpected = error instanceof BackupError || error instanceof EngineError || signal.aborted;
    if (!isExpected) throw error;
    stderr(`holdfast: ${signal.aborted ? `Cancelled; ${service} is as it was.` : (error as Error).message}\n`);
    return 1;
  }
}

async function findInDanger(
  project: Project,
  { engine }: EngineStorage,
  { environment, signal }: CommandContext,
): Promise<readonly DataInDanger[]> {
  const snapshot = await readSnapshot(engine, [project], { signal });
  const envFiles = new Map([...readEnvFiles(project, disk, environment)]);
  const view = joinStack({ projects: [project], snapshot, envFiles });
  const own = view.projects.find(({ name }) => name === project.name);
  return (own?.services ?? []).flatMap((service) =>
    service.risks
      // What is meant to be only in memory has nothing to move.
      .filter(({ kind }) => kind !== 'tmpfs')
      .map((risk) => ({ service: service.name, risk })),
  );
}

function choose(all: readonly DataInDanger[], { service, path }: Call): DataInDanger {
  const own = all.filter((it) => it.service === service);
  const found = own.filter(({ risk }) => path === undefined || risk.path === path);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const paths = own.map(({ risk }) => risk.path).join(', ');
  if (own.length === 0)
    throw new UsageError(`${service} has no data outside of volumes with names; see "holdfast name-volume"`);
  throw new UsageError(`name one path of ${service}: ${paths}`);
}

function listText({ name }: Project, all: readonly DataInDanger[]): string {
  if (all.length === 0) return `All data of ${name} that is known of lies in volumes with names.\n`;
  return all.map(({ service, risk }) => `${service}  ${risk.path}\n  ⚠ ${risk.message}\n`).join('');
}

function planText({ directory }: Project, { service, path, key, engineName, texts }: NamingPlan): string {
  const patches = [...texts].map(([file, text]) => {
    const shown = relative(directory, file);
    return createTwoFilesPatch(shown, shown, disk.readText(file) ?? '', text, undefined, undefined, { context: 2 });
  });
  return [
    `The data of ${service} at ${path} moves into the named volume ${key} (${engineName} on the engine):`,
    `  1. ${service} is stopped, its data is copied, and the copy is compared.`,
    '  2. The Compose file is edited as below.',
    `  3. ${service} is made anew with the volume, and has to come up.`,
    'If any of it fails, the file, the container and its data are as they were.',
    '',
    ...patches,
  ].join('\n');
}

function whereItWas(service: string, { volume }: DataRisk, project: Project): string {
  return volume === undefined
    ? `What was inside the container is kept as the image ${keptImage(project, service)}.`
    : `The volume ${volume} that it was in stays until you remove it.`;
}

type Call = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    { usage, options: { format: { type: 'string', default: 'text' } } },
    ({ values, positionals }) => {
      const [service, path, ...rest] = positionals;
      if (rest.length > 0) throw new Error('name one service and one path in it');
      return { service, path, json: formatIn(['json', 'text'], values.format) === 'json' };
    },
  );
}
