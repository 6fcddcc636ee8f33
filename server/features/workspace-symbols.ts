import { type SymbolInformation, SymbolKind, type WorkspaceSymbolParams } from 'vscode-languageserver/node';
import type { Definition, Project } from '../../core/project/project.ts';
import { toRange } from '../to-protocol.ts';
import type { Workspace } from '../workspace.ts';

/** More than this no picker shows usefully. */
const mostAnswers = 500;

/** Services, volumes, networks, secrets, configs and models of all projects in the workspace whose name has the query in it. */
export function workspaceSymbols(params: WorkspaceSymbolParams, workspace: Workspace): SymbolInformation[] {
  const query = params.query.toLowerCase();
  const symbols = new Map<string, SymbolInformation>();
  for (const project of workspace.allProjects()) {
    for (const [kind, named] of sectionsOf(project)) {
      for (const { name, definitions } of named) {
        if (!isSubsequence(query, name.toLowerCase())) continue;
        for (const { key } of definitions) {
          const uri = workspace.documents.uri(key.file);
          const range = toRange(workspace.documents.document(key.file), key.range);
          symbols.set(`${uri}:${key.range.start}`, {
            name,
            kind,
            location: { uri, range },
            containerName: project.name,
          });
          if (symbols.size >= mostAnswers) return [...symbols.values()];
        }
      }
    }
  }
  return [...symbols.values()];
}

type Named = { readonly name: string; readonly definitions: readonly Definition[] };

function sectionsOf(project: Project): [SymbolKind, Named[]][] {
  return [
    [SymbolKind.Class, [...project.services.values(), ...project.disabledServices.values()]],
    [SymbolKind.Struct, [...project.volumes.values()]],
    [SymbolKind.Interface, [...project.networks.values()]],
    [SymbolKind.Key, [...project.secrets.values()]],
    [SymbolKind.File, [...project.configs.values()]],
    [SymbolKind.Object, [...project.models.values()]],
  ];
}

function isSubsequence(query: string, name: string): boolean {
  let at = 0;
  for (const character of query) {
    at = name.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
