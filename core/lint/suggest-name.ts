import type { Problem } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import { nearest } from '../spec/nearest.ts';

/** Adds the name that was most likely meant to a problem of a name that isn't defined. */
export function suggestName(problem: Problem, project: Project, text: string): Problem {
  if (problem.suggestion !== undefined) return problem;
  const names = definedNames(problem.rule, project);
  const written = nameIn(text);
  const suggestion = written === undefined ? undefined : nearest(written, names);
  if (suggestion === undefined) return problem;
  return { ...problem, suggestion, message: `${problem.message} Did you mean "${suggestion}"?` };
}

/** The name that a reference begins with: `data` of `"data:/srv"`, `db` of `service:db`. */
export function nameIn(text: string): string | undefined {
  return /^["']?(?:service:)?([a-zA-Z0-9._-]+)/.exec(text)?.[1];
}

function definedNames(rule: string, project: Project): readonly string[] {
  switch (rule) {
    case 'undefined-service':
      return [...project.services.keys(), ...project.disabledServices.keys()];
    case 'undefined-volume':
      return [...project.volumes.keys()];
    case 'undefined-network':
      return [...project.networks.keys()];
    case 'undefined-secret':
      return [...project.secrets.keys()];
    case 'undefined-config':
      return [...project.configs.keys()];
    case 'undefined-model':
      return [...project.models.keys()];
    default:
      return [];
  }
}
