import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accounts } from '../../../../../shared/records/accounts.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { personIdentities } from '../../../../../shared/records/org-chart.ts';
import { claims, openRuns } from '../../../../../shared/records/runs.ts';
import { moveItem } from '../../../../../shared/use-cases/move-item.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { type Send, apiWorld } from '../../../../support/api-world.ts';
import { RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { personIdOf } from '../../../../support/vendor-world.ts';

const ADA = personIdOf('ada@example.com');
const PATH = '/v1/erasures';
const order = (address = 'ada@example.com') => ({ json: { address, reason: 'Asked to be forgotten.' } });

const company = async () => {
  const world = await new RunWorld().open();
  await world.setChart([
    { email: 'ada@example.com', emailAliases: ['a@example.com'] },
    { email: 'bob@example.com' },
  ]);
  const api = apiWorld(world.store, world.store, world.surroundings);
  const { send } = await api.signIn('super-admin');
  return { world, api, send };
};

const deactivate = async (send: Send, { json, headers }: Awaited<ReturnType<Send>>) =>
  send('PATCH', `/v1/users/${z.string().parse(json['userId'])}`, {
    json: { active: false },
    headers: { 'if-match': headers['etag'] ?? '' },
  });

describe('a request to erase somebody', () => {
  it('is taken with an address of theirs, handed on, and shown', async () => {
    const { send } = await company();
    const answer = await send('POST', PATH, order('A@example.com'));
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ personId: ADA, state: 'running', pass: 1, stepsDone: 0, steps: 10 });
    const path = `${PATH}/${z.string().parse(answer.json['erasureId'])}`;
    expect(answer.headers['location']).toContain(path);
    expect(answer.text).not.toContain('example.com');
    expect((await send('GET', path)).json).toEqual(answer.json);
  });

  it('is one as long as it goes on, by whichever address', async () => {
    const { world, send } = await company();
    const answers = await Promise.all([
      ...['ada@example.com', 'a@example.com'].map((address) => send('POST', PATH, order(address))),
      ...['Nobody@example.com', 'nobody@example.com'].map((address) => send('POST', PATH, order(address))),
    ]);
    const [ada, alias, nobody, again] = answers.map(({ json }) => json['erasureId']);
    expect([alias, again]).toEqual([ada, nobody]);
    expect(nobody).not.toBe(ada);
    const begun = world.store.auditTrail().filter(({ action }) => action === 'person.erasing');
    expect(begun.map(({ subjectId }) => subjectId).toSorted()).toEqual([ada, nobody].toSorted());
  });

  it('is refused without an address or a reason, and unknown where nobody asked', async () => {
    const { send } = await company();
    for (const json of [
      { reason: 'No address' },
      { address: 'ada@example.com' },
      { address: 'ada', reason: 'x' },
    ])
      expect((await send('POST', PATH, { json })).status).toBe(400);
    expect((await send('GET', `${PATH}/ers_00000000-none`)).status).toBe(404);
  });

  it('is taken of somebody who left the chart, and of somebody whom no chart ever had', async () => {
    const { world, send } = await company();
    const gone = 'per_00000000-gone';
    const identity = { address: 'gone@example.com', personId: gone };
    await world.store.writeMany([put(personIdentities, identity, 'any')]);
    expect((await send('POST', PATH, order('gone@example.com'))).json).toMatchObject({ personId: gone });
    const stranger = await send('POST', PATH, order('stranger@example.com'));
    expect([stranger.status, stranger.json['personId']]).toEqual([202, null]);
    expect(stranger.text).not.toContain('example.com');
    const event = world.store.auditTrail().at(-1);
    expect(event).toMatchObject({ action: 'person.erasing', personId: null, note: 'Asked to be forgotten.' });
    expect(event?.subjectId).toBe(stranger.json['erasureId']);
  });

  it('follows the chart, where an address was somebody else’s before', async () => {
    const { world, send } = await company();
    const before = { address: 'a@example.com', personId: 'per_00000000-before' };
    await world.store.writeMany([put(personIdentities, before, 'any')]);
    expect((await send('POST', PATH, order('a@example.com'))).json).toMatchObject({ personId: ADA });
  });

  it.each(['ada@example.com', 'stranger@example.com'])('is refused while %s may sign in', async (address) => {
    const { send } = await company();
    const made = await send('POST', '/v1/users', { json: { email: address, role: 'basic-user' } });
    expect((await send('POST', PATH, order(address))).json).toMatchObject({
      status: 409,
      code: 'active-user',
    });
    await deactivate(send, made);
    expect((await send('POST', PATH, order(address))).status).toBe(202);
  });

  it('is refused while a user with another name has the address', async () => {
    const { send } = await company();
    const json = { email: 'ada@example.com', userName: 'countess', role: 'basic-user' };
    const made = await send('POST', '/v1/users', { json });
    expect(made.status).toBe(201);
    expect((await send('POST', PATH, order())).json).toMatchObject({ status: 409, code: 'active-user' });
    await deactivate(send, made);
    expect((await send('POST', PATH, order())).status).toBe(202);
  });

  it.each(['admin', 'basic-user'] as const)('is not for the role %s', async (role) => {
    const { api } = await company();
    const { send } = await api.signIn(role);
    expect((await send('POST', PATH, order())).status).toBe(403);
    expect((await send('GET', `${PATH}/ers_00000000-none`)).status).toBe(403);
  });
});

describe('a request to erase somebody who is on an open plan', () => {
  const planned = async (...given: Parameters<RunWorld['plan']>) => {
    const world = await new RunWorld().open();
    const run = await world.plan(...given);
    const { send } = await apiWorld(world.store, world.store, world.surroundings).signIn('super-admin');
    const { workflowId } = run.workflow;
    await world.seed(put(openRuns, { workflowId, runId: run.runId }, 'any'));
    const refused = async (address: string) => {
      const { json } = await send('POST', PATH, order(address));
      expect(json).toMatchObject({ status: 409, code: 'open-plan-item' });
      expect(JSON.stringify(json)).not.toContain('@');
    };
    const taken = async (address: string) => {
      expect((await send('POST', PATH, order(address))).status).toBe(202);
    };
    return { world, run, refused, taken };
  };

  it('is refused until the item ends', async () => {
    const { world, run, refused, taken } = await planned(['ada']);
    await moveItem(world.all(), SYSTEM_RUN, run, await world.item('ada'), 'noticed', 'item.noticed');
    await refused('ada@example.com');
    expect(await world.store.get(claims, { accountId: accountIdOf('ada') })).toBeDefined();
    await moveItem(world.all(), SYSTEM_RUN, run, await world.item('ada'), 'cancelled', 'item.cancelled');
    await taken('ada@example.com');
  });

  it('is refused of a stranger whose account a file named', async () => {
    const source = { kind: 'file' as const, importId: 'imp_00000000-0001' };
    const { world, run, refused, taken } = await planned(['eve', 'bob'], { source }, () => ({
      personId: null,
    }));
    await world.setChart([]);
    await refused('eve@example.com');
    await taken('mallory@example.com');
    await moveItem(world.all(), SYSTEM_RUN, run, await world.item('eve'), 'cancelled', 'item.cancelled');
    await taken('eve@example.com');
    await refused('bob@example.com');
    const account = { instanceId: IDS.instance, pullId: IDS.pull, accountId: accountIdOf('bob') };
    await world.store.writeMany([remove(accounts, account, 'any')]);
    await taken('bob@example.com');
  });

  it('is refused of who gets files from it', async () => {
    const world = await new RunWorld().open();
    const { workflow } = await world.plan(['ada']);
    const [rule] = workflow.rules;
    if (rule === undefined) throw new Error('The sample workflow has no rule.');
    const outcome = { kind: 'delete' as const, transferTo: 'boss@example.com' };
    const {
      world: other,
      run,
      refused,
      taken,
    } = await planned(['ada'], {
      workflow: { ...workflow, rules: [{ ...rule, outcome }] },
    });
    await refused('boss@example.com');
    const { workflowId } = run.workflow;
    await other.seed(remove(openRuns, { workflowId }, 'any'));
    await taken('boss@example.com');
  });
});
