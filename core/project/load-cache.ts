import type { YamlEntry } from '../yaml/node.ts';
import { createYamlReader, type YamlReader } from '../yaml/read-yaml.ts';
import type { Section } from './canonical.ts';
import { type Reference, referencesOf } from './check-references.ts';
import { checkService } from './check-service.ts';
import {
  type Contribution,
  type Merge,
  mergeContributions,
  type Reading,
  readContribution,
  type Scope,
} from './contribution.ts';
import type { Environment } from './environment.ts';
import { normaliseService, withDefaults } from './finish.ts';
import { settle } from './merge.ts';
import { once } from './once.ts';
import type { PathBase } from './paths.ts';
import type { Problem } from './problem.ts';
import type { MappingValue, Resource, Service } from './project.ts';
import { resourceOf } from './read-resource.ts';
import { readService } from './read-service.ts';
import { at, child, itemsOf, withEntries } from './value.ts';

/**
 * What stays valid between loads. Every stage is a function of immutable values, so results are kept by the identity of
 * what went in: an entry that was not edited is the same object as before, and so is all that follows from it.
 */
export class LoadCache {
  readonly yaml: YamlReader = createYamlReader();
  private readonly signatures = new Map<string, number>();
  private readonly readings = new WeakMap<
    YamlEntry,
    { readonly section: Section; readonly signature: number; readonly reading: Reading }
  >();
  private readonly merges = new WeakMap<Contribution, WeakMap<Contribution, Merge>>();
  private readonly bare = new WeakMap<Contribution, Contribution>();
  private readonly settled = new WeakMap<Contribution, { readonly result: Contribution | undefined }>();
  private readonly finished = new WeakMap<Contribution, { readonly base: PathBase; readonly result: Contribution }>();

  private readonly services = new WeakMap<Contribution, FinishedService>();
  private readonly referencesBy = new WeakMap<MappingValue, readonly Reference[]>();
  private readonly resources = new WeakMap<Contribution, { readonly project: string; readonly resource: Resource }>();

  /** A number that stands for a text. */
  signature(text: string): number {
    let known = this.signatures.get(text);
    if (known === undefined) {
      known = this.signatures.size + 1;
      this.signatures.set(text, known);
    }
    return known;
  }

  read(section: Section, entry: YamlEntry, scope: Scope): Reading {
    const known = this.readings.get(entry);
    if (known?.section === section && known.signature === scope.signature) return known.reading;
    const reading = readContribution(section, entry, scope);
    this.readings.set(entry, { section, signature: scope.signature, reading });
    return reading;
  }

  merge(section: Section, base: Contribution, over: Contribution): Merge {
    let overs = this.merges.get(base);
    if (!overs) {
      overs = new WeakMap();
      this.merges.set(base, overs);
    }
    let result = overs.get(over);
    if (!result) {
      result = mergeContributions(section, base, over);
      overs.set(over, result);
    }
    return result;
  }

  /** A service without its `extends`, once that has been followed. */
  withoutExtends(own: Contribution): Contribution {
    if (own.value.kind !== 'mapping' || !own.value.entries.has('extends')) return own;
    let result = this.bare.get(own);
    if (!result) {
      result = { ...own, value: withEntries(own.value, new Map([['extends', undefined]])) };
      this.bare.set(own, result);
    }
    return result;
  }

  /** Without merge tags; undefined when it was reset. */
  settle(contribution: Contribution): Contribution | undefined {
    let known = this.settled.get(contribution);
    if (!known) {
      const value = settle(contribution.value);
      known = {
        result:
          value === undefined ? undefined : value === contribution.value ? contribution : { ...contribution, value },
      };
      this.settled.set(contribution, known);
    }
    return known.result;
  }

  withDefaults(section: Section, contribution: Contribution, base: PathBase): Contribution {
    const known = this.finished.get(contribution);
    if (known && known.base.directory === base.directory && known.base.home === base.home) return known.result;
    const value = withDefaults(section, contribution.value, base);
    const result = value === contribution.value ? contribution : { ...contribution, value };
    this.finished.set(contribution, { base, result });
    return result;
  }

  /** The typed view of a merged service and what is wrong with it alone; undefined when it is no mapping. */
  finishService(
    name: string,
    contribution: Contribution,
    environment: Environment,
    signature: number,
  ): FinishedService | undefined {
    if (contribution.value.kind !== 'mapping') return undefined;
    const known = this.services.get(contribution);
    if (known && known.signature === signature && known.service.name === name) return known;
    const value = normaliseService(contribution.value, environment);
    const service = readService(name, value, contribution.definitions, () => false);
    const result = {
      signature,
      service,
      problems: once(() => checkService(service)),
      usesDefaultNetwork: at(value, 'networks', 'default') !== undefined,
      usesFiles: service.envFiles.length > 0 || itemsOf(child(value, 'label_file')).length > 0,
    };
    this.services.set(contribution, result);
    return result;
  }

  references(service: Service): readonly Reference[] {
    let known = this.referencesBy.get(service.value);
    if (!known) {
      known = referencesOf(service);
      this.referencesBy.set(service.value, known);
    }
    return known;
  }

  readResource(name: string, contribution: Contribution, project: string): Resource {
    const known = this.resources.get(contribution);
    if (known?.project === project && known.resource.name === name) return known.resource;
    const resource = resourceOf(name, contribution, project);
    this.resources.set(contribution, { project, resource });
    return resource;
  }
}

interface FinishedService {
  readonly signature: number;
  readonly service: Service;
  readonly problems: () => readonly Problem[];
  readonly usesDefaultNetwork: boolean;
  /** True when files beside the Compose files belong to it. */
  readonly usesFiles: boolean;
}
