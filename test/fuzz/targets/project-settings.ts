import assert from 'node:assert/strict';
import { readProjectSettings } from '../../../core/settings/project-settings.ts';
import { memoryView } from '../../support/memory-view.ts';
import type { Target } from '../target.ts';

/** A .holdfast.yaml. */
export const projectSettings: Target = {
  name: 'project-settings',
  seeds: [
    'presets: [recommended, security]\nrules:\n  untagged-image: error\n  plain-secret: off\nexclude:\n  - {rule: untagged-image, service: web, reason: built here}\nprotect: [db, "cache-*"]\n',
    'rules: {unused-volume: warning}\n',
  ],
  pieces: [
    'presets',
    'rules',
    'protect',
    'exclude',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    'off',
    'null',
    '*',
    '\n',
    '  ',
    '&a ',
    '*a',
    '<<: *a',
    '\u0000',
    '**/(a+)+$',
  ],
  run(text) {
    const { problems } = readProjectSettings(memoryView(new Map([['/p/.holdfast.yaml', text]])), '/p');
    for (const { message, location } of problems)
      assert(location.range.end <= text.length, `"${message}" lies outside of the file`);
  },
};
