import { beforeAll, describe, expect, it } from 'vitest';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { LIMITED_SECONDS, dailyLimit } from '../support/integration/daily-limits.ts';
import { visitedStates } from '../support/integration/executions.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  endWait,
  startRun,
  startToldRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { orderFaults, sentChanges, vendorCalls } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const accountId = zoomAccountOf('daily-limit');
const at = (who: string): string => addressOf('daily-limit', who);

describe('a run whose vendor says that the limit of the day is reached', () => {
  let waiting: RunView;
  let ended: RunView;
  let called: RunView;
  let cancelled: RunView;
  /** Calls that came after the limit was said, while it lasted, and who was changed before. */
  let meanwhile: number;
  let changedBefore: string[];

  beforeAll(async () => {
    const world = await connect('daily-limit');
    await untilPulled(world);
    const workflowId = await actingWorkflow(world);
    const runId = await startToldRun(workflowId);
    await orderFaults({
      effect: dailyLimit(LIMITED_SECONDS, 'iso-date'),
      match: { method: 'PATCH', path: '/v2/users/*', email: at('unused') },
    });
    await endWait(runId);
    waiting = await untilWaiting(runId, 'rate');
    const before = (await vendorCalls('daily-limit')).length;
    changedBefore = (await sentChanges('daily-limit')).flatMap(({ changes }) =>
      changes.map(({ email }) => email),
    );
    meanwhile = (await vendorCalls('daily-limit')).length - before;
    ended = await untilEnded(runId);

    await orderFaults({ effect: dailyLimit(7_200, 'http-date'), match: { path: '/v2/roles', accountId } });
    const next = await startRun(workflowId);
    called = await untilWaiting(next, 'rate');
    await cancelRun(next);
    cancelled = await untilEnded(next);
  });

  it('stays alive and says until when it waits', () => {
    expect(waiting).toMatchObject({ status: 'open', stage: 'act', wait: { phase: 'rate', decision: null } });
    const until = Date.parse(waiting.wait?.until ?? '');
    expect(until).toBeGreaterThan(Date.parse(waiting.startedAt));
    expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(until);
    expect(meanwhile).toBe(0);
    expect(changedBefore).not.toContain(at('unused'));
  });

  it('re-checks everybody who is left before it goes on', async () => {
    const states = await visitedStates(ended.runId);
    expect(states.indexOf('Wait long for the rate of the actions')).toBeGreaterThan(0);
    expect(states.lastIndexOf('Re-check the plan')).toBeGreaterThan(
      states.indexOf('Wait long for the rate of the actions'),
    );
  });

  it('does all of it, once', async () => {
    expect(ended).toMatchObject({ status: 'completed', counts: { verified: 4 } });
    const changed = (await sentChanges('daily-limit')).flatMap(({ changes }) =>
      changes.map(({ email }) => email),
    );
    expect(changed.sort()).toEqual(['exempt', 'keeper', 'returner', 'unused'].map(at));
  });

  it('ends at once where it is cancelled, however long it was to wait', () => {
    expect(called).toMatchObject({ stage: 'pull', wait: { phase: 'rate', decision: null } });
    const until = Date.parse(called.wait?.until ?? '');
    expect(until - Date.parse(called.startedAt)).toBeGreaterThan(3_600_000);
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    expect(Date.parse(cancelled.endedAt ?? '')).toBeLessThan(until);
  });
});
