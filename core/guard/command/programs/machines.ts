import type { Argument } from '../argument.ts';
import { type Call, report } from '../shell.ts';

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
}
