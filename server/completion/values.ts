import { imageFacts } from '../../core/images/image-facts.ts';
import type { ScalarShape } from '../../core/spec/shape.ts';
import { imageSuggestions } from './images.ts';
import { environmentNames, nameSuggestions } from './names.ts';
import { baseFolder, pathSuggestions } from './paths.ts';
import { stageSuggestions } from './stages.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';

/** What a scalar of a shape may be. */
export function valueSuggestions(shape: ScalarShape, context: CompletionContext): Suggestion[] {
  const { place, typed } = context;
  const choices = [...(shape.choices ?? []), ...(shape.suggestions ?? [])].flatMap((choice): Suggestion[] => {
    if (!choice.value.endsWith(':')) return [scalarValue(choice.value, choice.description, context)];
    return nameSuggestions('service', context).map((one) => ({
      ...one,
      label: `${choice.value}${one.label}`,
      detail: choice.description,
    }));
  });
  const flags = shape.kinds.includes('boolean')
    ? ['true', 'false'].map((value): Suggestion => ({ label: value, kind: 'value' }))
    : [];
  const [list, section] = [place.path.at(-2), place.path[0]];
  if (section === 'services' && place.path.length === 4) {
    if (list === 'ports') return portSuggestions(context);
    if (list === 'environment')
      return environmentNames(context).map((name) => ({ label: name, kind: 'variable', text: `${name}=` }));
  }
  return [...choices, ...flags, ...referred(shape, context, typed)];
}

function referred(shape: ScalarShape, context: CompletionContext, typed: string): Suggestion[] {
  const path = { base: baseFolder(context), typed, start: context.place.word.start };
  switch (shape.refers) {
    case undefined:
      return [];
    case 'image':
      return imageSuggestions(context);
    case 'file':
      return pathSuggestions(context, path);
    case 'folder':
      return pathSuggestions(context, { ...path, foldersOnly: true });
    case 'stage':
      return stageSuggestions(context);
    case 'mount':
      return mountSuggestions(context);
    default:
      return nameSuggestions(shape.refers, context);
  }
}

/** `SOURCE:TARGET:OPTIONS`, each part by what the parts before it are. */
function mountSuggestions(context: CompletionContext): Suggestion[] {
  const { typed, place } = context;
  const parts = typed.split(':');
  const start = place.word.start + typed.length - (parts.at(-1) ?? '').length;
  const rest = { start, end: Math.max(place.word.end, start) };
  if (parts.length === 1) {
    const paths = pathSuggestions(context, { base: baseFolder(context), typed, start: place.word.start });
    if (/^[./~]/.test(typed)) return paths;
    const data = dataPaths(context);
    const names = nameSuggestions('volume', context).flatMap((one): Suggestion[] => [
      ...data.map((path) => ({
        ...one,
        label: `${one.label}:${path}`,
        detail: "volume on the image's data path",
        rank: 2,
      })),
      { ...one, text: `${one.label}:`, rank: 3 },
    ]);
    return [...names, ...paths];
  }
  if (parts.length === 2) {
    return dataPaths(context).map((path) => ({
      label: path,
      kind: 'folder',
      range: rest,
      detail: "the image's data",
      rank: 2,
    }));
  }
  return [
    { label: 'ro', kind: 'value', detail: 'read-only', range: rest },
    { label: 'rw', kind: 'value', detail: 'may be written to', range: rest },
    { label: 'z', kind: 'value', detail: 'SELinux: shared by several containers', range: rest },
    { label: 'Z', kind: 'value', detail: 'SELinux: this container only', range: rest },
  ];
}

function serviceImage({ snapshot: { project }, place }: CompletionContext): string | undefined {
  const name = String(place.path[1]);
  return (project.services.get(name) ?? project.disabledServices.get(name))?.image?.value;
}

function dataPaths(context: CompletionContext): string[] {
  const image = serviceImage(context);
  const facts = image === undefined ? undefined : imageFacts(image);
  return (facts?.data ?? []).map((path) => path.mountAt ?? path.path);
}

/** The image's ports, on this machine only and on all interfaces; ports that the project publishes already come after. */
function portSuggestions(context: CompletionContext): Suggestion[] {
  const image = serviceImage(context);
  const ports = (image === undefined ? undefined : imageFacts(image)?.ports) ?? [];
  const taken = publishedPorts(context);
  const quote = context.place.quote === undefined ? '"' : '';
  const suggestions = ports.flatMap((port): Suggestion[] => {
    let host = port;
    while (taken.has(host)) host += 1;
    const local = `127.0.0.1:${host}:${port}`;
    const open = `${host}:${port}`;
    return [
      { label: local, kind: 'value', text: `${quote}${local}${quote}`, detail: 'this machine only', rank: 2 },
      { label: open, kind: 'value', text: `${quote}${open}${quote}`, detail: 'open to the network', rank: 3 },
    ];
  });
  const inUse = [...taken].map(
    ([port, service]): Suggestion => ({
      label: `${port}:`,
      kind: 'value',
      text: `${quote}${port}:`,
      detail: `taken by ${service}`,
      rank: 8,
    }),
  );
  return [...suggestions, ...inUse];
}

function publishedPorts({ snapshot: { project } }: CompletionContext): Map<number, string> {
  const taken = new Map<number, string>();
  for (const service of project.services.values()) {
    for (const { published } of service.ports) {
      if (published !== undefined && published.last - published.first < 100) {
        for (let port = published.first; port <= published.last; port += 1) taken.set(port, service.name);
      }
    }
  }
  return taken;
}

/** A value that stays a text when it is written: `no` is quoted. */
function scalarValue(value: string, description: string, { place }: CompletionContext): Suggestion {
  const needsQuotes = place.quote === undefined && /^(?:no|yes|on|off|true|false|null|~|[\d.]+)$/i.test(value);
  return { label: value, kind: 'value', text: needsQuotes ? `"${value}"` : value, documentation: description };
}
