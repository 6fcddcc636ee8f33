import { projectSettingsShape } from '../core/settings/project-settings.ts';
import { composeFile } from '../core/spec/compose-file.ts';
import type { Shape } from '../core/spec/shape.ts';
import type { Snapshot } from './snapshot.ts';

/** What may stand in a file of a kind. */
export function rootShape(kind: Snapshot['kind']): Shape {
  return kind === 'settings' ? projectSettingsShape : composeFile;
}
