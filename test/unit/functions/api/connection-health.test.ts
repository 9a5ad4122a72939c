import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  getConnectionHealth,
  listConnectionHealth,
} from '../../../../shared/contracts/api/connection-health.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { overlappingCompany } from '../../../support/overlapping-company.ts';
import { IDS } from '../../../support/sample-run.ts';

const LIST = '/v1/connection-health';
const ONE = `/v1/connections/${IDS.connection}/health`;
const HOUR = 3_600_000;

const one = getConnectionHealth.answers.schema;
const listed = z.object({ items: z.array(listConnectionHealth.answers.schema.shape.items.element) });

/** The company in which recipients overlap, and the API on it. */
const opened = async () => {
  const world = await overlappingCompany();
  return { world, api: apiWorld(world.store, world.store, world.surroundings) };
};

describe('the health of a connection', () => {
  it('is that it works since its last consent, while nobody was told anything', async () => {
    const { api } = await opened();
    const { send } = await api.signIn('basic-user');
    const { status, json } = await send('GET', ONE);
    expect(status).toBe(200);
    expect(one.parse(json)).toMatchObject({
      ...{ connectionId: IDS.connection, state: 'connected', health: 'well' },
      ...{ trouble: null, incident: null, told: [] },
    });
    const { json: connection } = await send('GET', `/v1/connections/${IDS.connection}`);
    expect(one.parse(json).since).toBe(connection['connectedAt']);
  });

  it('is the trouble with its reason and what to do, since when, and who was told as what', async () => {
    const { world, api } = await opened();
    const brokenAt = world.clock.now();
    await world.turn({ trouble: 'The vendor refused the refresh: invalid_grant' });
    await world.tell(await world.breaks());
    const { send } = await api.signIn('basic-user');
    const shown = one.parse((await send('GET', ONE)).json);
    expect(shown).toMatchObject({
      ...{ state: 'needs-reconnect', health: 'trouble', since: brokenAt },
      trouble: { kind: 'tokens-refused' },
      incident: { number: 1, kind: 'tokens-refused', openedAt: brokenAt, endedAt: null },
    });
    expect(shown.trouble?.headline).toContain('The vendor refused the refresh: invalid_grant.');
    expect(shown.trouble?.fix).toContain('Connect again');
    expect(shown.told.map(({ as, email, userId }) => [as, email, userId !== null]).toSorted()).toEqual([
      ['connection-maker', null, true],
      ['functional', 'functional@example.com', false],
      ['security', 'desk@example.com', false],
      ['subscriber', null, true],
      ['technical-lead', 'lead@example.com', false],
    ]);
  });

  it('is that it works again, and that the same people were told so', async () => {
    const { world, api } = await opened();
    await world.tell(await world.breaks());
    world.clock.advance(2 * HOUR);
    const wellSince = world.clock.now();
    const recovery = await world.recovers();
    world.clock.advance(HOUR / 4);
    const overAt = world.clock.now();
    await world.tell(recovery);
    const { send } = await api.signIn('basic-user');
    const shown = one.parse((await send('GET', ONE)).json);
    expect(shown).toMatchObject({ health: 'well', since: wellSince, trouble: null });
    expect(shown.incident?.endedAt).toBe(overAt);
    expect(shown.told).toHaveLength(5);
    for (const { recoveryToldAt } of shown.told) expect(recoveryToldAt).not.toBeNull();
  });

  it('is listed over all connections, or those in trouble', async () => {
    const { world, api } = await opened();
    const { send } = await api.signIn('basic-user');
    const list = async (query: Readonly<Record<string, string>>) =>
      listed.parse((await send('GET', LIST, { query })).json).items;
    expect(await list({})).toMatchObject([{ connectionId: IDS.connection, health: 'well' }]);
    expect(await list({ health: 'trouble' })).toEqual([]);
    await world.breaks('connection.disconnected');
    expect(await list({ health: 'trouble' })).toMatchObject([
      { connectionId: IDS.connection, trouble: { kind: 'disconnected' }, since: null, incident: null },
    ]);
  });

  it('is not there for who is restricted to other applications, nor for roles that see counts', async () => {
    const { api } = await opened();
    const elsewhere = await api.signInRestricted('admin', ['app_00000000-other']);
    expect((await elsewhere.send('GET', ONE)).status).toBe(404);
    expect(listed.parse((await elsewhere.send('GET', LIST)).json).items).toEqual([]);
    const here = await api.signInRestricted('basic-user', [IDS.application]);
    expect((await here.send('GET', ONE)).status).toBe(200);
    const limited = await api.signIn('limited-plus-user');
    for (const path of [LIST, ONE]) expect((await limited.send('GET', path)).status).toBe(403);
  });
});
