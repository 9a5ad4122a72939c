import { beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_SECONDS, until } from '../support/integration/api.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { visitedStates } from '../support/integration/executions.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  endWait,
  itemsOf,
  startToldRun,
  untilEnded,
} from '../support/integration/runs.ts';
import { PLEASE_WAIT, orderFaults, sentChanges } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const at = (who: string): string => addressOf('rates', who);
const accountId = zoomAccountOf('rates');

describe('a run whose vendor asks for pauses, refuses, and loses answers', () => {
  let ended: RunView;

  beforeAll(async () => {
    const world = await connect('rates');
    await untilPulled(world);
    await orderFaults({ effect: PLEASE_WAIT, match: { path: '/v2/roles', accountId } });
    const runId = await startToldRun(await actingWorkflow(world));
    const change = { method: 'PATCH', path: '/v2/users/*' };
    const read = { method: 'GET', path: '/v2/users/*' };
    await orderFaults(
      { effect: PLEASE_WAIT, match: { path: '/v2/roles', accountId } },
      { effect: PLEASE_WAIT, match: { ...change, email: at('keeper') } },
      // The first read is that of the re-check. So the change whose answer is lost is the last, the lease of its worker is what the run
      // waits for in the end, and the verification begins well after the others are changed.
      { effect: PLEASE_WAIT, match: { ...read, email: at('returner') }, nth: 2, times: 3 },
      { effect: { kind: 'error-after' }, match: { ...change, email: at('returner') } },
      { effect: { kind: 'vendor-error', error: 'room-user' }, match: { ...change, email: at('exempt') } },
    );
    await endWait(runId);
    await until(
      'one license to be taken',
      PATIENCE_SECONDS,
      async () => (await itemsOf(runId)).get(at('unused'))?.state,
      (state) => state === 'acted',
    );
    // The next to read this account is the verification.
    await orderFaults({ effect: PLEASE_WAIT, match: { ...read, email: at('unused') } });
    ended = await untilEnded(runId);
  });

  it('waits where the vendor says so, at every stage', async () => {
    const states = await visitedStates(ended.runId);
    for (const stage of ['pull', 're-check', 'actions', 'verification'])
      expect(states).toContain(`Wait for the rate of the ${stage}`);
    expect(states).toContain('Act on a shard: wait for the rate');
  });

  it('fails the one item that the vendor refuses, in the vendor’s words, and goes on', async () => {
    expect(ended).toMatchObject({ status: 'completed', counts: { verified: 3, refused: 1 } });
    const item = (await itemsOf(ended.runId)).get(at('exempt'));
    expect(item).toMatchObject({ state: 'refused', reason: 'vendor-refused' });
    expect(item?.vendorReason).toMatch(/^200: Zoom Rooms user/);
  });

  it('finds out by reading what came of the change whose answer was lost, and does not send it again', async () => {
    const sent = (await sentChanges('rates')).filter(({ email }) => email === at('returner'));
    expect(sent.map(({ changes }) => changes.length)).toEqual([1]);
    expect((await itemsOf(ended.runId)).get(at('returner'))?.state).toBe('verified');
  });

  it('changed every account at most once', async () => {
    const changed = (await sentChanges('rates')).flatMap(({ changes }) => changes.map((one) => one.email));
    expect(changed.sort()).toEqual([at('keeper'), at('returner'), at('unused')].sort());
  });
});
