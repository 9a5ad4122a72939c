import { beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_SECONDS, until } from '../../support/integration/api.ts';
import { invoke } from '../../support/integration/aws.ts';
import { zoomAccountOf } from '../../support/integration/company.ts';
import { forgetLimits } from '../../support/integration/daily-limits.ts';
import { executionOfSync, stopSync, visitedBy } from '../../support/integration/executions.ts';
import {
  type PullView,
  currentPull,
  landedAccounts,
  listedPull,
  startSync,
  syncAndWait,
  untilPulled,
} from '../../support/integration/pulls.ts';
import { PLEASE_WAIT, endFaults, orderFaults } from '../../support/integration/vendor.ts';
import { connect } from '../../support/integration/world.ts';

const TENANT = 'lost-sync';
const accountId = zoomAccountOf(TENANT);

/** So long that the execution still waits when it is stopped, on however slow a machine. */
const PAUSE_SECONDS = 3_600;

describe('a sync whose execution is stopped half way', () => {
  let before: string | null;
  let stopped: PullView | undefined;
  let rows: number;
  let closed: PullView | undefined;
  let meanwhile: string | null;
  let next: PullView;
  let swept: PullView | undefined;
  let rowsSwept: number;

  beforeAll(async () => {
    const world = await connect(TENANT);
    await untilPulled(world);
    before = await currentPull(world);
    let pullId: string;
    try {
      const effect = { ...PLEASE_WAIT, seconds: PAUSE_SECONDS };
      await orderFaults({ effect, match: { path: '/v2/users', accountId }, nth: 2 });
      pullId = await startSync(world);
      await until(
        'the sync to wait for the vendor',
        PATIENCE_SECONDS,
        async () => visitedBy('connectionSync', await executionOfSync(pullId)),
        (states) => states.at(-1) === 'Wait for the rate of the pull',
      );
      await stopSync(pullId);
    } finally {
      await endFaults(accountId);
    }
    await forgetLimits(world.connectionId);
    stopped = await listedPull(world, pullId);
    rows = await landedAccounts(world, pullId);
    await invoke('ReconcileRuns', {});
    closed = await listedPull(world, pullId);
    meanwhile = await currentPull(world);
    next = await syncAndWait(world);
    // One call goes as far as its time goes, over the instances of every test.
    swept = await until(
      'the lost pull to be swept',
      PATIENCE_SECONDS,
      async () => {
        await invoke('Sweep', {});
        return listedPull(world, pullId);
      },
      (pull) => pull === undefined,
    );
    rowsSwept = await landedAccounts(world, pullId);
  });

  it('is shown as failed, and why, once the reconciler came by', () => {
    expect(stopped).toMatchObject({ state: 'reading', figures: null, failure: null });
    expect(rows).toBeGreaterThan(20);
    expect(closed).toMatchObject({
      ...{ state: 'failed', isCurrent: false, figures: null },
      failure: 'The sync ended before everything was read. The next one begins anew.',
    });
    expect(meanwhile).toBe(before);
  });

  it('keeps no later one from becoming current, which leaves nothing of it', () => {
    expect(next).toMatchObject({ state: 'applied', isCurrent: true });
    expect(swept).toBeUndefined();
    expect(rowsSwept).toBe(0);
  });
});
