import { type Program, report } from '../shell.ts';

/** Holdfast's own commands: only a person approves, and only a person takes the hooks away. */
export const followHoldfast: Program = (call) => {
  const words = call.args.map((word) => word.text);
  if (words.includes('--help') || words.includes('-h')) return undefined;
  const [name, verb] = words.filter((word) => !word.startsWith('-'));
  if (name === 'approve') report(call, 'self-approval');
  if ((name === 'agents' || name === 'git') && verb === 'uninstall') report(call, 'self-approval');
  return undefined;
};
