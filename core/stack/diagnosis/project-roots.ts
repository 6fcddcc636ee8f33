import type { PreflightCheck } from '../preflight/check.ts';
import type { ProjectView, ServiceView } from '../stack.ts';
import type { Root } from './root.ts';
import type { LostPart, Symptoms } from './symptoms.ts';

/** What concerns a project as a whole: services that left the file, two folders with one name, a full disk. */
export function projectRoots(view: ProjectView, symptoms: Symptoms): readonly Root[] {
  const checks = symptoms.checks.get(view.id) ?? [];
  const lost = (symptoms.lost?.get(view.id) ?? []).filter((part) => isStillThere(part, view, symptoms));
  const vanished = checks.find((check) => check.id === 'nothing-vanished' && check.problems.length > 0);
  return [
    ...(vanished !== undefined || lost.length > 0 ? [lostRoot(view, vanished, lost)] : []),
    ...checks.flatMap((check) => {
      const title = titles[check.id];
      const problems = check.problems.filter((problem) => problem.result === 'stop');
      if (title === undefined || problems.length === 0) return [];
      return [
        {
          project: view.name,
          title,
          error: check.id,
          evidence: problems.map((problem) => problem.message),
          suffering: [],
          steps: [...new Set(problems.map((problem) => problem.wayOut))],
          never: problems.some(({ message }) => / network /.test(message) && !/ volume /.test(message))
            ? undefined
            : nevers[check.id],
        },
      ];
    }),
  ];
}

const titles: Readonly<Record<string, string>> = {
  'project-valid': 'Compose refuses the files.',
  'same-folder': 'Two folders use one project name.',
  'disk-space': 'The disk of the engine is nearly full.',
  'external-resources': 'Something that the project takes from outside is missing.',
  'volume-unchanged': 'A volume is declared in another way than it was made.',
};

const nevers: Readonly<Record<string, string>> = {
  'disk-space': 'Do not run "docker system prune --volumes": it deletes data.',
  'external-resources':
    'Do not create an empty volume of that name before you have looked for the old one: its data would seem lost.',
  'volume-unchanged': 'Do not answer yes when Compose offers to recreate the volume: that deletes its data.',
};

/** A lost part matters now when something of it is still on the engine: containers of the service, the volume itself. */
function isStillThere(part: LostPart, view: ProjectView, { volumes }: Symptoms): boolean {
  if (part.kind === 'volume') return part.engineName !== undefined && volumes?.has(part.engineName) === true;
  return view.services.some((service) => service.name === part.name && service.containers.length > 0);
}

function lostRoot(view: ProjectView, vanished: PreflightCheck | undefined, lost: readonly LostPart[]): Root {
  const [first] = lost;
  const source = {
    commit: 'The last commit has it',
    baseline: 'The last version that Holdfast accepted has it',
  };
  const isInGit = lost.some((part) => part.since === 'commit');
  const running = vanished !== undefined || lost.some((part) => part.kind === 'service');
  return {
    project: view.name,
    title: running ? 'Services run that the file no longer has.' : 'The file no longer has volumes that hold data.',
    error: 'nothing-vanished',
    cause:
      'The file lost parts of the stack. What runs, and its data, is still there, and Compose no longer knows of it.',
    evidence: [
      ...(vanished?.problems.map((problem) => problem.message) ?? []),
      ...lost.map((part) => `${source[part.since]}: ${part.message}`),
    ],
    suffering: [],
    steps: [
      ...(isInGit ? [`Look at what left the file: git diff HEAD -- ${first?.file ?? 'compose.yaml'}`] : []),
      lost.length > 0
        ? 'Put the lost blocks back from that version (Holdfast: Show Restore Points, or git), not from memory.'
        : 'Put the service back into the file if it was deleted by mistake.',
      'If it was meant to go: copy its data away first, then remove its containers by name.',
    ],
    never: 'Do not run "down -v" or "up --remove-orphans": it would delete what left the file by mistake.',
  };
}

/**
 * Data that the next recreation or "down" parts from its service: nothing fails yet, and nothing else hurts as much later.
 */
export function dataRoots(view: ProjectView, { looseVolumes = [] }: Symptoms): readonly Root[] {
  return view.services
    .filter((service) => service.declared)
    .flatMap((service) => dataRoot(view, service, looseVolumes));
}

function dataRoot(view: ProjectView, service: ServiceView, looseVolumes: readonly string[]): Root[] {
  const risks = service.risks.filter((risk) => risk.known && risk.kind !== 'tmpfs');
  const [first] = risks;
  const [container] = service.containers;
  if (first === undefined || container === undefined) return [];
  const loose = looseVolumes.slice(0, 5).map((name) => name.slice(0, 12));
  const anonymous = first.kind === 'anonymous-volume';
  return [
    {
      project: view.name,
      service: service.name,
      title: `The data of ${service.name} is not in a volume that outlives its container.`,
      error: anonymous ? 'anonymous-data' : 'unmounted-data',
      cause: first.message,
      evidence: [
        ...risks.map(
          (risk) => `${container.container.name} has ${risk.path} in ${placeInWords(risk.kind, risk.volume)}.`,
        ),
        ...(loose.length > 0
          ? [`Volumes without a name that no container uses (earlier data may be in one): ${loose.join(', ')}.`]
          : []),
      ],
      suffering: [],
      steps: [
        `Copy the data out while the container is there: docker cp ${container.container.name}:${first.path} ./${service.name}-backup`,
        `Declare a named volume, mount it at ${first.path}, and put the copy into it.`,
        'Only then make the container anew.',
      ],
      never: 'Do not run "down", "up --force-recreate" or "volume prune" before the copy is safe.',
    },
  ];
}

function placeInWords(kind: string, volume: string | undefined): string {
  return kind === 'anonymous-volume' ? `the anonymous volume ${volume?.slice(0, 12) ?? ''}` : 'its own writable layer';
}
