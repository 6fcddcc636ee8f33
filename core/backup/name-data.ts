import { applyEdits } from '../lint/apply-fixes.ts';
import { addToSection } from '../lint/edits/edits.ts';
import { freeVolumeName, mountVolume, nameVolume } from '../lint/edits/name-volume.ts';
import type { LoadProject, Project, Service } from '../project/project.ts';
import type { DataRisk } from '../stack/data-at-risk.ts';
import { type FileView, overlay } from '../text/file-view.ts';
import type { TextEdit } from '../text/source.ts';

/** What has to be written so that a service's data lies in a volume with a name. */
export interface NamingPlan {
  readonly service: string;
  /** The path in the container. */
  readonly path: string;
  /** The volume's key in the file, and its name on the engine. */
  readonly key: string;
  readonly engineName: string;
  /** Texts that the plan was made from, and the new ones, by absolute path of the file. */
  readonly before: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
  /** The project as it is with these texts. */
  readonly after: Project;
}

/**
 * Plans the edit that gives data a named volume, and proves it by loading the project with it.
 *
 * @returns a sentence with what to write by hand when the file is written in a way that cannot be edited safely
 */
export function planNaming(options: {
  readonly project: Project;
  readonly service: Service;
  readonly risk: Pick<DataRisk, 'path'>;
  readonly view: FileView;
  /** Loads the project anew through a view. */
  readonly load: (view: FileView) => ReturnType<LoadProject>;
}): NamingPlan | { readonly byHand: string } {
  const { project, service, risk, view, load } = options;
  const { path } = risk;
  const key = freeVolumeName(service, path, project);
  const byHand = `The file cannot be edited safely. Add "- ${key}:${path}" to the volumes of ${service.name} and "${key}:" to the top-level volumes.`;
  const edits = editsFor({ project, service, path, key, view });
  if (edits === undefined) return { byHand };
  const before = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = view.readText(file);
    if (text === undefined) return { byHand };
    before.set(file, text);
    texts.set(
      file,
      applyEdits(
        text,
        edits.filter((edit) => edit.file === file),
      ),
    );
  }
  const after = load(overlay(view, texts));
  const mount = after.services.get(service.name)?.mounts.find(({ target }) => target === path);
  const volume = after.volumes.get(key);
  const sameServices = [...project.services.keys()].every((name) => after.services.has(name));
  if (!after.valid || mount?.source?.value !== key || volume === undefined || !sameServices) return { byHand };
  return { service: service.name, path, key, engineName: volume.engineName, before, texts, after };
}

function editsFor({
  project,
  service,
  path,
  key,
  view,
}: {
  readonly project: Project;
  readonly service: Service;
  readonly path: string;
  readonly key: string;
  readonly view: FileView;
}): readonly TextEdit[] | undefined {
  const mount = service.mounts.find(({ anonymous, target }) => anonymous && target === path);
  if (mount !== undefined) return nameVolume({ service, mount, project, view })?.edits;
  if (!service.value.entries.has('volumes')) return mountVolume({ service, target: path, project, view })?.edits;
  const item = addMount(service, `${key}:${path}`, view);
  const section = item && addToSection('volumes', key, { project, view, file: item.file });
  return section && [item, section];
}

/** Adds an item before the first one of a service's `volumes`, where each item stands on lines of its own. */
function addMount(service: Service, text: string, view: FileView): TextEdit | undefined {
  const value = service.value.entries.get('volumes')?.value;
  const [first] = value?.kind === 'sequence' ? value.items : [];
  const file = first?.location.file;
  const content = file === undefined ? undefined : view.readText(file);
  if (first === undefined || file === undefined || content === undefined) return undefined;
  const start = content.lastIndexOf('\n', first.location.range.start - 1) + 1;
  const dash = /^(\s*- +)$/.exec(content.slice(start, first.location.range.start))?.[1];
  if (dash === undefined) return undefined;
  const lineBreak = content.includes('\r\n') ? '\r\n' : '\n';
  return { file, range: { start, end: start }, text: `${dash}${text}${lineBreak}` };
}
