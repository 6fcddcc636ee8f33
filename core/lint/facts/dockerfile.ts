/** What a Dockerfile says, as far as rules need it. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** Defaults of ARGs that stand before the first FROM. */
  readonly globalArguments: ReadonlyMap<string, string>;
}

export interface Stage {
  /** As written behind FROM, without variables filled in. */
  readonly base: string;
  readonly name?: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  /** In capitals: `COPY`. */
  readonly name: string;
  /** Everything behind the name, continued lines joined. */
  readonly text: string;
  /** Counted from one. */
  readonly line: number;
}

/** Reads a Dockerfile. Never fails; what isn't understood is an instruction like any other. */
export function readDockerfile(text: string): Dockerfile {
  const globalArguments = new Map<string, string>();
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'FROM') {
      const [base = '', as, name] = instruction.text.split(/\s+/).filter((word) => !word.startsWith('--'));
      stages.push({ base, name: as?.toLowerCase() === 'as' ? name : undefined, instructions: [] });
    } else if (stages.length === 0 && instruction.name === 'ARG') {
      for (const [key, value] of argumentsOf(instruction)) globalArguments.set(key, value);
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return { stages, globalArguments };
}

function* instructionsOf(text: string): Iterable<Instruction> {
  const continuation = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 500)) ? '`' : '\\';
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const first = index;
    let joined = lines[index] ?? '';
    if (/^\s*(?:#|$)/.test(joined)) continue;
    while (joined.trimEnd().endsWith(continuation) && index + 1 < lines.length) {
      index++;
      const next = lines[index] ?? '';
      if (/^\s*#/.test(next)) continue;
      joined = `${joined.trimEnd().slice(0, -1)} ${next.trim()}`;
    }
    const match = /^\s*([a-z]+)\s*(.*)$/is.exec(joined);
    if (match === null) continue;
    const [, name = '', rest = ''] = match;
    index = skipHeredocs(rest, lines, index);
    yield { name: name.toUpperCase(), text: rest.trim(), line: first + 1 };
  }
}

/** Goes past the bodies of `<<EOF` documents. */
function skipHeredocs(text: string, lines: readonly string[], index: number): number {
  let at = index;
  for (const [, quoted] of text.matchAll(/<<-?["']?([A-Za-z_]\w*)["']?/g)) {
    while (at + 1 < lines.length && lines[at + 1]?.trim() !== quoted) at++;
    at++;
  }
  return at;
}

/** Names with defaults of an ARG line; those without a default are left out. */
export function argumentsOf({ text }: Instruction): readonly (readonly [string, string])[] {
  return [...text.matchAll(/(?<!\w)([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)].map(
    ([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')] as const,
  );
}

/** Fills in `$NAME`, `${NAME}` and `${NAME:-default}`; undefined when a value isn't known. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let known = true;
  const filled = text.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, fallback?: string, bare?: string) => {
      const value = values.get(braced ?? bare ?? '') ?? fallback;
      if (value === undefined) known = false;
      return value ?? '';
    },
  );
  return known ? filled : undefined;
}

/** The stage that a target names, by name or number; the last one without a target. */
export function findStage(dockerfile: Dockerfile, target?: string | undefined): Stage | undefined {
  if (target === undefined || target === '') return dockerfile.stages.at(-1);
  const byName = dockerfile.stages.filter((stage) => stage.name?.toLowerCase() === target.toLowerCase()).at(-1);
  return byName ?? (/^\d+$/.test(target) ? dockerfile.stages[Number(target)] : undefined);
}

/** A stage and the stages that it is built on, from the last to the first. */
export function stageChain(dockerfile: Dockerfile, stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  let current: Stage | undefined = stage;
  while (current !== undefined && !chain.includes(current)) {
    chain.push(current);
    const base: string = current.base;
    current = dockerfile.stages.find(
      (candidate) => candidate.name !== undefined && candidate.name.toLowerCase() === base.toLowerCase(),
    );
  }
  return chain;
}
