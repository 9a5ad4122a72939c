import { beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from '../../local/stack/inbox.ts';
import { getConnection } from '../../shared/contracts/api/connections.ts';
import { PATIENCE_SECONDS, ask, until } from '../support/integration/api.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { visitedStates } from '../support/integration/executions.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  endWait,
  readRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { type FaultOrder, orderFaults, sentChanges } from '../support/integration/vendor.ts';
import { type Prepared, connect, consent } from '../support/integration/world.ts';

const email = addressOf('pauses', 'unused');
const accountId = zoomAccountOf('pauses');

/** The access token dies with this call, and the refresh that follows is refused. */
const tokensEnd = (match: FaultOrder['match'], nth = 1): FaultOrder => ({
  effect: { kind: 'token-revoked' },
  match,
  nth,
});
const refusedRefreshes = (times: number): FaultOrder => ({
  effect: { kind: 'reply', status: 400, body: { reason: 'Invalid Token!', error: 'invalid_grant' } },
  match: { method: 'POST', path: '/oauth/token', body: 'refresh_token', accountId },
  times,
});

describe('a run whose connection loses its tokens again and again', () => {
  let world: Prepared;
  let ended: RunView;
  const pausedAt: string[] = [];
  const troubles: string[] = [];

  const reconnectWhilePaused = async (runId: string): Promise<void> => {
    pausedAt.push((await untilWaiting(runId, 'reconnect')).stage);
    const { state } = await ask(getConnection, { params: { connectionId: world.connectionId } });
    troubles.push(state);
    expect((await consent(world.connectionId)).status).toBe(200);
  };

  beforeAll(async () => {
    world = await connect('pauses');
    await untilPulled(world);
    await orderFaults(tokensEnd({ path: '/v2/roles', accountId }), refusedRefreshes(20));
    const runId = await startRun(await actingWorkflow(world));
    await reconnectWhilePaused(runId);
    await untilWaiting(runId, 'answers');
    await untilPulled(world);
    await orderFaults(
      tokensEnd({ path: '/v2/roles', accountId }),
      tokensEnd({ method: 'PATCH', path: '/v2/users/*', email }),
      // The re-check reads the account, then the step that acts, twice; the fourth read is that of the verification.
      tokensEnd({ method: 'GET', path: '/v2/users/*', email }, 4),
    );
    await endWait(runId);
    await reconnectWhilePaused(runId);
    await reconnectWhilePaused(runId);
    await reconnectWhilePaused(runId);
    ended = await untilEnded(runId);
  });

  it('pauses at every stage that talks to the vendor, and does not fail', () => {
    expect(pausedAt).toEqual(['pull', 'recheck', 'act', 'verify']);
    expect(troubles).toEqual(Array.from({ length: 4 }, () => 'needs-reconnect'));
  });

  it('goes on after each reconnect, to its end', async () => {
    expect(ended).toMatchObject({ status: 'completed', counts: { verified: 4 } });
    const states = await visitedStates(ended.runId);
    for (const stage of ['pull', 're-check', 'actions', 'verification'])
      expect(states).toContain(`Wait for a reconnect of the ${stage}`);
    expect((await readRun(ended.runId)).failure).toBeNull();
  });

  it('changed every account once all the same', async () => {
    const changed = (await sentChanges('pauses')).flatMap(({ changes }) => changes.map((one) => one.email));
    expect(changed).toHaveLength(4);
    expect(new Set(changed).size).toBe(4);
  });

  it('tells the contacts of the application once per incident, and how it ended', async () => {
    const isTrouble = ({ subject }: Mail) => subject.includes('so nothing is read or changed');
    const isRecovery = ({ subject }: Mail) => subject.includes('works again');
    const told = await until(
      'the mails to the contact',
      PATIENCE_SECONDS,
      () => mailsTo(addressOf('pauses', 'it')),
      (mails) => mails.length > 0 && mails.filter(isTrouble).length === mails.filter(isRecovery).length,
    );
    // Troubles between which no recovery lasted are one incident; how many lasted depends on the machine.
    expect(told.filter(isTrouble).length).toBeLessThanOrEqual(4);
  });
});
