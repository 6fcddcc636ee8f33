import { entry, isUnresolved } from '../declared.ts';
import type { Drift, DriftSubject } from '../drift-subject.ts';

/** Variables that the engine or Compose puts in by itself; `container` is Podman's. */
const ownVariables = new Set(['PATH', 'HOSTNAME', 'HOME', 'TERM', 'container']);

export function compareEnvironment(subject: DriftSubject): readonly Drift[] {
  const { service, config, ownImage, envFiles } = subject;
  const running = variables(config.environment);
  const drifts: Drift[] = [];
  const fromFiles = envFiles ?? new Map<string, string>();
  const names = new Set([...fromFiles.keys(), ...service.environment.keys()]);
  for (const name of names) {
    const given = service.environment.get(name);
    const value = given === undefined ? fromFiles.get(name) : given.value;
    // A variable without a value is handed on from the environment of whoever called Compose, which is not known here.
    if (value === null || value === undefined || isUnresolved(entry(service.value, 'environment', name))) continue;
    if (!running.has(name)) drifts.push(difference(name, 'is declared and not set in the container'));
    else if (running.get(name) !== value) drifts.push(difference(name, 'has another value in the container'));
  }
  // Without the env_files' contents it cannot be told what was taken out of them.
  if (ownImage === undefined || (service.envFiles.length > 0 && envFiles === undefined)) return drifts;
  const fromImage = variables(ownImage.environment);
  for (const name of running.keys()) {
    if (names.has(name) || fromImage.has(name) || ownVariables.has(name)) continue;
    drifts.push(difference(name, 'is set in the container and no longer declared'));
  }
  return drifts;
}

export function compareLabels({ service, container }: DriftSubject): readonly Drift[] {
  const drifts: Drift[] = [];
  for (const [name, label] of service.labels) {
    if (name.startsWith('com.docker.compose.') || container.labels[name] === label.value) continue;
    if (isUnresolved(entry(service.value, 'labels', name))) continue;
    const running = container.labels[name];
    drifts.push({
      field: 'labels',
      item: name,
      declared: label.value,
      running,
      message: `The label ${name} is ${running === undefined ? 'missing' : `"${running}"`} in the container and "${label.value}" in the file.`,
    });
  }
  return drifts;
}

function difference(name: string, what: string): Drift {
  return { field: 'environment', item: name, message: `The variable ${name} ${what}.` };
}

function variables(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.map((word) => {
      const equals = word.indexOf('=');
      return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}
