import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../core/lint/finding.ts';
import type { Project } from '../core/project/project.ts';
import type { FileView } from '../core/text/file-view.ts';
import type { YamlFile } from '../core/yaml/node.ts';
import type { LiveState } from './protocol.ts';
import type { ServerSettings } from './settings.ts';
import type { Texts } from './to-protocol.ts';

/** What the client can take. */
export interface ClientFeatures {
  readonly snippets: boolean;
  readonly linkDefinitions: boolean;
  readonly hierarchicalSymbols: boolean;
  /** It carries out the commands of protocol.ts. */
  readonly commands: boolean;
}

/**
 * The state at the moment of a request, as features see it. Projects are read when they are asked for, so that a request
 * that needs none costs nothing.
 */
export interface Snapshot extends Texts {
  /** The document that the request is about, and its path. */
  readonly current: TextDocument;
  readonly file: string;
  /** What kind of file it is to the project: YAML of a Compose project, a file with variables, or Holdfast's settings. */
  readonly kind: 'compose' | 'env' | 'settings';
  /** The project that it belongs to. */
  readonly project: Project;
  /** The findings in the whole project. */
  readonly findings: readonly Finding[];
  /** All projects that are known so far, `project` first. */
  readonly projects: readonly Project[];
  readonly view: FileView;
  readonly settings: ServerSettings;
  readonly live: LiveState | undefined;
  readonly client: ClientFeatures;
  /** A file's YAML, with open documents' texts; undefined for files that can't be read. */
  yaml(file: string): YamlFile | undefined;
}
