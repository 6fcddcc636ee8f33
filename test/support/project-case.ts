import type { ProjectRequest } from '../../core/project/project.ts';
import { blockOf, type Case } from './read-case.ts';

/** The folder in which the files of a case are. */
export const CASE_FOLDER = '/project';

/** What a case asks for: the block `json request`, in a home folder that is always the same. */
export type CaseRequest = Omit<ProjectRequest, 'directory'>;

export function requestOf(one: Case): CaseRequest {
  const request = JSON.parse(blockOf(one, 'request')?.text ?? '{}') as CaseRequest;
  return { ...request, environment: { HOME: '/home/someone', ...request.environment } };
}
