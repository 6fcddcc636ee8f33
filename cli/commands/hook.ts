import type { Command, CommandContext, ExitCode } from '../command.ts';
import { agentHooks, senderOf } from '../hooks/agents.ts';
import { judgeCall } from '../hooks/judge-call.ts';
import type { AgentHook, Decision, HookAnswer, Payload } from '../hooks/tool-call.ts';

const largestInput = 8 * 1024 * 1024;

/** What in a payload that cannot be judged makes it one that must not pass. */
const risky = /compose[\w.-]*\.ya?ml|\b(docker|podman|nerdctl)\b|\.claude|hooks\.json|holdfast/i;

/**
 * `holdfast hook AGENT`: reads the agent's JSON from standard input and answers as that agent expects. Whatever goes wrong
 * on the way, the answer has the agent's form: a denial when a protected file or a container engine is concerned, and
 * none otherwise.
 */
export const hook: Command = async (args, context) => {
  const answer = await answerHook(args[0], context);
  if (answer.stdout !== '') context.stdout(answer.stdout);
  if (answer.stderr !== '') context.stderr(answer.stderr);
  return answer.exitCode as ExitCode;
};

async function answerHook(named: string | undefined, context: CommandContext): Promise<HookAnswer> {
  let text = '';
  let payload: Payload = {};
  let agent: AgentHook = hookOf(named ?? '') ?? (agentHooks.claude as AgentHook);
  try {
    text = await context.stdin();
    if (text.length > largestInput) throw new Error('the call is too large to be judged');
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) throw new Error('the call is no JSON object');
    payload = parsed as Payload;
    const sender = senderOf(payload, named);
    agent = hookOf(sender) ?? agent;
    const decision = await judgeCall(agent.read(payload), {
      agent: sender,
      asks: agent.asks,
      cwd: context.cwd,
      environment: context.environment,
    });
    return agent.answer(decision, payload);
  } catch (error) {
    return agent.answer(afterFailure(text, error), payload);
  }
}

function hookOf(name: string): AgentHook | undefined {
  return Object.hasOwn(agentHooks, name) ? agentHooks[name] : undefined;
}

function afterFailure(text: string, error: unknown): Decision {
  if (!risky.test(text)) return { verdict: 'allow', text: '' };
  const message = error instanceof Error ? error.message : String(error);
  return {
    verdict: 'deny',
    text: `Holdfast could not judge this call (${message}), and it concerns files or containers that it guards, so it is held. Ask the user to look into it with \`holdfast agents doctor\`.`,
  };
}
