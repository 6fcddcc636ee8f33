import type { Project } from '../../core/project/project.ts';
import { isFine } from '../../core/stack/service-state.ts';
import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';
import { joinStack, type StackView } from '../../core/stack/stack.ts';
import { disk } from '../../io/disk.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { readSnapshot, wishesOf } from '../../io/engine/read-snapshot.ts';
import { watchEngine } from '../../io/engine/watch-engine.ts';
import { readEnvFiles } from '../../io/restart/read-env-files.ts';
import type { Command, CommandContext } from '../command.ts';
import { currentEndpoint, openEngine, openProject } from '../open-stack.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { stackAsJson, stackAsText } from '../reports/stack.ts';

const usage = 'usage: holdfast status [FILES] [--all] [--watch] [--format json|text]';

/**
 * What runs, joined with what the files declare. With --watch it is printed anew whenever it changes (with JSON, one
 * document a line), until it is interrupted.
 *
 * Exit code 0 when every declared service is as it should be, 1 otherwise, also when no engine answers.
 */
export const status: Command = async (args, context) => {
  const { files, all, watch, json } = readArguments(args);
  const project = openProject(files, context);
  const projects = project === undefined ? [] : [project];
  const print = (view: StackView) => context.stdout(json ? `${stackAsJson(view)}\n` : stackAsText(view));
  const join = (snapshot: EngineSnapshot) => narrow(joinAll(projects, snapshot, context), all || project === undefined);
  if (watch) return follow({ projects, join, print, context });
  const view = join(await look(projects, context));
  print(view);
  return isAllFine(view) ? 0 : 1;
};

async function look(projects: readonly Project[], context: CommandContext): Promise<EngineSnapshot> {
  const endpoint = currentEndpoint(context);
  try {
    return await readSnapshot(await openEngine(context), projects, { signal: context.signal, swarm: true });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { reason, message } = error;
    return emptySnapshot({ kind: 'unreachable', engine: endpoint.label, reason, message });
  }
}

async function follow(options: {
  readonly projects: readonly Project[];
  readonly join: (snapshot: EngineSnapshot) => StackView;
  readonly print: (view: StackView) => void;
  readonly context: CommandContext;
}): Promise<0> {
  const { projects, join, print, context } = options;
  let printed = '';
  const watch = watchEngine({
    endpoint: () => currentEndpoint(context),
    onSnapshot(snapshot) {
      queueMicrotask(() => watch.want(wishesOf(projects, snapshot.containers.values())));
      if (snapshot.state.kind === 'connecting') return;
      const view = join(snapshot);
      const text = stackAsJson(view);
      if (text === printed) return;
      printed = text;
      print(view);
    },
  });
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  watch.dispose();
  return 0;
}

function joinAll(projects: readonly Project[], snapshot: EngineSnapshot, { environment }: CommandContext): StackView {
  const envFiles = new Map(projects.flatMap((project) => [...readEnvFiles(project, disk, environment)]));
  return joinStack({ projects, snapshot, envFiles });
}

function narrow(view: StackView, all: boolean): StackView {
  if (all) return view;
  const projects = view.projects.filter((project) => project.project !== undefined);
  const names = new Set(projects.map((project) => project.name));
  const deployed = view.swarm?.services.filter(({ stack = '' }) => names.has(stack)) ?? [];
  const swarm = view.swarm && deployed.length > 0 ? { ...view.swarm, services: deployed } : undefined;
  return { ...view, projects, loose: [], pods: [], swarm };
}

function isAllFine({ engine, projects }: StackView): boolean {
  if (engine.kind !== 'connected') return false;
  return projects.every(({ services }) => services.every(({ state, declared }) => declared && isFine(state)));
}

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        format: { type: 'string', default: 'text' },
        watch: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
      },
    },
    ({ values, positionals }) => {
      const format = formatIn(['json', 'text'], values.format);
      return { files: positionals, all: values.all, watch: values.watch, json: format === 'json' };
    },
  );
}
