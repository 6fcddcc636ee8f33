import assert from 'node:assert/strict';
import {
  type Attempt,
  makeApproval,
  type Proposal,
  refusal,
  relatedVolumes,
  withConsequences,
} from '../../../core/guard/approval.ts';

const removed = (kind: 'service-removed' | 'volume-removed', name: string) =>
  ({ id: `${kind}:${name}`, kind, name, message: '', verdict: 'deny' }) as const;

const proposal: Proposal = {
  id: 'p1',
  directory: '/srv/shop',
  base: [{ file: '/srv/shop/compose.yaml', hash: 'aaaa' }],
  proposed: [{ file: '/srv/shop/compose.yaml', text: 'services: {}\n' }],
  changes: [
    removed('service-removed', 'db'),
    removed('service-removed', 'cache'),
    removed('volume-removed', 'orders'),
    {
      id: 'dependency-removed:api:db',
      kind: 'dependency-removed',
      name: 'db',
      service: 'api',
      message: '',
      verdict: 'ask',
    },
    {
      id: 'dependency-removed:api:cache',
      kind: 'dependency-removed',
      name: 'cache',
      service: 'api',
      message: '',
      verdict: 'ask',
    },
  ],
  road: 'disk',
  createdAt: 1000,
};
const approval = makeApproval({ id: 'a1', proposal, changeIds: ['service-removed:db'], now: 2000, lifetime: 500 });
const attempt: Attempt = {
  directory: '/srv/shop',
  base: [{ file: '/srv/shop/compose.yaml', hash: 'aaaa' }],
  changeIds: ['service-removed:db'],
  now: 2100,
};

describe('an approval', () => {
  it('covers what was ticked and what follows of necessity', () => {
    assert.deepEqual(approval.changeIds, ['dependency-removed:api:db', 'service-removed:db']);
    assert.equal(refusal(approval, attempt), undefined);
    assert.equal(refusal(approval, { ...attempt, changeIds: approval.changeIds }), undefined);
  });

  it('is bound to its changes, its project, its base, its time and one use', () => {
    assert.equal(
      refusal(approval, { ...attempt, changeIds: ['service-removed:db', 'service-removed:cache'] }),
      'other-changes',
    );
    assert.equal(refusal(approval, { ...attempt, directory: '/srv/other' }), 'other-project');
    assert.equal(
      refusal(approval, { ...attempt, base: [{ file: '/srv/shop/compose.yaml', hash: 'bbbb' }] }),
      'base-changed',
    );
    assert.equal(
      refusal(approval, { ...attempt, base: [{ file: '/srv/shop/other.yaml', hash: 'aaaa' }] }),
      'base-changed',
    );
    assert.equal(refusal(approval, { ...attempt, now: 2500 }), 'expired');
    assert.equal(refusal({ ...approval, usedAt: 2050 }, attempt), 'used');
  });

  it('does not make one thing the consequence of another one of the same kind', () => {
    assert.deepEqual([...withConsequences(proposal.changes, ['volume-removed:orders'])], ['volume-removed:orders']);
  });

  it('knows the volumes that only a removed service used', () => {
    const mounts = new Map([
      ['db', ['orders']],
      ['cache', []],
    ]);
    assert.deepEqual(relatedVolumes(proposal.changes, 'db', mounts), ['volume-removed:orders']);
    assert.deepEqual(relatedVolumes(proposal.changes, 'db', new Map([...mounts, ['backup', ['orders']]])), []);
  });
});
