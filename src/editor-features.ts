import { ConfigurationTarget, type ExtensionContext, extensions, l10n, window, workspace } from 'vscode';

/** An extension that offers editor features for Compose files as well. */
interface Neighbour {
  readonly id: string;
  readonly title: string;
  /** What it shows for Compose files, by Holdfast's setting of the same name. */
  readonly features: readonly string[];
  /** Its own setting that switches this off, when it has one: section, key, and the value that means off. */
  readonly offBy?: readonly [section: string, key: string, off: unknown] | undefined;
}

/** As of July 2026, by the extensions' sources and manifests. */
const neighbours: readonly Neighbour[] = [
  {
    id: 'docker.docker',
    title: 'Docker DX',
    features: [
      'completion',
      'hover',
      'definition',
      'rename',
      'highlight',
      'symbols',
      'links',
      'formatting',
      'inlayHints',
    ],
    offBy: ['docker.extension', 'enableComposeLanguageServer', false],
  },
  {
    id: 'ms-azuretools.vscode-containers',
    title: 'Container Tools',
    features: ['completion', 'hover', 'links', 'formatting'],
    offBy: ['containers', 'enableComposeLanguageService', false],
  },
  {
    id: 'redhat.vscode-yaml',
    title: 'YAML by Red Hat',
    features: ['folding', 'symbols', 'formatting', 'selectionRanges'],
  },
];

/**
 * Decides which editor features Holdfast offers. `on` and `off` are the user's; with `auto`, the default, a feature is
 * left to another extension that shows it for the same file, so that nothing appears twice.
 *
 * @param settings what is below `holdfast`
 * @returns the features that are off, each as `false`, and those that the user switched on as `true`
 */
export function resolveEditorFeatures(settings: unknown): Record<string, boolean> {
  const editor = (settings as { readonly editor?: Readonly<Record<string, unknown>> } | null)?.editor ?? {};
  const resolved: Record<string, boolean> = {};
  for (const name of new Set([...Object.keys(editor), ...neighbours.flatMap((neighbour) => neighbour.features)])) {
    const chosen = editor[name];
    if (chosen === 'on' || chosen === true) resolved[name] = true;
    else if (chosen === 'off' || chosen === false) resolved[name] = false;
    else resolved[name] = !neighbours.some((neighbour) => neighbour.features.includes(name) && isActive(neighbour));
  }
  return resolved;
}

/**
 * Decides which findings Holdfast leaves to others: with `auto`, plain YAML errors when another extension reports them.
 *
 * @param settings what is below `holdfast`
 */
export function resolveHiddenRules(settings: unknown): readonly string[] {
  const chosen = (settings as { readonly diagnostics?: { readonly yamlErrors?: unknown } } | null)?.diagnostics
    ?.yamlErrors;
  if (chosen === 'on') return [];
  return chosen === 'off' || neighbours.some(isActive) ? ['yaml-syntax', 'duplicate-key'] : [];
}

/**
 * Asks once, when another extension offers the same features for Compose files, which one shall show them. Until
 * somebody answers, the other one does.
 */
export async function offerChoice(context: ExtensionContext): Promise<void> {
  const asked = 'holdfast.askedAboutNeighbours';
  const active = neighbours.filter((neighbour) => neighbour.offBy !== undefined && isActive(neighbour));
  if (active.length === 0 || context.globalState.get(asked) === true) return;
  const names = active.map((neighbour) => neighbour.title).join(', ');
  const ours = l10n.t('Use Holdfast');
  const theirs = l10n.t('Keep {0}', names);
  const answer = await window.showInformationMessage(
    l10n.t(
      '{0} and Holdfast both complete and explain Compose files. Holdfast knows the whole project: overrides, includes and variables. Nothing is shown twice; which one shall it be?',
      names,
    ),
    ours,
    theirs,
  );
  if (answer === undefined) return;
  await context.globalState.update(asked, true);
  if (answer !== ours) return;
  for (const { offBy } of active) {
    if (offBy !== undefined)
      await workspace.getConfiguration(offBy[0]).update(offBy[1], offBy[2], ConfigurationTarget.Global);
  }
}

function isActive({ id, offBy }: Neighbour): boolean {
  if (extensions.getExtension(id) === undefined) return false;
  return offBy === undefined || workspace.getConfiguration(offBy[0]).get(offBy[1]) !== offBy[2];
}
