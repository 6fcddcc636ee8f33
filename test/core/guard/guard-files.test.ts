import assert from 'node:assert/strict';
import { isGuardFile, weakensGuard } from '../../../core/guard/command/guard-files.ts';

const settings = (guard: string, rest = '') => `{\n  "editor.fontSize": 12,${rest}\n  ${guard}\n}\n`;
const levels = (level: string) => `"holdfast.guard.levels": {\n    "service-removed": "${level}"\n  },`;

describe("an editor's settings", () => {
  const file = '/home/dev/.config/Code/User/settings.json';

  it('are guarded once they say something about the guard', () => {
    assert.ok(isGuardFile(file, settings(levels('deny')), undefined));
    assert.ok(isGuardFile(file.replace('User/', 'User/profiles/1a2b/'), settings(levels('deny')), undefined));
    assert.ok(!isGuardFile(file, settings(''), undefined));
    assert.ok(!isGuardFile('/project/src/settings.json', settings(levels('deny')), undefined));
  });

  it('are weakened by any other word about the guard, and by nothing else', () => {
    const before = settings(levels('deny'));
    assert.ok(!weakensGuard(before, settings(levels('deny'), '\n  "editor.tabSize": 2,')));
    assert.ok(weakensGuard(before, settings(levels('allow'))));
    assert.ok(weakensGuard(before, settings('')));
    assert.ok(weakensGuard(settings(''), settings(levels('allow'))));
    assert.ok(
      weakensGuard(
        settings('"holdfast.guard.protectedFiles": [".env"],'),
        settings('"holdfast.guard.protectedFiles": [],'),
      ),
    );
    assert.ok(
      !weakensGuard(
        settings('"holdfast.guard.protectedFiles": [".env"]'),
        settings('"holdfast.guard.protectedFiles": [".env"]', ' "a": 1,'),
      ),
    );
  });
});
