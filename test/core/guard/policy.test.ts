import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Change, ChangeKind } from '../../../core/changes/change.ts';
import { builtInLevels, builtInPolicy, changeKinds, makePolicy, verdictOf } from '../../../core/guard/policy.ts';

const change = (kind: ChangeKind, name: string, service?: string): Change => ({
  kind,
  name,
  service,
  message: '',
  before: null,
  after: null,
});

describe('the policy', () => {
  it('is described as it is', () => {
    const words = { allow: 'allowed', ask: 'asked about', deny: 'denied' };
    const rows = changeKinds.map((kind) => `| \`${kind}\` | ${words[builtInLevels[kind]]} |`);
    const described = readFileSync('docs/guard.md', 'utf8').split('\n');
    assert.deepEqual(
      described.filter((line) => /^\| `[a-z-]+` \| /.test(line)),
      rows,
    );
  });

  it('lets a person lower levels, and what comes with the workspace only raise them', () => {
    const policy = makePolicy({
      person: new Map([['service-renamed', 'allow'] as const, ['volume-removed', 'ask'] as const]),
      shared: [
        new Map([['service-removed', 'allow'] as const, ['volume-removed', 'allow'] as const]),
        new Map([['port-unpublished', 'deny'] as const, ['service-renamed', 'ask'] as const]),
      ],
    });
    const verdict = (kind: ChangeKind) => verdictOf(change(kind, 'x'), policy);
    assert.equal(verdict('service-removed'), 'deny');
    assert.equal(verdict('volume-removed'), 'ask');
    assert.equal(verdict('port-unpublished'), 'deny');
    assert.equal(verdict('service-renamed'), 'ask');
    assert.equal(verdict('healthcheck-removed'), 'ask');
  });

  it('denies what is asked about for protected names, and lets them be added to', () => {
    const policy = {
      ...makePolicy({ person: new Map([['service-removed', 'allow']]) }),
      protectedNames: new Set(['db']),
    };
    assert.equal(verdictOf(change('service-removed', 'db'), policy), 'deny');
    assert.equal(verdictOf(change('service-removed', 'web'), policy), 'allow');
    assert.equal(verdictOf(change('port-unpublished', '80', 'db'), policy), 'deny');
    assert.equal(verdictOf(change('service-changed', 'db'), policy), 'allow');
    assert.equal(verdictOf(change('port-unpublished', '80', 'web'), builtInPolicy), 'ask');
  });
});
