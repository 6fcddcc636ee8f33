import { type Diagnosis, diagnose as diagnoseStack } from '../../core/stack/diagnosis/diagnose.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import { emptySnapshot } from '../../core/stack/snapshot.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { currentEndpoint, openEngine, openProject } from '../open-stack.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { diagnosisAsJson } from '../reports/diagnosis.ts';

const usage = 'usage: holdfast diagnose [FILES] [--format json|markdown]';

/**
 * From what is seen to where it comes from: the few roots, what they were seen by, whom they hurt, and what may safely be
 * done. Nothing is changed.
 *
 * Exit code 0 when nothing is wrong, 1 otherwise.
 */
export const diagnose: Command = async (args, context) => {
  const { files, json } = readArguments(args);
  const project = openProject(files, context);
  if (project === undefined) throw new UsageError('there is no Compose file here; name one');
  const diagnosis = await look(project, context);
  context.stdout(json ? `${diagnosisAsJson(diagnosis)}\n` : diagnosisAsMarkdown(project.name, diagnosis));
  return diagnosis.roots.length > 0 ? 1 : 0;
};

async function look(project: NonNullable<ReturnType<typeof openProject>>, context: CommandContext): Promise<Diagnosis> {
  const { environment, signal } = context;
  const endpoint = currentEndpoint(context);
  try {
    const engine = await openEngine(context);
    return diagnoseStack(await gatherSymptoms({ engine, projects: [project], environment, signal }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { reason, message } = error;
    const snapshot = emptySnapshot({ kind: 'unreachable', engine: endpoint.label, reason, message });
    return diagnoseStack({ stack: joinStack({ projects: [project], snapshot }), logs: new Map(), checks: new Map() });
  }
}

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    { usage, options: { format: { type: 'string', default: 'markdown' } } },
    ({ values, positionals }) => {
      const format = formatIn(['json', 'markdown', 'text'], values.format);
      return { files: positionals, json: format === 'json' };
    },
  );
}
