import type { PortListener } from '../core/lint/live-facts.ts';
import type { Project, ProjectRequest } from '../core/project/project.ts';
import { projectSettingsName } from '../core/settings/find-project-settings.ts';
import type { FileView } from '../core/text/file-view.ts';
import { createYamlReader } from '../core/yaml/read-yaml.ts';
import type { AnalysisContext, ProjectAnalysis } from './analysis.ts';
import { isEnvName, isSettingsName } from './compose-names.ts';
import { createDocuments, type Documents, type OpenDocument } from './documents.ts';
import { findProjectFolders } from './find-project-folders.ts';
import { toLiveFacts } from './live-facts.ts';
import { contains, findOwner } from './ownership.ts';
import type { LiveState } from './protocol.ts';
import { readSettings, type ServerSettings } from './settings.ts';
import type { ClientFeatures, Snapshot } from './snapshot.ts';

interface WorkspaceOptions {
  readonly disk: FileView;
  /** The environment that Compose would see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly analyse: (request: ProjectRequest, context: AnalysisContext) => ProjectAnalysis;
}

/** A document with the project that it is judged in. */
export interface Owned {
  readonly open: OpenDocument;
  readonly analysis: ProjectAnalysis;
}

/**
 * The server's only mutable state: open texts, settings, what runs, and the projects that open documents belong to.
 * Features see it as a snapshot.
 */
export class Workspace {
  readonly documents: Documents;
  settings: ServerSettings = readSettings(undefined);
  live: LiveState | undefined;
  /** Who listens on the ports that projects publish; undefined while nobody has looked. */
  listeners: readonly PortListener[] | undefined;
  roots: readonly string[] = [];
  client: ClientFeatures = { snippets: false, linkDefinitions: false, hierarchicalSymbols: false, commands: false };

  readonly #options: WorkspaceOptions;
  readonly #analyses = new Map<string, ProjectAnalysis>();
  /** Which project each open document belongs to; null: none. Forgotten when files come or go. */
  readonly #owners = new Map<string, ProjectAnalysis | null>();
  readonly #yaml = createYamlReader();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.documents = createDocuments(options.disk);
  }

  /** The project in which an open document is judged. */
  owner(open: OpenDocument): ProjectAnalysis | undefined {
    const known = this.#owners.get(open.file);
    const analyses = [...this.#analyses.values()];
    if (known === null && !analyses.some((analysis) => contains(analysis.project(), open.file))) return undefined;
    if (known && (isSettingsName(open.file) || contains(known.project(), open.file))) return known;
    const request = findOwner({
      file: open.file,
      languageId: open.languageId,
      view: this.documents.view,
      roots: this.roots,
      known: analyses.map((analysis) => ({
        request: analysis.request,
        project: analysis.project(),
      })),
      load: (wanted) => this.#analysis(wanted).project(),
    });
    const analysis = request === undefined ? undefined : this.#analysis(request);
    this.#owners.set(open.file, analysis ?? null);
    return analysis;
  }

  /** All open documents that belong to a project. */
  owned(): Owned[] {
    const owned: Owned[] = [];
    for (const open of this.documents.open.values()) {
      const analysis = this.owner(open);
      if (analysis !== undefined) owned.push({ open, analysis });
    }
    return owned;
  }

  /** Files and folders' files whose change matters to the projects of open documents. */
  watchedFiles(): Set<string> {
    const files = new Set<string>();
    for (const { analysis } of this.owned()) {
      const project = analysis.project();
      for (const name of ['.env', '.dockerignore', projectSettingsName]) files.add(`${project.directory}/${name}`);
      for (const { file } of project.files) files.add(file);
      for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
        const context = service.build?.context;
        if (context !== undefined && service.build?.remote === false) files.add(`${context.value}/Dockerfile`);
      }
    }
    return files;
  }

  /** Host ports that the projects of open documents publish. */
  publishedPorts(): Set<number> {
    const ports = new Set<number>();
    for (const { analysis } of this.owned()) {
      for (const service of analysis.project().services.values()) {
        for (const { published } of service.ports) if (published !== undefined) ports.add(published.first);
      }
    }
    return ports;
  }

  /** Says that an open text changed. */
  textChanged(file: string): void {
    const isSettings = isSettingsName(file);
    for (const analysis of this.#analyses.values()) {
      if (isSettings || contains(analysis.project(), file)) analysis.changed();
    }
  }

  /** Says that files came, went or changed on disk, that documents were opened or closed, or that settings changed. */
  filesChanged(): void {
    this.#owners.clear();
    for (const analysis of this.#analyses.values()) analysis.changed();
  }

  /** Says that what runs, or who listens on ports, is another. */
  machineChanged(): void {
    for (const analysis of this.#analyses.values()) analysis.outdated();
  }

  /** Forgets projects that no open document belongs to. */
  forgetUnused(): void {
    const used = new Set(this.owned().map(({ analysis }) => analysis));
    for (const [key, analysis] of this.#analyses) if (!used.has(analysis)) this.#analyses.delete(key);
  }

  /** The projects of open documents, and those whose standard file is in a workspace folder or below it. */
  allProjects(): Project[] {
    const analyses = new Set(this.owned().map(({ analysis }) => analysis));
    for (const directory of findProjectFolders(this.documents.view, this.roots))
      analyses.add(this.#analysis({ directory }));
    return [...analyses].map((analysis) => analysis.project());
  }

  /** The state for a request about a document; undefined for one that is not open, is no part of a project, or is too large. */
  snapshot(uri: string): Snapshot | undefined {
    const open = this.documents.byUri(uri);
    if (open === undefined || this.documents.view.readText(open.file) === undefined) return undefined;
    const analysis = this.owner(open);
    if (analysis === undefined) return undefined;
    const { documents, settings, live, client } = this;
    const analyses = this.#analyses;
    return {
      current: open.document,
      file: open.file,
      kind: isSettingsName(open.file) ? 'settings' : isEnvName(open.file) ? 'env' : 'compose',
      view: documents.view,
      settings,
      live,
      client,
      document: documents.document,
      uri: documents.uri,
      yaml: (file) => {
        const text = documents.view.readText(file);
        return text === undefined ? undefined : this.#yaml.read(file, text);
      },
      get project() {
        return analysis.project();
      },
      get findings() {
        return analysis.findings();
      },
      get projects() {
        const others = [...analyses.values()].filter((one) => one !== analysis);
        return [analysis, ...others].map((one) => one.project());
      },
    };
  }

  #analysis(request: ProjectRequest): ProjectAnalysis {
    const key = JSON.stringify([request.directory, request.files]);
    const known = this.#analyses.get(key);
    if (known !== undefined) return known;
    const context: AnalysisContext = {
      view: this.documents.view,
      settings: () => this.settings,
      live: () => toLiveFacts(this.live, this.listeners),
    };
    const analysis = this.#options.analyse({ ...request, environment: this.#options.environment }, context);
    this.#analyses.set(key, analysis);
    return analysis;
  }
}
