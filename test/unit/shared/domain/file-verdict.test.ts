import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../../shared/domain/evidence.ts';
import { requesterOf } from '../../../../shared/domain/release.ts';
import { decide } from '../../../../shared/domain/verdict.ts';
import { ruleOfFile } from '../../../../shared/use-cases/imports/rule-of-file.ts';
import { evidences } from '../../../support/arbitrary-evidence.ts';
import { type EvidencePatch, DECIDED_AT, ago, sampleEvidence } from '../../../support/sample-evidence.ts';
import { IDS, sampleRun, sampleWorkflow } from '../../../support/sample-run.ts';

const FILE = { importId: 'imp_00000000-sample', line: 7 };
const RULES = [ruleOfFile(FILE.importId, { kind: 'deactivate' })];
const verdictOf = (patch: EvidencePatch = {}) => {
  const { kind, ...rest } = decide(sampleEvidence({ file: FILE, ...patch }), RULES);
  return 'reason' in rest ? `${kind} ${rest.reason}` : kind;
};

describe('an account that a file names', () => {
  it.each<[string, EvidencePatch]>([
    ['is in use', { signals: { lastLogin: { at: ago(0), lagDays: 3 } } }],
    ['is Basic', { account: { tier: 'basic' } }],
    ['is new', { account: { createdAt: ago(1) } }],
    ['is of an unknown age', { account: { createdAt: null } }],
    ['was kept lately', { coolDownUntil: '2027-01-01T00:00:00.000Z' }],
    ['has no person', { person: { kind: 'none', reason: 'no-person' } }],
    ['was read by no source but the list', { sources: [] }],
    [
      'has a custom role marked as ordinary',
      { account: { role: { id: 'c', kind: 'custom' }, roleIsOrdinary: true } },
    ],
  ])('matches although it %s', (_, patch) => {
    expect(verdictOf(patch)).toBe('match');
  });

  it.each<[string, EvidencePatch]>([
    ['protected vendor-owner', { account: { role: { id: '0', kind: 'owner' } } }],
    ['protected vendor-admin', { account: { role: { id: '1', kind: 'admin' } } }],
    ['protected custom-role', { account: { role: { id: 'c', kind: 'custom' } } }],
    ['unknown role-unknown', { account: { role: { id: null, kind: 'unknown' } } }],
    ['unknown email-not-verified', { person: { kind: 'none', reason: 'email-not-verified' } }],
    ['protected protected-person', { protectedByPolicy: true }],
    ['no-match not-active', { account: { status: 'pending' } }],
    ['no-match no-rule-matches', { account: { tier: 'other' } }],
    ['in-another-plan', { claimedBy: 'run_00000000-other' }],
    [
      'protected exempt',
      {
        exemptions: {
          checked: 1,
          inForce: [{ exemptionId: 'exm_00000000-sample', scope: 'global', expiresAt: null }],
        },
      },
    ],
  ])('is %s all the same', (verdict, patch) => {
    expect(verdictOf(patch)).toBe(verdict);
  });

  it('has nothing to lose by a downgrade to what it has', () => {
    const rules = [ruleOfFile(FILE.importId, { kind: 'downgrade', toTier: 'basic' })];
    expect(decide(sampleEvidence({ file: FILE, account: { tier: 'basic' } }), rules).kind).toBe('no-match');
  });
});

/** Said in other words than the decision: who may be acted on by a file at all. */
const mayBeTaken = ({
  account,
  exemptions,
  protectedByPolicy,
  claimedBy,
  person,
  serviceAccount,
}: Evidence): boolean =>
  serviceAccount === undefined &&
  account.status === 'active' &&
  ['licensed', 'basic'].includes(account.tier) &&
  (account.role.kind === 'member' || (account.role.kind === 'custom' && account.roleIsOrdinary)) &&
  exemptions.inForce.length === 0 &&
  !protectedByPolicy &&
  claimedBy === null &&
  !(person.kind === 'none' && person.reason === 'email-not-verified');

describe('whatever is known of an account', () => {
  it('a file takes it if and only if nothing protects it', () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const named = { ...evidence, decidedAt: DECIDED_AT, file: FILE };
        expect(decide(named, RULES).kind === 'match').toBe(mayBeTaken(named));
      }),
    );
  });
});

describe('who wants a plan carried out', () => {
  const by = (patch: Parameters<typeof sampleRun>[0]) => requesterOf(sampleRun(patch));

  it('is who started it, who last changed its workflow, or who answers for it', () => {
    expect(by({})).toBe(IDS.user);
    const workflow = sampleWorkflow({ changedBy: 'usr_changed-0001' });
    expect(by({ startedBy: 'schedule', workflow })).toBe('usr_changed-0001');
    expect(by({ startedBy: 'drop-folder' })).toBeNull();
    expect(by({ startedBy: 'drop-folder', backedBy: 'usr_backing-0001' })).toBe('usr_backing-0001');
  });
});
