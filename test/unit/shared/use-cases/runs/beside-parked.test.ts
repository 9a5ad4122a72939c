import { describe, expect, it } from 'vitest';
import { workflows } from '../../../../../shared/records/applications.ts';
import { changeLedgers } from '../../../../../shared/records/change-ledgers.ts';
import { put } from '../../../../../shared/records/change.ts';
import { releasePlan } from '../../../../../shared/use-cases/runs/release-plan.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { FileWorld, csvOf } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const UNDONE = { kind: 'disassociate' } as const;

/** Two people who use nothing, fifty others who do, and a parked plan of the two that can't be undone. */
const parked = async () => {
  const of = await new FileWorld().staff([user('ada'), user('bob')], false);
  const now = of.clock.now();
  for (const { vendorAccountId } of of.vendor.users)
    if (vendorAccountId?.startsWith('v-other') === true)
      of.changer.edit(vendorAccountId, { lastLoginAt: now, signIns: [now] });
  const { rules } = sampleWorkflow();
  const workflow = sampleWorkflow({
    notify: false,
    rules: rules.map((rule) => ({ ...rule, outcome: UNDONE })),
  });
  await of.seed(put(workflows, workflow, 'any'));
  const started = await startRun(of.all(), ADMIN, IDS.workflow, { source: 'user' });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { runId } = started.run;
  const driven = new DrivenRun(of, runId);
  expect(await driven.drive()).toBe('parked');
  return { of, runId, driven };
};

describe('beside a parked plan', () => {
  it('other work on other people goes on, and takes no room from it', async () => {
    const { of, runId, driven } = await parked();
    const before = await of.run(runId);
    const file = await of.begin(csvOf('other1@example.com', 'other2@example.com'));
    expect(await of.drive(file)).toBe('finished');
    expect(of.changer.changes.toSorted()).toEqual(['v-other1', 'v-other2']);
    expect((await of.run(file)).counts).toEqual({ verified: 2 });
    expect(await of.run(runId)).toEqual(before);
    const ledger = await of.store.get(changeLedgers, { applicationId: IDS.application });
    expect(ledger?.reserved).toEqual([]);
    // And the parked one is still released as it was.
    const planHash = before.seal?.hash ?? '';
    await releasePlan(of.all(), ADMIN, { runId, userId: 'usr_second-0001', planHash, reason: 'both left' });
    expect(await driven.drive()).toBe('finished');
    expect(of.changer.changes.toSorted()).toEqual(['v-ada', 'v-bob', 'v-other1', 'v-other2']);
  });

  it('the people of the parked plan are left to it', async () => {
    const { of, runId } = await parked();
    const file = await of.begin(csvOf('ada@example.com', 'other1@example.com'));
    expect(await of.drive(file)).toBe('finished');
    expect(of.changer.changes).toEqual(['v-other1']);
    expect((await of.run(runId)).status).toBe('open');
    expect(await of.states(runId)).toEqual({ planned: 2 });
  });
});
