import { recognizeError } from '../../core/stack/diagnosis/error-catalogue.ts';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import { ProcessError } from '../process.ts';
import { type ComposeAction, composeArguments, runCompose } from './compose-command.ts';
import { isEngineAway, untilEngineAnswers } from './engine-patience.ts';
import type { RestartContext } from './restart-context.ts';
import type { RestartEvent } from './restart-event.ts';

/** Limits in milliseconds. Building may take long; nothing is stopped meanwhile. */
const limits = { build: 60 * 60_000, pull: 30 * 60_000, other: 5 * 60_000 };

export interface ComposeStep {
  readonly action: ComposeAction;
  readonly signal?: AbortSignal;
  /** Used in place of the project's own files. */
  readonly files?: readonly string[];
}

/**
 * Lets Compose do one thing to one service, and tells its lines. An engine that goes away meanwhile is waited for, and
 * then Compose is called once more: what it has done already it does not do again.
 *
 * @returns what Compose complained about; undefined when it was content
 * @throws EngineError when the engine stays away
 */
export async function* composeStep(
  context: RestartContext,
  step: RestartStep,
  call: ComposeStep,
): AsyncGenerator<RestartEvent, string | undefined> {
  const complaint = yield* callOnce(context, step, call);
  if (complaint === undefined || call.signal?.aborted) return complaint;
  const isAway = recognizeError([complaint])?.id === 'engine-down' || (await isEngineAway(context.engine));
  if (!isAway) return complaint;
  yield { kind: 'step', service: step.service, state: 'engine-away' };
  await untilEngineAnswers(context.engine, context.enginePatience);
  return yield* callOnce(context, step, call);
}

async function* callOnce(
  context: RestartContext,
  step: RestartStep,
  { action, signal, files }: ComposeStep,
): AsyncGenerator<RestartEvent, string | undefined> {
  const { compose: program, engine, plan, environment } = context;
  const lines: string[] = [];
  let wake: () => void = () => {};
  let ended = false;
  const run = runCompose({
    compose: program,
    endpoint: engine.endpoint,
    project: plan.project,
    environment,
    files,
    args: composeArguments(program, action, step.service),
    timeLimit: action === 'build' || action === 'pull' ? limits[action] : limits.other,
    signal,
    onStart: (pid) => context.noteCompose(pid),
    onLine(line) {
      lines.push(line);
      wake();
    },
  })
    .then(
      ({ code, stderr }) => (code === 0 ? undefined : lastComplaint(stderr, code)),
      (error: unknown) => {
        if (error instanceof ProcessError) return `${error.message}.`;
        throw error;
      },
    )
    .finally(() => {
      ended = true;
      context.noteCompose(undefined);
      wake();
    });
  for (;;) {
    for (const line of lines.splice(0)) yield { kind: 'output', service: step.service, line };
    if (ended) return run;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (ended || lines.length > 0) resolve();
    });
  }
}

/** The last lines of an error output that say something; progress lines do not. */
function lastComplaint(stderr: string, code: number | null): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:Container|Network|Volume|Image) \S+ +\w+$|^#\d+ /.test(line));
  return lines.slice(-3).join(' ') || `Compose ended with code ${code}.`;
}
