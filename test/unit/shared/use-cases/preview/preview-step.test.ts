import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SHARDS, sealLine } from '../../../../../shared/domain/plan.ts';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import { decide } from '../../../../../shared/domain/verdict.ts';
import { accounts } from '../../../../../shared/records/accounts.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { coolDowns } from '../../../../../shared/records/protections.ts';
import { claims, planItems, runPointers, runVerdicts, runs } from '../../../../../shared/records/runs.ts';
import { explainAccount } from '../../../../../shared/use-cases/preview/explain-account.ts';
import { planDifference } from '../../../../../shared/use-cases/preview/plan-difference.ts';
import { previewStep } from '../../../../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { pullIdOfRun } from '../../../../../shared/use-cases/pull/pull-subject.ts';
import { ALL_SHARDS } from '../../../../../shared/use-cases/runs/run-items.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { OvertakenStore } from '../../../../support/overtaken-store.ts';
import { recompute } from '../../../../support/verdict-checker.ts';
import { IDS, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';
import { VendorWorld, daysAgo, personIdOf, untilSettled, user } from '../../../../support/vendor-world.ts';

const NAMES = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay', 'gil', 'hal', 'ian'];
const OTHER_RUN = 'run_00000000-other';

/** Ada, Bob and Gil match; everybody else is left out for a reason of their own. */
const company = async (runPatch: Parameters<VendorWorld['startRun']>[0] = {}): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.users.push(
    user('ada'),
    user('bob'),
    user('cleo', { role: { id: '1', kind: 'admin' } }),
    user('dan', { signIns: [daysAgo(1)] }),
    user('eve', { lastLoginAt: null }),
    user('fay', { createdAt: daysAgo(10) }),
    user('gil', { email: 'gil.alias@example.com' }),
    user('hal', { emailVerified: false }),
    user('ian', { hosted: [daysAgo(5)] }),
    user('stranger'),
  );
  await world.setChart(
    NAMES.map((name) => ({
      email: `${name}@example.com`,
      emailAliases: name === 'gil' ? ['gil.alias@example.com'] : [],
      ...(name === 'bob' ? { managerEmail: 'ada@example.com' } : {}),
    })),
  );
  await world.startRun(runPatch);
  await untilSettled(world, () => pullStep(world.deps(), world.input()));
  return world;
};

const preview = (world: VendorWorld) => untilSettled(world, () => previewStep(world.deps(), world.input()));

const itemsOf = async (world: VendorWorld, runId: string = IDS.run): Promise<PlanItem[]> => {
  const pages = await Promise.all(
    ALL_SHARDS.map((shard) => world.store.page(planItems, { runId, shard }, { limit: 100 })),
  );
  return pages.flatMap(({ records }) => records);
};

const verdictsOf = async (world: VendorWorld) => {
  const pages = await Promise.all(
    ALL_SHARDS.map((shard) => world.store.page(runVerdicts, { runId: IDS.run, shard }, { limit: 100 })),
  );
  return pages.flatMap(({ records }) => records);
};

const accountOf = async (world: VendorWorld, email: string): Promise<string> => {
  for (const shard of ALL_SHARDS) {
    const pullId = pullIdOfRun(IDS.run);
    const page = await world.store.page(
      accounts,
      { instanceId: IDS.instance, pullId, shard },
      { limit: 100 },
    );
    const found = page.records.find((account) => account.email === email);
    if (found !== undefined) return found.accountId;
  }
  throw new Error(`There is no account of ${email}.`);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a preview', () => {
  it('writes a verdict for every account and plans those that match', async () => {
    const world = await company();
    expect((await preview(world)).outcome).toBe('sealed');
    const verdicts = await verdictsOf(world);
    expect(verdicts).toHaveLength(10);
    const reasons = new Map<string, string>();
    for (const name of [...NAMES.filter((entry) => entry !== 'gil'), 'gil.alias', 'stranger']) {
      const accountId = await accountOf(world, `${name}@example.com`);
      const verdict = verdicts.find((entry) => entry.accountId === accountId)?.verdict;
      reasons.set(
        name,
        verdict !== undefined && 'reason' in verdict ? verdict.reason : (verdict?.kind ?? ''),
      );
    }
    expect(Object.fromEntries(reasons)).toEqual({
      ada: 'match',
      bob: 'match',
      cleo: 'vendor-admin',
      dan: 'no-rule-matches',
      eve: 'no-usable-signal',
      fay: 'new-account',
      'gil.alias': 'match',
      hal: 'email-not-verified',
      ian: 'no-rule-matches',
      stranger: 'no-person',
    });
    const items = await itemsOf(world);
    expect(items.map(({ personId }) => personId).sort()).toEqual(
      ['ada', 'bob', 'gil'].map((name) => personIdOf(`${name}@example.com`)),
    );
    const bob = items.find(({ personId }) => personId === personIdOf('bob@example.com'));
    expect(bob?.managerId).toBe(personIdOf('ada@example.com'));
  });

  it('decides all at one moment, and its verdicts can be recomputed from the stored evidence alone', async () => {
    const world = await company();
    world.surroundings.clock.advance(60_000);
    await preview(world);
    const { rules } = sampleWorkflow();
    const verdicts = await verdictsOf(world);
    expect(new Set(verdicts.map(({ evidence }) => evidence.decidedAt))).toEqual(
      new Set([(await world.run()).decidedAt]),
    );
    for (const { evidence, verdict } of verdicts) {
      expect(decide(evidence, rules)).toEqual(verdict);
      expect(recompute(evidence, rules).split(':')[0]).toBe(verdict.kind);
    }
  });

  it('seals the plan by a hash over what was approved', async () => {
    const world = await company();
    await preview(world);
    const items = await itemsOf(world);
    const digests = ALL_SHARDS.map(async (shard) => {
      const { records } = await world.store.page(planItems, { runId: IDS.run, shard }, { limit: 100 });
      return sha256(records.map((item) => `${sealLine(item)}\n`).join(''));
    });
    const hash = sha256((await Promise.all(digests)).map((digest) => `${digest}\n`).join(''));
    const run = await world.run();
    expect(run.seal).toMatchObject({ hash, size: 3 });
    expect(run.verdicts).toEqual({ match: 3, 'in-another-plan': 0, protected: 2, unknown: 3, 'no-match': 2 });
    expect(run.stage).toBe('guard');
    const sealed = world.store.auditTrail().filter(({ action }) => action === 'plan.sealed');
    expect(sealed.map(({ planHash }) => planHash)).toEqual([hash]);
    expect(items).toHaveLength(3);
  });

  it('claims nothing in suggest mode and ends with the list', async () => {
    const world = await company({ workflow: sampleWorkflow({ mode: 'suggest' }) });
    expect((await preview(world)).outcome).toBe('listed');
    expect(await itemsOf(world)).toEqual([]);
    expect(
      await world.store.get(claims, { accountId: await accountOf(world, 'ada@example.com') }),
    ).toBeUndefined();
    expect(await world.run()).toMatchObject({ seal: null, verdicts: { match: 3 } });
  });

  it('ends with nothing where nobody matches', async () => {
    const world = await company({
      workflow: sampleWorkflow({
        rules: [{ ...ruleFor('never'), when: { field: 'accountAgeDays', atLeast: 3650 } }],
      }),
    });
    expect((await preview(world)).outcome).toBe('nothing');
    expect((await world.run()).seal).toBeNull();
  });

  it('lists an account of another plan and does not plan it', async () => {
    const world = await company();
    const accountId = await accountOf(world, 'ada@example.com');
    await world.seed(put(claims, { accountId, runId: OTHER_RUN }, 'any'));
    await preview(world);
    const explained = await explainAccount(world.deps(), IDS.run, accountId);
    expect(explained).toMatchObject({
      item: null,
      preview: { verdict: { kind: 'in-another-plan', runId: OTHER_RUN }, evidence: { claimedBy: OTHER_RUN } },
    });
    expect(await itemsOf(world)).toHaveLength(2);
  });

  it('gives way where another plan claims an account between the decision and the claim', async () => {
    const world = await company();
    const accountId = await accountOf(world, 'ada@example.com');
    const store = new OvertakenStore(world.store, async () => {
      await world.seed(put(claims, { accountId, runId: OTHER_RUN }, 'absent'));
    });
    await untilSettled(world, () => previewStep(world.deps(store), world.input()));
    const stored = await world.store.get(runVerdicts, { runId: IDS.run, accountId });
    expect(stored).toMatchObject({
      verdict: { kind: 'in-another-plan', runId: OTHER_RUN },
      evidence: { claimedBy: OTHER_RUN },
    });
  });

  it('protects whoever kept a license lately', async () => {
    const world = await company();
    const accountId = await accountOf(world, 'ada@example.com');
    await world.seed(
      put(coolDowns, { accountId, until: '2026-05-01T00:00:00.000Z', runId: OTHER_RUN }, 'any'),
    );
    await preview(world);
    const explained = await explainAccount(world.deps(), IDS.run, accountId);
    expect(explained?.preview.verdict).toEqual({ kind: 'protected', reason: 'cool-down' });
  });

  it('stops for a run that was cancelled', async () => {
    const world = await company();
    const run = await world.run();
    await world.seed(put(runs, { ...run, cancelRequested: true }, 'any'));
    expect((await preview(world)).outcome).toBe('ended');
    expect(await itemsOf(world)).toEqual([]);
  });

  it('comes to the same however it is cut off', async () => {
    const callsOf = (world: VendorWorld) =>
      Object.values(world.store.calls).reduce((sum, count) => sum + count, 0);
    const calm = await company();
    const before = callsOf(calm);
    await preview(calm);
    const total = callsOf(calm) - before;
    const wanted = (await calm.run()).seal;
    expect(total).toBeGreaterThan(SHARDS);
    for (let at = 1; at <= total; at += 1) {
      const world = await company();
      await previewStep(world.deps(new CrashingStore(world.store, at, 'after')), world.input()).catch(
        (fault: unknown) => {
          if (!(fault instanceof CrashError)) throw fault;
        },
      );
      expect((await preview(world)).outcome).toBe('sealed');
      const run = await world.run();
      expect([run.seal?.hash, run.verdicts?.match], `cut off after call ${at}`).toEqual([wanted?.hash, 3]);
      const trail = world.store.auditTrail();
      expect(trail.filter(({ action }) => action === 'item.claimed')).toHaveLength(3);
      expect(trail.filter(({ action }) => action === 'plan.sealed')).toHaveLength(1);
    }
  });
});

const ruleFor = (name: string) => {
  const rule = sampleWorkflow().rules[0];
  if (rule === undefined) throw new Error('The sample workflow has a rule.');
  return { ...rule, name };
};

describe('the difference of plans', () => {
  it('counts who is new on the plan and who is no longer on it', async () => {
    const world = await company();
    await preview(world);
    const ada = await accountOf(world, 'ada@example.com');
    const [first] = await itemsOf(world);
    if (first === undefined) throw new Error('The plan has items.');
    const earlier = sampleRun({ runId: 'run_00000000-earlier' });
    await world.seed(
      put(runs, earlier, 'any'),
      put(runPointers, { list: IDS.workflow, runId: earlier.runId, applicationId: IDS.application }, 'any'),
      put(planItems, { ...first, runId: earlier.runId, accountId: ada }, 'any'),
      put(planItems, { ...first, runId: earlier.runId, accountId: 'acc_gone-since' }, 'any'),
      remove(claims, { accountId: 'acc_gone-since' }),
    );
    expect(await planDifference(world.deps(), await world.run())).toEqual({
      previousRunId: earlier.runId,
      added: 2,
      removed: 1,
    });
  });
});
