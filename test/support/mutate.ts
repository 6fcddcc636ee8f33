import { type Document, isMap, isScalar, type Pair, parse, parseDocument, stringify, visit, type YAMLMap } from 'yaml';

/** Files of a project: path relative to its folder, and text. */
export type Files = ReadonlyMap<string, string>;

/** A project changed in one way. `undefined` in `after` is a file that is gone. */
export interface Mutation {
  readonly name: string;
  readonly destructive: boolean;
  readonly after: ReadonlyMap<string, string | undefined>;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Subject {
  readonly files: Files;
  /** The file that is changed, one with services. */
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly random: () => number;
}

type Mutator = (subject: Subject) => string | ReadonlyMap<string, string | undefined> | undefined;

/**
 * Every mutation that applies to a project. A mutator that does not apply, or whose result means the same as the text
 * before, gives none.
 */
export function mutations(files: Files, seed: number): Mutation[] {
  const found: Mutation[] = [];
  let round = seed;
  for (const [file, text] of files) {
    if (!/\.ya?ml$/.test(file) || parseDocument(text).errors.length > 0) continue;
    for (const [destructive, table] of [[true, destructiveMutators] as const, [false, harmlessMutators] as const]) {
      for (const [name, mutate] of Object.entries(table)) {
        round += 1;
        const result = mutate({
          files,
          file,
          text,
          document: parseDocument(text, { merge: true }),
          random: randomNumbers(round),
        });
        if (result === undefined || result === text) continue;
        const after = new Map<string, string | undefined>(files);
        if (typeof result === 'string') after.set(file, result);
        else for (const [path, changed] of result) after.set(path, changed);
        found.push({ name: `${name} in ${file}`, destructive, after });
      }
    }
  }
  return found;
}

/** Everything by which a service ends or is parted from its data. */
const destructiveMutators: Readonly<Record<string, Mutator>> = {
  'one service deleted': (subject) => withoutLines(subject, ['services', pick(subject, servicesOf(subject))]),
  'all services but one deleted': (subject) => {
    const names = servicesOf(subject);
    if (names.length < 2) return undefined;
    const stays = pick(subject, names);
    let text: string | undefined = subject.text;
    for (const name of names) if (name !== stays) text = text && cutOut(text, ['services', name]);
    return text;
  },
  'service deleted with what refers to it': (subject) =>
    rewritten(subject, (document) => {
      const name = pick(subject, servicesOf(subject));
      if (name === undefined) return false;
      document.deleteIn(['services', name]);
      visit(document, {
        Pair: (_, pair) => {
          const key = isScalar(pair.key) ? pair.key.value : undefined;
          if (key !== 'depends_on' || !isMap(pair.value)) return undefined;
          pair.value.delete(name);
          return undefined;
        },
      });
      return true;
    }),
  // Only a cut right behind a line break can't be told from an edit, so it is moved before the line break.
  'truncated at any byte': ({ text, random }) => {
    const drawn = Math.floor(random() * text.length);
    const cut = text[drawn - 1] === '\n' ? drawn - 1 : drawn;
    const rest = text.slice(cut);
    return sameMeaning(text.slice(0, cut), text) || /^\s*$/.test(rest) ? undefined : text.slice(0, cut);
  },
  'truncated in the first half': ({ text, random }) => {
    const cut = Math.floor((random() * text.length) / 2);
    return text.slice(0, cut);
  },
  'service key without its indentation': (subject) => {
    const name = pick(subject, servicesOf(subject));
    return name && changedLine(subject.text, keyLine(name), (line) => line.trimStart());
  },
  'services without their indentation': ({ text }) => {
    const lines = text.split('\n');
    const result = lines.map((line) => line.replace(/^ {2}(?=\S+:\s*$)/, '')).join('\n');
    return sameMeaning(result, text) ? undefined : result;
  },
  'image at the wrong indentation': ({ text }) => {
    const result = changedLine(text, /^ +image: .*$/m, (line) => line.replace(/^ {2}/, ''));
    return result === undefined || sameMeaning(result, text) ? undefined : result;
  },
  'a line with a tab': ({ text }) => changedLine(text, /^ +(?:image|build): .*$/m, (line) => line.replace(/^ +/, '\t')),
  'an unclosed quote': ({ text }) =>
    changedLine(text, /^ +image: .*$/m, (line) => line.replace(/: *"?/, ': "').replace(/"$/, '')),
  'service commented out': (subject) => {
    const range = linesOf(subject.text, ['services', pick(subject, servicesOf(subject)) ?? '']);
    if (range === undefined || isOnlyChild(subject, 'services')) return undefined;
    const lines = subject.text.split('\n');
    return lines.map((line, index) => (index >= range.first && index < range.end ? `# ${line}` : line)).join('\n');
  },
  'all services commented out': ({ text }) => {
    const range = linesOf(text, ['services']);
    if (range === undefined) return undefined;
    const lines = text.split('\n');
    return lines.map((line, index) => (index > range.first && index < range.end ? `#${line}` : line)).join('\n');
  },
  'service key renamed': (subject) => renamedKey(subject, ['services', pick(subject, servicesOf(subject)) ?? '']),
  'services key renamed': (subject) =>
    subject.document.has('services') ? subject.text.replace(/^services:/m, 'service:') : undefined,
  'volume key renamed': (subject) => {
    const volumes = namesOf(subject.document, 'volumes');
    const name = pick(
      subject,
      volumes.filter((volume) => !hasName(subject.document, volume)),
    );
    return name && renamedKey(subject, ['volumes', name]);
  },
  'volume renamed everywhere': (subject) => {
    const name = pick(
      subject,
      namesOf(subject.document, 'volumes').filter((volume) => !hasName(subject.document, volume)),
    );
    const pattern = new RegExp(`(?<![\\w./-])${name}(?=:[/\\s]|:$|$)`, 'gm');
    return name && servicesOf(subject).includes(name) === false
      ? subject.text.replace(pattern, `${name}-v2`)
      : undefined;
  },
  emptied: () => '',
  'only comments left': ({ document }) => (document.has('services') ? '# Nothing here any more.\n' : undefined),
  'services emptied': (subject) => rewritten(subject, (document) => replaceIn(document, ['services'], {})),
  'service body emptied': (subject) => {
    const name = pick(subject, servicesOf(subject));
    return rewritten(subject, (document) => replaceIn(document, ['services', name ?? ''], null));
  },
  'file deleted': ({ file }) => new Map([[file, undefined]]),
  'file renamed': ({ file, text }) =>
    new Map([
      [file, undefined],
      [`${file}.bak`, text],
    ]),
  'top-level volumes dropped': (subject) =>
    namesOf(subject.document, 'volumes').length > 0 ? withoutLines(subject, ['volumes']) : undefined,
  'one volume dropped': (subject) =>
    withoutLines(subject, ['volumes', pick(subject, namesOf(subject.document, 'volumes'))]),
  'volumes of a service dropped': (subject) => {
    const name = pick(subject, withMounts(subject));
    return name && withoutLines(subject, ['services', name, 'volumes']);
  },
  'one mount dropped': (subject) => onMounts(subject, (mounts) => mounts.slice(1)),
  'named volume made anonymous': (subject) =>
    onMounts(
      subject,
      (mounts) => mounts.map((mount) => (isNamed(mount) ? String(mount).split(':')[1] : mount)),
      isNamed,
    ),
  'named volume made a tmpfs': (subject) =>
    onMounts(
      subject,
      (mounts) =>
        mounts.map((mount) => (isNamed(mount) ? { type: 'tmpfs', target: String(mount).split(':')[1] } : mount)),
      isNamed,
    ),
  'volume replaced by another one': (subject) =>
    onMounts(
      subject,
      (mounts) => mounts.map((mount) => (isNamed(mount) ? `./elsewhere:${String(mount).split(':')[1]}` : mount)),
      isNamed,
    ),
  'profile on a service': (subject) => withService(subject, 'profiles', ['never']),
  'scale 0': (subject) => withService(subject, 'scale', 0),
  'replicas 0': (subject) => withService(subject, 'deploy', { replicas: 0 }),
  'include emptied': (subject) =>
    subject.document.has('include')
      ? rewritten(subject, (document) => replaceIn(document, ['include'], []))
      : undefined,
  'include deleted': (subject) => (subject.document.has('include') ? withoutLines(subject, ['include']) : undefined),
  'service reset by an override': (subject) => overriding(subject, (name) => `services:\n  ${name}: !reset null\n`),
  'volumes reset by an override': (subject) => {
    const name = pick(subject, withMounts(subject));
    return name && overriding(subject, () => `services:\n  ${name}:\n    volumes: !reset []\n`);
  },
  'volumes overridden by an override': (subject) => {
    const name = pick(subject, withMounts(subject));
    return name && overriding(subject, () => `services:\n  ${name}:\n    volumes: !override\n      - /tmp/x:/tmp/x\n`);
  },
  'service switched off by an override': (subject) =>
    overriding(subject, (name) => `services:\n  ${name}:\n    profiles: [never]\n`),
  'another file takes its place': ({ file, document }) =>
    file === 'docker-compose.yml' && document.has('services')
      ? new Map([['compose.yaml', 'services:\n  hello:\n    image: hello-world\n']])
      : undefined,
  'project renamed': (subject) =>
    subject.files.get('.env')?.includes('COMPOSE_PROJECT_NAME') || !/^(?:docker-)?compose\.ya?ml$/.test(subject.file)
      ? undefined
      : rewritten(subject, (document) => {
          document.set('name', 'another-name');
          return true;
        }),
};

/** Everything that changes the text and loses nothing. */
const harmlessMutators: Readonly<Record<string, Mutator>> = {
  'services in another order': (subject) => reordered(subject, ['services']),
  'volumes in another order': (subject) => reordered(subject, ['volumes']),
  'sections in another order': (subject) => (subject.text.includes('&') ? undefined : reordered(subject, [])),
  'keys of a service in another order': (subject) =>
    subject.text.includes('&') ? undefined : reordered(subject, ['services', pick(subject, servicesOf(subject)) ?? '']),
  'quotes everywhere': ({ document }) => {
    visit(document, {
      Scalar: (key, node) => {
        if (key !== 'key' && typeof node.value === 'string') node.type = 'QUOTE_DOUBLE';
      },
    });
    return document.toString();
  },
  'other quotes': ({ text }) => {
    const result = text.replace(/"([^"\n'\\]*)"/g, "'$1'");
    return sameMeaning(result, text) ? result : undefined;
  },
  'comments added': ({ text }) => text.replace(/^( *)(\w[\w-]*:)/gm, '$1# About the next one.\n$1$2'),
  'comments removed': ({ text }) => {
    const result = text.replace(/^[ \t]*#.*\n/gm, '');
    return sameMeaning(result, text) ? result : undefined;
  },
  'blank lines removed': ({ text }) => text.replace(/^[ \t]*\n/gm, ''),
  'CRLF line breaks': ({ text }) => text.replace(/\r?\n/g, '\r\n'),
  'deeper indentation': ({ document }) => document.toString({ indent: 4 }),
  'block style': ({ document }) => {
    visit(document, {
      Collection: (_, node) => {
        node.flow = false;
      },
    });
    return document.toString();
  },
  'as JSON': ({ document }) => `${JSON.stringify(document.toJS({ maxAliasCount: 1000 }), null, 2)}\n`,
  'anchors expanded': ({ document, text }) =>
    /[&*]\w/.test(text)
      ? stringify(document.toJS({ maxAliasCount: 1000 }), { aliasDuplicateObjects: false })
      : undefined,
  'service added': (subject) =>
    rewritten(subject, (document) => {
      if (!isMap(document.get('services'))) return false;
      document.setIn(['services', 'brand-new'], document.createNode({ image: 'busybox:1.36', command: 'sleep 1d' }));
      return true;
    }),
  'volume added': (subject) =>
    rewritten(subject, (document) => {
      if (!isMap(document.get('volumes'))) return false;
      document.setIn(['volumes', 'brand-new'], null);
      return true;
    }),
  'patch version of an image': ({ text, document }) =>
    document.has('services') && /image: *"?[\w./-]+:v?\d+\.\d+\.\d+/.test(text)
      ? text.replace(/(image: *"?[\w./-]+:v?\d+\.\d+\.)(\d+)/, (_, stem, patch) => `${stem}${Number(patch) + 1}`)
      : undefined,
  'label added': (subject) => withService(subject, 'labels', { team: 'platform' }),
  'restart policy set': (subject) => withService(subject, 'restart', 'always'),
  'command set': (subject) => withService(subject, 'stop_grace_period', '30s'),
  'port added': (subject) => {
    const name = pick(
      subject,
      servicesOf(subject).filter((service) => !isMap(subject.document.getIn(['services', service, 'ports']))),
    );
    return rewritten(subject, (document) => {
      const ports = name && document.getIn(['services', name, 'ports']);
      if (ports !== undefined && !(typeof ports === 'object' && ports !== null && 'items' in ports)) return false;
      document.setIn(
        ['services', name, 'ports', (ports as unknown as { items: unknown[] } | undefined)?.items.length ?? 0],
        '18999:18999',
      );
      return ports !== undefined;
    });
  },
  'a service moved to an override': (subject) => {
    const loose = ['&', 'extends'].some((part) => subject.text.includes(part));
    if (loose || subject.file !== 'compose.yaml' || subject.files.has('compose.override.yaml')) return undefined;
    return movedTo(subject, 'compose.override.yaml', (document) => document);
  },
  'a service moved to an included file': (subject) => {
    const loose = ['&', 'extends', 'depends_on', 'include:', '${'].some((part) => subject.text.includes(part));
    if (loose || subject.files.has('compose.override.yaml') || subject.file.includes('/')) return undefined;
    return movedTo(subject, 'moved.yaml', (document) => {
      document.set('include', document.createNode(['moved.yaml']));
      return document;
    });
  },
  'docker-compose.yml renamed to compose.yaml': ({ file, text }) =>
    file === 'docker-compose.yml'
      ? new Map([
          [file, undefined],
          ['compose.yaml', text],
        ])
      : undefined,
};

function servicesOf({ document }: Pick<Subject, 'document'>): string[] {
  return namesOf(document, 'services');
}

function namesOf(document: Document, section: string): string[] {
  const node = document.get(section);
  return isMap(node) ? node.items.map(keyOf).filter((key) => key !== '<<') : [];
}

function namesIn(node: YAMLMap): string[] {
  return node.items.map((pair) => keyOf(pair as Pair));
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
}

function pick<T>({ random }: Pick<Subject, 'random'>, items: readonly T[]): T | undefined {
  return items[Math.floor(random() * items.length)];
}

function hasName(document: Document, volume: string): boolean {
  const value = document.getIn(['volumes', volume]);
  return isMap(value) && (value.has('name') || value.get('external') === true);
}

/** Services whose mounts are written in their own block. */
function withMounts({ document }: Subject): string[] {
  return namesOf(document, 'services').filter((name) => document.hasIn(['services', name, 'volumes']));
}

function isOnlyChild({ document }: Subject, section: string): boolean {
  return namesOf(document, section).length < 2;
}

function isNamed(mount: unknown): boolean {
  return typeof mount === 'string' && /^[\w-]+:\//.test(mount);
}

/** Line numbers of an entry, from its key to the line before the next one, counted from zero. */
function linesOf(text: string, path: readonly string[]): { first: number; end: number } | undefined {
  const document = parseDocument(text);
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  let next: Pair | undefined;
  for (const key of path) {
    if (!isMap(node) || node.flow) return undefined;
    const index = (node as YAMLMap).items.findIndex((item) => keyOf(item) === key);
    pair = node.items[index];
    if (pair === undefined) return undefined;
    next = node.items[index + 1] ?? next;
    if (node.items[index + 1] === undefined && path.indexOf(key) === 0) next = undefined;
    node = pair.value;
  }
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  if (start === undefined) return undefined;
  const nextStart = isScalar(next?.key) ? next.key.range?.[0] : undefined;
  return { first: lineOf(start), end: nextStart === undefined ? text.split('\n').length : lineOf(nextStart) };
}

function cutOut(text: string, path: readonly string[]): string | undefined {
  const range = linesOf(text, path);
  if (range === undefined) return undefined;
  const lines = text.split('\n');
  return [...lines.slice(0, range.first), ...lines.slice(range.end)].join('\n');
}

function withoutLines({ text }: Subject, path: readonly (string | undefined)[]): string | undefined {
  return path.includes(undefined) ? undefined : cutOut(text, path as string[]);
}

function changedLine(text: string, pattern: RegExp, change: (line: string) => string): string | undefined {
  const result = text.replace(pattern, change);
  return result === text ? undefined : result;
}

function keyLine(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^ +${escaped}:(?= *$)`, 'm');
}

function renamedKey({ text }: Subject, path: readonly string[]): string | undefined {
  const range = linesOf(text, path);
  if (range === undefined) return undefined;
  const lines = text.split('\n');
  const line = lines[range.first] ?? '';
  lines[range.first] = line.replace(/([\w.-]+)(["']?:)/, '$1-renamed$2');
  return lines.join('\n');
}

function rewritten({ text }: Subject, change: (document: Document) => boolean): string | undefined {
  const document = parseDocument(text);
  return change(document) ? document.toString({ lineWidth: 0 }) : undefined;
}

function replaceIn(document: Document, path: readonly string[], value: unknown): boolean {
  if (!document.hasIn(path)) return false;
  const before = document.getIn(path);
  if (isMap(before) && before.items.length === 0) return false;
  document.setIn(path, document.createNode(value));
  return true;
}

function withService(subject: Subject, key: string, value: unknown): string | undefined {
  const name = pick(
    subject,
    servicesOf(subject).filter((service) => {
      const node = subject.document.getIn(['services', service]);
      return (
        isMap(node) &&
        !node.has(key) &&
        !(node.has('profiles') && key !== 'labels') &&
        !node.has('deploy') &&
        !node.has('extends') &&
        !node.has('scale') &&
        !namesIn(node).includes('<<')
      );
    }),
  );
  if (name === undefined) return undefined;
  return rewritten(subject, (document) => {
    document.setIn(['services', name, key], document.createNode(value));
    return true;
  });
}

function onMounts(
  subject: Subject,
  change: (mounts: readonly unknown[]) => readonly unknown[],
  needs: (mount: unknown) => boolean = () => true,
): string | undefined {
  const mountsOf = (name: string): unknown[] => {
    const service = (subject.document.toJS() as { services: Record<string, { volumes?: unknown[] }> }).services[name];
    return service?.volumes ?? [];
  };
  const name = pick(
    subject,
    withMounts(subject).filter((service) => mountsOf(service).some(needs)),
  );
  if (name === undefined) return undefined;
  return rewritten(subject, (document) => replaceIn(document, ['services', name, 'volumes'], change(mountsOf(name))));
}

function overriding(subject: Subject, write: (service: string) => string): ReadonlyMap<string, string> | undefined {
  if (!/^(?:docker-)?compose\.ya?ml$/.test(subject.file) || subject.files.has('compose.override.yaml'))
    return undefined;
  const name = pick(
    subject,
    servicesOf(subject).filter((service) => {
      const node = subject.document.getIn(['services', service]);
      return isMap(node) && !node.has('profiles') && !namesIn(node).includes('<<');
    }),
  );
  return name === undefined ? undefined : new Map([[subject.file.replace(/(\.ya?ml)$/, '.override$1'), write(name)]]);
}

function reordered(subject: Subject, path: readonly string[]): string | undefined {
  return rewritten(subject, (document) => {
    const node = path.length === 0 ? document.contents : document.getIn(path);
    if (!isMap(node) || node.items.length < 2) return false;
    const items = [...node.items] as { key: unknown; value: unknown }[];
    if (items.some((pair) => keyOf(pair as Pair) === '<<') || /&/.test(String(node))) return false;
    node.items = items.reverse() as typeof node.items;
    return true;
  });
}

function movedTo(
  subject: Subject,
  file: string,
  finish: (document: Document) => Document,
): ReadonlyMap<string, string> | undefined {
  const name = pick(subject, servicesOf(subject));
  const volumes = subject.document.get('volumes', true);
  if (name === undefined || isOnlyChild(subject, 'services')) return undefined;
  const document = parseDocument(subject.text);
  const service = parse(subject.text).services[name];
  document.deleteIn(['services', name]);
  const mounted = JSON.stringify(service.volumes ?? []);
  const own = Object.keys(parse(subject.text).volumes ?? {}).filter((volume) => mounted.includes(volume));
  const shared = own.some((volume) => JSON.stringify(document.get('services')).includes(volume));
  const moved: Record<string, unknown> = { services: { [name]: service } };
  if (volumes !== undefined && own.length > 0 && !shared && file !== 'compose.override.yaml') {
    moved.volumes = Object.fromEntries(own.map((volume) => [volume, parse(subject.text).volumes[volume]]));
    for (const volume of own) document.deleteIn(['volumes', volume]);
    if (namesOf(document, 'volumes').length === 0) document.delete('volumes');
  } else if (shared && file !== 'compose.override.yaml') return undefined;
  return new Map([
    [subject.file, finish(document).toString()],
    [file, stringify(moved)],
  ]);
}

function sameMeaning(a: string, b: string): boolean {
  const [left, right] = [parseDocument(a), parseDocument(b)];
  if (left.errors.length > 0 || right.errors.length > 0) return false;
  return JSON.stringify(left.toJS()) === JSON.stringify(right.toJS());
}
