import assert from 'node:assert/strict';
import {
  isGuardEntry,
  isGuardFile,
  isGuardFolder,
  isGuardState,
  weakensGuard,
} from '../../../core/guard/command/guard-files.ts';

const settings = (guard: string, rest = '') => `{\n  "editor.fontSize": 12,${rest}\n  ${guard}\n}\n`;
const levels = (level: string) => `"holdfast.guard.levels": {\n    "service-removed": "${level}"\n  },`;

describe("an editor's settings", () => {
  const file = '/home/dev/.config/Code/User/settings.json';

  it('are guarded once they say something about the guard', () => {
    assert.ok(isGuardFile(file, settings(levels('deny')), {}));
    assert.ok(isGuardFile(file.replace('User/', 'User/profiles/1a2b/'), settings(levels('deny')), {}));
    assert.ok(!isGuardFile(file, settings(''), {}));
    assert.ok(!isGuardFile('/project/src/settings.json', settings(levels('deny')), {}));
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

describe('the files of the guard behind links', () => {
  const links = new Map([
    ['/srv/alias', '/home/dev/state'],
    ['/srv/settings', '/srv/.claude'],
    ['/srv/state', '/home/dev/state'],
  ]);
  /** As the disk would say: the longest link that a path begins with is followed. */
  const realPath = (path: string) => {
    const [from, to] = [...links].find(([link]) => path === link || path.startsWith(`${link}/`)) ?? ['', ''];
    return to + path.slice(from.length);
  };
  const places = { stateFolder: '/home/dev/state', realPath };

  it('are guarded by whichever name they are called', () => {
    assert.ok(isGuardState('/srv/alias/policy.json', places));
    assert.ok(isGuardState('/home/dev/state/policy.json', { ...places, stateFolder: '/srv/state' }));
    assert.ok(!isGuardState('/home/dev/state/policy.json', { stateFolder: '/srv/state' }));
    assert.ok(isGuardFile('/srv/settings/settings.json', undefined, places));
    assert.ok(isGuardFolder('/srv/settings/hooks', places));
    assert.ok(!isGuardFile('/srv/other/settings.json', undefined, places));
  });

  it('stay when only the link to them is deleted', () => {
    assert.ok(!isGuardEntry('/srv/alias', undefined, places));
    assert.ok(isGuardEntry('/srv/alias/key', undefined, places));
    assert.ok(isGuardFile('/srv/alias', undefined, places));
  });
});
