import type { YamlEntry, YamlFile, YamlNode } from '../yaml/node.ts';
import { entryOf } from '../yaml/node.ts';
import type { Section } from './canonical.ts';
import type { Contribution, Reading, Scope } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { LoadSession } from './load-session.ts';
import type { PathBase } from './paths.ts';

/** How a file's entries are to be understood. */
export interface ReadOptions {
  readonly base: PathBase;
  readonly environment: Environment;
}

/** The ground on which the entries of a file are read. */
export function scopeOf(session: LoadSession, yaml: YamlFile, { base, environment }: ReadOptions): Scope {
  const signature = session.signature(`${yaml.file}\n${base.directory}\n${base.home}`, environment);
  return { file: yaml.file, text: yaml.text, base, environment, signature };
}

/** The entries of one section in one document. */
export function sectionEntries(root: YamlNode | undefined, section: Section): readonly YamlEntry[] {
  const value = entryOf(root, section)?.value;
  return value?.kind === 'mapping' ? value.entries : [];
}

/** Reads one section of a file on its own, all its documents merged; what is wrong with the entries' content is left to the caller. */
export function readSection(
  session: LoadSession,
  section: Section,
  yaml: YamlFile,
  options: ReadOptions,
): {
  readonly contributions: ReadonlyMap<string, Contribution>;
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
} {
  const scope = scopeOf(session, yaml, options);
  const contributions = new Map<string, Contribution>();
  const readings = new Map<string, Reading[]>();
  for (const { root } of yaml.documents) {
    for (const entry of sectionEntries(root, section)) {
      const reading = session.cache.read(section, entry, scope);
      session.takeVariables(reading);
      const name = entry.key.text;
      const before = contributions.get(name);
      contributions.set(
        name,
        before ? session.cache.merge(section, before, reading.contribution).merged : reading.contribution,
      );
      readings.set(name, [...(readings.get(name) ?? []), reading]);
    }
  }
  return { contributions, readings };
}
