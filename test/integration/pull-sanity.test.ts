import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import { listAccountsOperation, listFigures } from '../../shared/contracts/api/instances.ts';
import { listPullsOperation, releasePullOperation } from '../../shared/contracts/api/pulls.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { UNUSED_MEMBERS, addressOf } from '../support/integration/company.ts';
import { executionOfRun, executionOfSync, visitedBy } from '../support/integration/executions.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { type PullView, currentPull, syncAndWait, untilPulled } from '../support/integration/pulls.ts';
import { type RunView, actingWorkflow, itemsOf, startRun, untilEnded } from '../support/integration/runs.ts';
import { changeUser, sentChanges } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const TENANT = 'pull-sanity';

/** All in the stand-in's account, and those that are left when half of them are gone. */
const ALL = 44;
const HALF = 22;

/** What readers of the instance see. */
interface Seen {
  readonly current: string | null;
  readonly accounts: number;
  readonly figures: z.output<typeof listFigures.answers.schema>['items'];
  readonly pulls: readonly PullView[];
}

const see = async (world: Prepared): Promise<Seen> => {
  const { instanceId } = world;
  return {
    current: await currentPull(world),
    accounts: (await every(listAccountsOperation, { instanceId })).length,
    figures: await every(listFigures, { instanceId }),
    pulls: await every(listPullsOperation, { instanceId }),
  };
};

const REASON = 'The other half has an account of its own now.';

describe('a sync that finds half of the accounts gone', () => {
  let world: Prepared;
  let before: Seen;
  let odd: PullView;
  let run: RunView;
  let meanwhile: Seen;
  let refused: Awaited<ReturnType<typeof refusal>>;
  let released: Seen;
  let next: PullView;

  beforeAll(async () => {
    world = await connect(TENANT);
    const { instanceId } = world;
    await untilPulled(world);
    before = await see(world);
    const workflowId = await actingWorkflow(world);
    for (let n = 1; n <= ALL - HALF; n += 1)
      await changeUser(TENANT, addressOf(TENANT, `busy-${String(n).padStart(2, '0')}`), { unlisted: true });
    odd = await syncAndWait(world);
    run = await untilEnded(await startRun(workflowId));
    meanwhile = await see(world);
    const releaseOf = (pullId: string) => ({ params: { instanceId, pullId }, body: { reason: REASON } });
    refused = await refusal(releasePullOperation, releaseOf(odd.pullId));
    await ask(releasePullOperation, releaseOf(run.pullId ?? ''));
    released = await see(world);
    next = await syncAndWait(world);
  });

  it('is quarantined, with what is odd about it', async () => {
    expect(odd).toMatchObject({
      state: 'quarantined',
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

  it('leaves figures and accounts as they were', () => {
    expect(before.accounts).toBe(ALL);
    const { current, accounts, figures } = meanwhile;
    expect({ current, accounts, figures }).toEqual({
      current: before.current,
      accounts: ALL,
      figures: before.figures,
    });
  });

  it('ends a run without a plan, which says why, and nobody but the owners gets a mail', async () => {
    expect(run).toMatchObject({ status: 'unfit', seal: null, verdicts: null, counts: {} });
    expect(run.failure).toContain('22 accounts instead of 44 (at least 36 were expected)');
    const states = await visitedBy('workflowRun', await executionOfRun(run.runId));
    expect(states).toContain('Finish the run');
    expect(states).not.toContain('Preview the run');
    expect(await itemsOf(run.runId)).toEqual(new Map());
    for (const who of UNUSED_MEMBERS) expect(await mailsTo(addressOf(TENANT, who))).toEqual([]);
    expect(await sentChanges(TENANT)).toEqual([]);
    // Of the odd pull of the sync, and once more since one stopped a run.
    const told = await until(
      'the owners to be told',
      PATIENCE_SECONDS,
      async () =>
        (await mailsTo(addressOf(TENANT, 'it'))).filter(({ text }) =>
          text.includes('22 accounts instead of 44'),
        ),
      (mails) => mails.length > 1,
    );
    expect(told).toHaveLength(2);
  });

  it('waits behind the run’s own pull, which says the same: only the newest can be released', () => {
    expect(meanwhile.pulls[0]).toMatchObject({
      pullId: run.pullId,
      state: 'quarantined',
      isReleasable: true,
    });
    expect(refused).toMatchObject({ status: 409, code: 'newer-pull' });
  });

  it('becomes current once it is released, and the next sync is compared with that', async () => {
    expect(released).toMatchObject({ current: run.pullId, accounts: HALF });
    expect(released.pulls[0]).toMatchObject({ pullId: run.pullId, state: 'released', isCurrent: true });
    expect(released.figures.at(-1)?.figures).toMatchObject({ accounts: HALF, licensed: 20 });
    const events = await every(listAuditEvents, {}, { action: 'pull.released' });
    expect(events.filter(({ instanceId }) => instanceId === world.instanceId)).toMatchObject([
      {
        subjectId: run.pullId,
        before: { currentPullId: before.current },
        after: { currentPullId: run.pullId },
        note: REASON,
      },
    ]);
    expect(next).toMatchObject({ state: 'applied', isCurrent: true, findings: [] });
  });
});
