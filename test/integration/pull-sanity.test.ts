import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import { syncNow } from '../../shared/contracts/api/connections.ts';
import { listAccountsOperation, listFigures } from '../../shared/contracts/api/instances.ts';
import { listPullsOperation, releasePullOperation } from '../../shared/contracts/api/pulls.ts';
import { ask, every, refusal, until } from '../support/integration/api.ts';
import { UNUSED_MEMBERS, addressOf } from '../support/integration/company.ts';
import { executionOfRun, executionOfSync, visitedBy } from '../support/integration/executions.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { currentPull, untilPulled } from '../support/integration/pulls.ts';
import { type RunView, actingWorkflow, itemsOf, startRun, untilEnded } from '../support/integration/runs.ts';
import { changeUser, sentChanges } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

type PullView = z.output<typeof listPullsOperation.answers.schema>['items'][number];

const TENANT = 'pull-sanity';

/** All in the stand-in's account, and those that are left when half of them are gone. */
const ALL = 44;
const HALF = 22;

describe('a sync that finds half of the accounts gone', () => {
  let world: Prepared;
  let good: string | null;
  let figures: unknown;
  let odd: PullView;
  let run: RunView;

  const pulls = (): Promise<PullView[]> => every(listPullsOperation, { instanceId: world.instanceId });
  const accounts = () => every(listAccountsOperation, { instanceId: world.instanceId });
  const figuresNow = () => every(listFigures, { instanceId: world.instanceId });

  const syncUntil = async (state: PullView['state']): Promise<PullView> => {
    const { pullId } = await ask(syncNow, { params: { connectionId: world.connectionId } });
    const found = await until(
      `pull ${pullId} to be ${state}`,
      60,
      async () => (await pulls()).find((pull) => pull.pullId === pullId),
      (pull) => pull !== undefined && pull.state !== 'reading',
    );
    if (found?.state !== state) throw new Error(`Pull ${pullId} is ${String(found?.state)}.`);
    return found;
  };

  beforeAll(async () => {
    world = await connect(TENANT);
    await untilPulled(world);
    good = await currentPull(world);
    figures = await figuresNow();
    const workflowId = await actingWorkflow(world);
    for (let n = 1; n <= ALL - HALF; n += 1)
      await changeUser(TENANT, addressOf(TENANT, `busy-${String(n).padStart(2, '0')}`), { unlisted: true });
    odd = await syncUntil('quarantined');
    run = await untilEnded(await startRun(workflowId));
  });

  it('is quarantined, with what is odd about it', async () => {
    expect(odd).toMatchObject({
      isCurrent: false,
      isReleasable: true,
      figures: { accounts: HALF, licensed: 20 },
      findings: [
        { measure: 'accounts', before: ALL, after: HALF, allowed: 36 },
        { measure: 'active', before: 42, after: 20, allowed: 34 },
        { measure: 'licensed', before: 42, after: 20, allowed: 34 },
      ],
    });
    expect(await visitedBy('connectionSync', await executionOfSync(odd.pullId))).toContain('Finish the sync');
  });

  it('leaves figures and accounts as they were', async () => {
    expect(await currentPull(world)).toBe(good);
    expect(await figuresNow()).toEqual(figures);
    expect(await accounts()).toHaveLength(ALL);
  });

  it('ends a run without a plan, which says why, and nobody but the owners gets a mail', async () => {
    expect(run).toMatchObject({ status: 'unfit', seal: null, verdicts: null, counts: {} });
    expect(run.failure).toContain('accounts 44 → 22 (no less than 36)');
    const states = await visitedBy('workflowRun', await executionOfRun(run.runId));
    expect(states).toContain('Finish the run');
    expect(states).not.toContain('Preview the run');
    expect(await itemsOf(run.runId)).toEqual(new Map());
    for (const who of UNUSED_MEMBERS) expect(await mailsTo(addressOf(TENANT, who))).toEqual([]);
    expect(await sentChanges(TENANT)).toEqual([]);
    const told = await until(
      'the owners to be told',
      60,
      () => mailsTo(addressOf(TENANT, 'it')),
      (mails) => mails.length > 0,
    );
    expect(told.map(({ text }) => text.includes('accounts 44 → 22'))).toEqual([true]);
  });

  it('is replaced by the run’s own, which says the same: only the newest can be released', async () => {
    const [newest] = await pulls();
    expect(newest).toMatchObject({ pullId: run.pullId, state: 'quarantined', isReleasable: true });
    const params = { instanceId: world.instanceId, pullId: odd.pullId };
    expect(await refusal(releasePullOperation, { params, body: { reason: 'It is true.' } })).toMatchObject({
      status: 409,
      code: 'newer-pull',
    });
  });

  it('applies once it is released, and the next sync is compared with that', async () => {
    const { instanceId } = world;
    const pullId = run.pullId ?? '';
    const reason = 'The other half has an account of its own now.';
    const released = await ask(releasePullOperation, { params: { instanceId, pullId }, body: { reason } });
    expect(released.state).toBe('released');
    expect(await currentPull(world)).toBe(pullId);
    expect(await accounts()).toHaveLength(HALF);
    expect((await figuresNow()).at(-1)?.figures).toMatchObject({ accounts: HALF, licensed: 20 });
    const events = await every(listAuditEvents, {}, { action: 'pull.released' });
    expect(events.filter((event) => event.instanceId === instanceId)).toMatchObject([
      { subjectId: pullId, before: { currentPullId: good }, after: { currentPullId: pullId }, note: reason },
    ]);
    const next = await syncUntil('applied');
    expect(next.isCurrent).toBe(true);
  });
});
