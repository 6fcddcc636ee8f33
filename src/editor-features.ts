import {
  type ConfigurationChangeEvent,
  ConfigurationTarget,
  commands,
  type ExtensionContext,
  extensions,
  l10n,
  window,
  workspace,
} from 'vscode';

/** Something that another extension shows for Compose files as well. */
interface Neighbour {
  readonly id: string;
  readonly title: string;
  /** What it shows, by Holdfast's setting of the same name. */
  readonly features: readonly string[];
  /** Rules of Holdfast's whose findings it reports as well. */
  readonly rules: readonly string[];
  /** Its own setting that switches this on and off; without one it is on. */
  readonly setting?: { readonly section: string; readonly key: string; readonly off: unknown } | undefined;
  /** Whether it is on, by its settings. */
  readonly isOn: () => boolean;
}

const ofYaml = ['yaml-syntax', 'duplicate-key'];

function switchedBy(section: string, key: string): Pick<Neighbour, 'setting' | 'isOn'> {
  return { setting: { section, key, off: false }, isOn: () => workspace.getConfiguration(section).get(key) !== false };
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
    rules: ofYaml,
    ...switchedBy('docker.extension', 'enableComposeLanguageServer'),
  },
  {
    id: 'ms-azuretools.vscode-containers',
    title: 'Container Tools',
    features: ['completion', 'hover', 'links', 'formatting'],
    rules: ofYaml,
    ...switchedBy('containers', 'enableComposeLanguageService'),
  },
  {
    id: 'redhat.vscode-yaml',
    title: 'YAML by Red Hat',
    features: ['folding', 'symbols', 'formatting', 'selectionRanges'],
    rules: ofYaml,
    isOn: () => true,
  },
  {
    // The manifest's defaults keep it from taking a schema for Compose files; a person's own setting wins over them.
    id: 'redhat.vscode-yaml',
    title: 'YAML by Red Hat',
    features: ['completion', 'hover'],
    rules: ['unknown-key', 'wrong-kind'],
    isOn() {
      const yaml = workspace.getConfiguration('yaml');
      const without = yaml.get<unknown>('disableSchemaDetection');
      const patterns = Array.isArray(without) ? without : [without];
      return (
        yaml.get('schemaStore.enable') !== false &&
        !patterns.some((pattern) => typeof pattern === 'string' && pattern.includes('compose'))
      );
    },
  },
];

/** Settings of other extensions that count at once; those that switch a whole server off do so when the window is next started. */
const deciding = ['yaml.disableSchemaDetection', 'yaml.schemaStore.enable'];

/** Whether a change of settings may change which features are Holdfast's. */
export function affectsEditorFeatures(event: ConfigurationChangeEvent): boolean {
  return deciding.some((key) => event.affectsConfiguration(key));
}

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
 * Decides which findings Holdfast leaves to others: with `auto`, those that another extension reports.
 *
 * @param settings what is below `holdfast`
 */
export function resolveHiddenRules(settings: unknown): readonly string[] {
  const chosen = (settings as { readonly diagnostics?: { readonly yamlErrors?: unknown } } | null)?.diagnostics
    ?.yamlErrors;
  const told = new Set(neighbours.filter(isActive).flatMap(({ rules }) => rules));
  for (const rule of ofYaml) {
    if (chosen === 'on') told.delete(rule);
    else if (chosen === 'off') told.add(rule);
  }
  return [...told];
}

/**
 * Asks once, when another extension offers the same features for Compose files, which one shall show them. Until
 * somebody answers, the other one does.
 */
export async function offerChoice(context: ExtensionContext): Promise<void> {
  const asked = 'holdfast.askedAboutNeighbours';
  const active = neighbours.filter((neighbour) => neighbour.setting !== undefined && isActive(neighbour));
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
  for (const { setting } of active) {
    if (setting === undefined) continue;
    const configuration = workspace.getConfiguration(setting.section);
    await configuration.update(setting.key, setting.off, ConfigurationTarget.Global);
  }
  const reload = l10n.t('Reload Window');
  const next = await window.showInformationMessage(
    l10n.t('{0} leaves Compose files to Holdfast from the next start of the window on.', names),
    reload,
  );
  if (next === reload) await commands.executeCommand('workbench.action.reloadWindow');
}

function isActive({ id, isOn }: Neighbour): boolean {
  return extensions.getExtension(id) !== undefined && isOn();
}
