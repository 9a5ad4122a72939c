import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { put } from '../../../../../shared/records/change.ts';
import { personIdentities } from '../../../../../shared/records/org-chart.ts';
import { claims } from '../../../../../shared/records/runs.ts';
import { moveItem } from '../../../../../shared/use-cases/move-item.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { apiWorld } from '../../../../support/api-world.ts';
import { RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { personIdOf } from '../../../../support/vendor-world.ts';

const ADA = personIdOf('ada@example.com');
const order = (address = 'ada@example.com') => ({ json: { address, reason: 'Asked to be forgotten.' } });

const company = async () => {
  const world = await new RunWorld().open();
  await world.setChart([
    { email: 'ada@example.com', emailAliases: ['a@example.com'] },
    { email: 'bob@example.com' },
  ]);
  const api = apiWorld(world.store, world.store, world.surroundings);
  const { send } = await api.signIn('super-admin');
  return { world, api, send, path: `/v1/people/${ADA}/erase` };
};

describe('a request to erase somebody', () => {
  it('is taken with an address of theirs, handed on, and shown', async () => {
    const { send, path, api } = await company();
    const answer = await send('POST', path, order('A@example.com'));
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toContain(`/v1/people/${ADA}/erasure`);
    expect(answer.json).toMatchObject({ state: 'running', pass: 1, stepsDone: 0, steps: 10, erased: 0 });
    expect(answer.text).not.toContain('example.com');
    const shown = await send('GET', `/v1/people/${ADA}/erasure`);
    expect(shown.json).toEqual(answer.json);
    const again = await send('POST', path, order());
    expect(again.json).toEqual(answer.json);
    expect(await api.deps.store.get(personIdentities, { address: 'x' })).toBeUndefined();
  });

  it('is refused with an address of somebody else’s, or none', async () => {
    const { send, path } = await company();
    for (const address of ['bob@example.com', 'ada@example.co'])
      expect((await send('POST', path, order(address))).status).toBe(400);
    expect((await send('POST', path, { json: { reason: 'No address' } })).status).toBe(400);
    expect((await send('POST', path, { json: { address: 'ada@example.com' } })).status).toBe(400);
    expect((await send('GET', `/v1/people/${ADA}/erasure`)).status).toBe(404);
  });

  it('is taken of somebody who is in the chart no more', async () => {
    const { world, send } = await company();
    const gone = 'per_00000000-gone';
    const identity = { address: 'gone@example.com', personId: gone };
    await world.store.writeMany([put(personIdentities, identity, 'any')]);
    expect((await send('POST', `/v1/people/${gone}/erase`, order('gone@example.com'))).status).toBe(202);
  });

  it('is refused while they may sign in', async () => {
    const { send, path } = await company();
    const made = await send('POST', '/v1/users', { json: { email: 'ada@example.com', role: 'basic-user' } });
    expect((await send('POST', path, order())).json).toMatchObject({ status: 409, code: 'active-user' });
    await send('PATCH', `/v1/users/${z.string().parse(made.json['userId'])}`, {
      json: { active: false },
      headers: { 'if-match': made.headers['etag'] ?? '' },
    });
    expect((await send('POST', path, order())).status).toBe(202);
  });

  it('is refused while an account of theirs is on an open plan', async () => {
    const world = await new RunWorld().open();
    const run = await world.plan(['ada']);
    await moveItem(world.all(), SYSTEM_RUN, run, await world.item('ada'), 'noticed', 'item.noticed');
    const { send } = await apiWorld(world.store, world.store, world.surroundings).signIn('super-admin');
    const path = `/v1/people/${ADA}/erase`;
    expect((await send('POST', path, order())).json).toMatchObject({ status: 409, code: 'open-plan-item' });
    expect(await world.store.get(claims, { accountId: accountIdOf('ada') })).toBeDefined();
    await moveItem(world.all(), SYSTEM_RUN, run, await world.item('ada'), 'cancelled', 'item.cancelled');
    expect((await send('POST', path, order())).status).toBe(202);
  });

  it.each(['admin', 'basic-user'] as const)('is not for the role %s', async (role) => {
    const { api, path } = await company();
    const { send } = await api.signIn(role);
    expect((await send('POST', path, order())).status).toBe(403);
    expect((await send('GET', `/v1/people/${ADA}/erasure`)).status).toBe(403);
  });
});
