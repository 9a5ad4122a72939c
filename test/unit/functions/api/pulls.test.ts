import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';
import { PullWorld, syncId } from '../../../support/pull-world.ts';
import { reconcileRuns } from '../../../../shared/use-cases/runs/reconcile-runs.ts';
import { IDS } from '../../../support/sample-run.ts';

const PATH = `/v1/instances/${IDS.instance}/pulls`;
const REASON = { json: { reason: 'Half of the company was sold.' } };

const listed = z.array(
  z.looseObject({ pullId: z.string(), state: z.string(), isCurrent: z.boolean(), isReleasable: z.boolean() }),
);

/** An instance whose last pull is quarantined, and the API on it. */
const quarantined = async () => {
  const world = await new PullWorld().openWith(9);
  await world.sync(1);
  world.vendor.users.splice(1, 5);
  await world.sync(2);
  return { world, api: apiWorld(world.store, world.store, world.surroundings) };
};

describe('pulls', () => {
  it('are listed with figures and findings, newest first, to whoever may see counts', async () => {
    const { api } = await quarantined();
    const { send } = await api.signIn('limited-user');
    const { status, json, text } = await send('GET', PATH);
    expect(status).toBe(200);
    const items = listed.parse(json['items']);
    expect(items.map(({ pullId, state }) => [pullId, state])).toEqual([
      [syncId(2), 'quarantined'],
      [syncId(1), 'applied'],
    ]);
    expect(items[0]).toMatchObject({
      isCurrent: false,
      isReleasable: true,
      figures: { accounts: 5, licensed: 5 },
      findings: [
        { measure: 'accounts', before: 10, after: 5, allowed: 7 },
        { measure: 'active', before: 10, after: 5, allowed: 7 },
        { measure: 'licensed', before: 10, after: 5, allowed: 7 },
      ],
    });
    expect(text).not.toMatch(/cursor"|@example/);
  });

  it('that failed say why, and no figures: nobody knows how many there are', async () => {
    const { world, api } = await quarantined();
    world.vendor.failAlways('readSignIns', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    await world.callSync(syncId(3));
    const { send } = await api.signIn('admin');
    const newest = async () => listed.parse((await send('GET', PATH)).json['items'])[0];
    const unknown = { pullId: syncId(3), isCurrent: false, figures: null, signs: null };
    expect(await newest()).toMatchObject({ ...unknown, state: 'reading', failure: null });
    await reconcileRuns(world.all());
    const failure = 'The sync ended before everything was read. The next one begins anew.';
    expect(await newest()).toMatchObject({ ...unknown, state: 'failed', failure });
  });

  it('are released by an admin with a reason, once', async () => {
    const { world, api } = await quarantined();
    const { send, user } = await api.signIn('admin');
    const path = `${PATH}/${syncId(2)}/release`;
    expect((await send('POST', path, { json: {} })).status).toBe(400);
    const released = await send('POST', path, REASON);
    expect([released.status, released.json['state']]).toEqual([200, 'released']);
    expect(await world.currentPullId()).toBe(syncId(2));
    expect(world.eventsOf('pull.released')[0]).toMatchObject({
      actor: { kind: 'user', userId: user.userId },
      note: REASON.json.reason,
    });
    const again = await send('POST', path, REASON);
    expect([again.status, again.json['code']]).toEqual([409, 'not-quarantined']);
  });

  it('are rejected by an admin', async () => {
    const { world, api } = await quarantined();
    const { send } = await api.signIn('admin');
    const rejected = await send('POST', `${PATH}/${syncId(2)}/reject`, REASON);
    expect([rejected.status, rejected.json['state']]).toEqual([200, 'rejected']);
    expect(await world.currentPullId()).toBe(syncId(1));
  });

  it('are decided by nobody who may not change connections', async () => {
    const { world, api } = await quarantined();
    const { send } = await api.signIn('basic-user');
    for (const word of ['release', 'reject'])
      expect((await send('POST', `${PATH}/${syncId(2)}/${word}`, REASON)).status).toBe(403);
    expect((await world.pullOf(syncId(2))).state).toBe('quarantined');
  });

  it('are not found where there are none', async () => {
    const { api } = await quarantined();
    const { send } = await api.signIn('admin');
    expect((await send('POST', `${PATH}/${syncId(9)}/release`, REASON)).status).toBe(404);
    expect((await send('GET', '/v1/instances/ins_00000000-0000-7000-8000-000000000009/pulls')).status).toBe(
      404,
    );
  });
});
