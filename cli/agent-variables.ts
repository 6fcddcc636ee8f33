/** Variables that coding agents set for the commands they run. None of those is a person's word. */
const agentVariables = [
  'CLAUDECODE',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'CODEX_SANDBOX',
  'OPENCODE',
  'QWEN_CODE',
  'AI_AGENT',
];

/** The variable by which a command shows that an agent called it; undefined when there is none. */
export function agentVariable(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return agentVariables.find((name) => environment[name]);
}
