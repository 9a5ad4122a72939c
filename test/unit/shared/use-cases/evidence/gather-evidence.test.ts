import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../shared/domain/account.ts';
import { policySchema } from '../../../../../shared/domain/policy.ts';
import { evidenceSchema } from '../../../../../shared/domain/evidence.ts';
import { put } from '../../../../../shared/records/change.ts';
import { coolDowns } from '../../../../../shared/records/protections.ts';
import { claims } from '../../../../../shared/records/runs.ts';
import {
  type EvidenceContext,
  exemptionsFor,
  gatherEvidence,
} from '../../../../../shared/use-cases/evidence/gather-evidence.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, VendorWorld, daysAgo, personIdOf } from '../../../../support/vendor-world.ts';

const account = (patch: Partial<Account> = {}): Account => ({
  vendorAccountId: 'v-ada',
  email: 'ada@example.com',
  emailVerified: true,
  status: 'active',
  tier: 'licensed',
  role: { id: '2', kind: 'member' },
  createdAt: daysAgo(400),
  lastLoginAt: daysAgo(100),
  accountId: IDS.account,
  instanceId: IDS.instance,
  observedAt: NOW,
  ...patch,
});

const context = async (
  world: VendorWorld,
  patch: Partial<EvidenceContext> = {},
): Promise<EvidenceContext> => ({
  decidedAt: NOW,
  runId: IDS.run,
  ordinaryRoleIds: new Set(['custom-1']),
  policy: policySchema.parse({}),
  exemptions: await exemptionsFor(world.deps(), IDS.application, NOW, NOW),
  sources: [],
  loginLagDays: 3,
  ...patch,
});

const gather = async (
  world: VendorWorld,
  accounts: readonly Account[],
  patch: Partial<EvidenceContext> = {},
) =>
  gatherEvidence(
    world.deps(),
    await context(world, patch),
    accounts.map((entry) => ({ account: entry, activity: undefined })),
  );

const company = async (): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  await world.setChart([
    {
      email: 'ada@example.com',
      emailAliases: ['countess@example.com'],
      managerEmail: 'boss@example.com',
      department: 'Research',
      custom: { floor: '3' },
    },
    { email: 'boss@example.com', managerEmail: 'nobody@example.com' },
  ]);
  return world;
};

describe('the person of an account', () => {
  it.each([
    ['the email', 'ada@example.com', 'email'],
    ['the email in other letters', ' Ada@Example.COM ', 'email'],
    ['a stored alias', 'countess@example.com', 'alias'],
  ])('is found by %s', async (_, email, by) => {
    const [evidence] = await gather(await company(), [account({ email })]);
    expect(evidence?.person).toMatchObject({
      kind: 'matched',
      personId: personIdOf('ada@example.com'),
      by,
      managerId: personIdOf('boss@example.com'),
      department: 'Research',
      title: null,
      custom: { floor: '3' },
    });
  });

  it.each([
    ['another address of the same name', account({ email: 'ada@other.example' }), 'no-person'],
    ['a plus address', account({ email: 'ada+zoom@example.com' }), 'no-person'],
    ['an address the vendor has not verified', account({ emailVerified: false }), 'email-not-verified'],
  ])('is never guessed from %s', async (_, entry, reason) => {
    const [evidence] = await gather(await company(), [entry]);
    expect(evidence?.person).toEqual({ kind: 'none', reason });
  });

  it('is nobody without a chart', async () => {
    const [evidence] = await gather(await new VendorWorld().open(), [account()]);
    expect(evidence?.person).toEqual({ kind: 'none', reason: 'no-person' });
  });

  it('has no manager where the manager is nobody of the chart', async () => {
    const [evidence] = await gather(await company(), [account({ email: 'boss@example.com' })]);
    expect(evidence?.person).toMatchObject({ kind: 'matched', managerId: null });
  });
});

describe('the clock of an account', () => {
  it('is stopped by what the chart says of its person, and the holidays where they work', async () => {
    const world = await new VendorWorld().open();
    const hours = { leaveFrom: '2026-01-01', partTimeFactor: 0.5, startDate: '2025-06-01' };
    await world.setChart([{ email: 'ada@example.com', location: 'Berlin', ...hours }]);
    const policy = policySchema.parse({
      holidays: [
        { name: 'Berlin', locations: ['Berlin'], days: ['2026-01-06'] },
        { name: 'Osaka', locations: ['Osaka'], days: ['2026-01-07'] },
      ],
    });
    const [evidence] = await gather(world, [account()], { policy });
    expect(evidence?.clock).toEqual({
      hiredOn: '2025-06-01',
      seatOn: daysAgo(400).slice(0, 10),
      leave: { from: '2026-01-01', until: null },
      partTimeFactor: 0.5,
      holidays: ['2026-01-06'],
    });
  });

  it('is stopped by nothing but the age of the account where nobody is known', async () => {
    const [evidence] = await gather(await company(), [account({ email: 'x@example.com', createdAt: null })]);
    expect(evidence?.clock).toEqual({
      ...{ hiredOn: null, seatOn: null, leave: null, partTimeFactor: 1, holidays: [] },
    });
  });
});

describe('the protections of an account', () => {
  it('come from any address of the person, and from the account itself', async () => {
    for (const subject of [
      { kind: 'email', email: 'ada@example.com' },
      { kind: 'email', email: 'countess@example.com' },
      { kind: 'account', vendorAccountId: 'v-ada' },
    ] as const) {
      const world = await company();
      await world.exempt({ subject, expiresAt: null });
      const [evidence] = await gather(world, [account({ email: 'countess@example.com' })]);
      expect(evidence?.exemptions).toEqual({
        checked: 1,
        inForce: [{ exemptionId: 'exm_00000000-sample', scope: 'global', expiresAt: null }],
      });
    }
  });

  it('hold policy, roles marked as ordinary and cool-downs', async () => {
    const world = await company();
    await world.seed(put(coolDowns, { accountId: IDS.account, until: daysAgo(-9), runId: IDS.run }, 'any'));
    const policy = policySchema.parse({ protectedPersonIds: [personIdOf('ada@example.com')] });
    const [evidence] = await gather(world, [account({ role: { id: 'custom-1', kind: 'custom' } })], {
      policy,
    });
    expect(evidence).toMatchObject({
      protectedByPolicy: true,
      coolDownUntil: daysAgo(-9),
      account: { roleIsOrdinary: true },
      graceDays: 60,
      staleAfterDays: 2,
    });
  });

  it('name another plan that holds the account, never the own', async () => {
    const world = await company();
    await world.seed(put(claims, { accountId: IDS.account, runId: IDS.run }, 'any'));
    const [own] = await gather(world, [account()]);
    const [other] = await gather(world, [account()], { runId: null });
    expect([own?.claimedBy, other?.claimedBy]).toEqual([null, IDS.run]);
  });
});

describe('gathering', () => {
  it('reads in batches: the number of reads does not grow with the accounts', async () => {
    const world = await company();
    const reads = () => world.store.calls.get + world.store.calls.getMany;
    const many = Array.from({ length: 50 }, (_, index) => account({ accountId: `acc_00000000-${index}` }));
    const exemptions = await exemptionsFor(world.deps(), IDS.application, NOW, NOW);
    const before = reads();
    const one = await gather(world, many.slice(0, 1), { exemptions });
    const afterOne = reads();
    const all = await gather(world, many, { exemptions });
    expect(reads() - afterOne).toBe(afterOne - before);
    expect([one.length, all.length]).toEqual([1, 50]);
  });

  it('holds no name and no address', async () => {
    const [evidence] = await gather(await company(), [account()]);
    expect(evidenceSchema.safeParse(evidence).success).toBe(true);
    expect(JSON.stringify(evidence)).not.toContain('@');
    expect(JSON.stringify(evidence)).not.toContain('v-ada');
  });
});
