import { beforeAll, describe, expect, it } from 'vitest';
import { put } from '../../shared/records/change.ts';
import { rateBuckets } from '../../shared/records/technical.ts';
import { storedRecords } from '../support/integration/aws.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { visitedStates } from '../support/integration/executions.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  endWait,
  startRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { changeUser, orderFaults, sentChanges, vendorCalls } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const accountId = zoomAccountOf('daily-limit');
const at = (who: string): string => addressOf('daily-limit', who);

/** Long enough to be a wait of the run; a daily limit of Zoom names hours. */
const LIMITED_SECONDS = 75;

const daily = (seconds: number, retryAfter: 'iso-date' | 'http-date') =>
  ({ kind: 'rate-limit', limit: 'daily', headers: 'all', retryAfter, seconds }) as const;

/** Makes the workers forget what the vendor said of its limits, as if its day were over. */
const forgetLimits = async (connectionId: string): Promise<void> => {
  const store = storedRecords();
  for (const label of ['light', 'medium', 'heavy']) {
    const bucket = await store.get(rateBuckets, { name: `${connectionId}#${label}` });
    if (bucket === undefined) continue;
    await store.writeMany([
      put(rateBuckets, { ...bucket, blockedUntilMs: 0, version: bucket.version + 1 }, 'any'),
    ]);
  }
};

describe('a run whose vendor says that the limit of the day is reached', () => {
  let waiting: RunView;
  let ended: RunView;
  let called: RunView;
  let cancelled: RunView;
  /** Calls that came after the limit was said, while it lasted, and who was changed before. */
  let meanwhile: number;
  let changedBefore: string[];
  const stages: string[] = [];
  let verified: RunView;

  beforeAll(async () => {
    const world = await connect('daily-limit');
    await untilPulled(world);
    const workflowId = await actingWorkflow(world);
    const runId = await startRun(workflowId);
    await untilWaiting(runId, 'answers');
    await orderFaults({
      effect: daily(LIMITED_SECONDS, 'iso-date'),
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

    await orderFaults({ effect: daily(7_200, 'http-date'), match: { path: '/v2/roles', accountId } });
    const next = await startRun(workflowId);
    called = await untilWaiting(next, 'rate');
    await cancelRun(next);
    cancelled = await untilEnded(next);

    // Whose license comes back is in the next plan again.
    await forgetLimits(world.connectionId);
    await changeUser('daily-limit', at('unused'), { type: 2 });
    const rechecked = await startRun(workflowId);
    await untilWaiting(rechecked, 'answers');
    const read = { method: 'GET', path: '/v2/users/*', email: at('unused') };
    await orderFaults({ effect: daily(7_200, 'iso-date'), match: read });
    await endWait(rechecked);
    stages.push((await untilWaiting(rechecked, 'rate')).stage);
    await cancelRun(rechecked);
    await untilEnded(rechecked);

    await forgetLimits(world.connectionId);
    const last = await startRun(workflowId);
    await untilWaiting(last, 'answers');
    // The re-check and the step that acts read the account first; the third read is that of the verification.
    await orderFaults({ effect: daily(LIMITED_SECONDS, 'iso-date'), match: read, nth: 3 });
    await endWait(last);
    stages.push((await untilWaiting(last, 'rate')).stage);
    verified = await untilEnded(last);
  }, 600_000);

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
    // The last one's license came back, and was taken back by the last run.
    expect(changed.sort()).toEqual(['exempt', 'keeper', 'returner', 'unused', 'unused'].map(at).sort());
  });

  it('waits the same way while it re-checks and while it reads back', () => {
    expect(stages).toEqual(['recheck', 'verify']);
    expect(verified).toMatchObject({ status: 'completed', counts: { verified: 1 } });
  });

  it('ends at once where it is cancelled, however long it was to wait', () => {
    expect(called).toMatchObject({ stage: 'pull', wait: { phase: 'rate', decision: null } });
    const until = Date.parse(called.wait?.until ?? '');
    expect(until - Date.parse(called.startedAt)).toBeGreaterThan(3_600_000);
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    expect(Date.parse(cancelled.endedAt ?? '')).toBeLessThan(until);
  });
});
