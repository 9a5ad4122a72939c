import { describe, expect, it } from 'vitest';
import { alertSubscriptions } from '../../../../shared/records/alerts.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { addProgram } from '../../../support/program-of-organization.ts';

const PATH = '/v1/me/alerts';
const at = (version: number) => ({ 'if-match': `"${String(version)}"` });

describe('one’s own alert subscriptions', () => {
  it('are none at first, and are whatever one sets', async () => {
    const { signIn, store } = apiWorld();
    const { send, user } = await signIn('limited-user');
    const other = await signIn('basic-user');
    expect((await send('GET', PATH)).json).toEqual({ topics: [], version: 0 });
    const set = await send('PUT', PATH, { headers: at(0), json: { topics: ['runs', 'connections'] } });
    expect(set).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect((await send('GET', PATH)).json).toEqual({ topics: ['runs', 'connections'], version: 1 });
    expect((await other.send('GET', PATH)).json).toEqual({ topics: [], version: 0 });
    await send('PUT', PATH, { headers: at(1), json: { topics: [] } });
    const { records } = await store.page(alertSubscriptions, {}, { limit: 10 });
    expect(records).toEqual([{ userId: user.userId, topics: [], version: 2 }]);
    const event = store.auditTrail().findLast(({ action }) => action === 'alerts.changed');
    expect(event).toMatchObject({
      subjectId: user.userId,
      before: { topics: 'runs connections' },
      after: { topics: '' },
    });
  });

  it('refuse what is no topic, and what is stale', async () => {
    const { signIn } = apiWorld();
    const { send } = await signIn('admin');
    for (const topics of [['weather'], ['runs', 'runs'], 'runs', null])
      expect((await send('PUT', PATH, { headers: at(0), json: { topics } })).status).toBe(400);
    expect((await send('PUT', PATH, { headers: at(0), json: { topics: ['runs'] } })).status).toBe(200);
    expect((await send('PUT', PATH, { headers: at(0), json: { topics: ['runs'] } })).status).toBe(412);
  });

  it('are for users only: a program of the organization has none', async () => {
    const world = apiWorld();
    const { send } = world;
    const headers = { ...(await addProgram(world, 'BI export')), ...at(0) };
    expect((await send('GET', '/v1/me', { headers })).status).toBe(200);
    expect(await send('GET', PATH, { headers })).toMatchObject({ status: 403, json: { code: 'users-only' } });
    expect((await send('PUT', PATH, { headers, json: { topics: [] } })).status).toBe(403);
  });
});
