import type { Argument } from '../argument.ts';
import { type Call, report, subshell } from '../shell.ts';

/** Programs that own the virtual machine in which an engine lives, and their words for deleting it. */
const deleting: Readonly<Record<string, readonly string[]>> = {
  colima: ['delete', 'prune'],
  limactl: ['delete', 'remove', 'rm', 'factory-reset'],
  orb: ['delete', 'reset'],
  orbctl: ['delete', 'reset'],
  rdctl: ['factory-reset', 'reset'],
  'docker-machine': ['rm'],
  minikube: ['delete'],
  kind: ['delete'],
  k3d: ['cluster delete'],
  vagrant: ['destroy'],
  multipass: ['delete', 'purge'],
};

export const machinePrograms = Object.keys(deleting);

export function followMachine(call: Call): undefined {
  const words = call.args.map((word: Argument) => word.text);
  if (words.includes('--help') || words.includes('-h')) return;
  const verbs = `${words.filter((word) => !word.startsWith('-')).join(' ')} `;
  const removes =
    call.name === 'wsl'
      ? words.includes('--unregister')
      : deleting[call.name]?.some((verb) => verbs.startsWith(`${verb} `));
  if (removes) report(call, 'machine-deleted');
  followInMachine(call);
}

/** `colima ssh -- COMMAND…`, `limactl shell NAME COMMAND…`, `vagrant ssh -c TEXT`. */
function followInMachine(call: Call): void {
  const shell = subshell(call.shell);
  const dashes = call.args.findIndex((word) => word.text === '--');
  const text = call.args.findIndex((word) => /^(-c|--command)$/.test(word.text));
  const verb = call.args.findIndex((word) => /^(shell|exec|ssh|run)$/.test(word.text));
  if (dashes >= 0) shell.runWords(call.args.slice(dashes + 1), shell, call.stdin);
  else if (verb >= 0 && text > verb) shell.run(call.args[text + 1]?.text ?? '', shell, call.stdin);
  else if (verb >= 0) shell.runWords(call.args.slice(verb + 2), shell, call.stdin);
}
