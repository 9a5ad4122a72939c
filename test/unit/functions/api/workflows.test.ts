import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MemoryScheduler } from '../../../../shared/adapters/memory/memory-scheduler.ts';
import type { Capability, Connection } from '../../../../shared/domain/connection.ts';
import { connections } from '../../../../shared/records/applications.ts';
import { put } from '../../../../shared/records/change.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { DEPLOY, apiWorld } from '../../../support/api-world.ts';

const leaf = { field: 'daysSinceLastUse', atLeast: 60 };
const rule = (when: object = leaf, outcome: object = { kind: 'downgrade', toTier: 'basic' }) => ({
  name: 'Idle',
  when,
  outcome,
});
const draft = (rules: readonly object[] = [rule()]) => ({ name: 'Idle licenses', rules });

const text = (value: unknown): string => z.string().parse(value);

const withInstance = async () => {
  const world = apiWorld();
  const { send, user } = await world.signIn('super-admin');
  const application = await send('POST', '/v1/applications', { json: { name: 'Zoom' } });
  const applicationId = text(application.json['applicationId']);
  const instance = await send('POST', `/v1/applications/${applicationId}/instances`, {
    json: { name: 'Main', vendor: 'zoom' },
  });
  const instanceId = text(instance.json['instanceId']);
  const create = async (rules?: readonly object[]) =>
    send('POST', '/v1/workflows', { json: { ...draft(rules), instanceId } });
  const connect = async (capabilities: Capability[]) => {
    const connection: Connection = {
      connectionId: world.deps.ids.next('connection'),
      instanceId,
      applicationId,
      vendor: 'zoom',
      state: 'connected',
      plan: 'pro',
      rateShare: 0.5,
      clientId: 'client',
      vendorTenantId: 'tenant',
      grantedScopes: [],
      capabilities,
      trouble: null,
      sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
      createdBy: user.userId,
      connectedAt: world.clock.now(),
      createdAt: world.clock.now(),
      version: 1,
    };
    const event = auditEvent(world.deps, DEPLOY, 'connection.created');
    await world.store.commit([put(connections, connection, 'absent')], event);
  };
  return { ...world, send, instanceId, create, connect };
};

const pathOf = (json: Readonly<Record<string, unknown>>) => `/v1/workflows/${text(json['workflowId'])}`;

describe('a workflow', () => {
  it('starts as suggest, with the policy’s notice period, and makes its instance set up', async () => {
    const { send, create, instanceId } = await withInstance();
    expect((await send('GET', `/v1/instances/${instanceId}`)).json).toMatchObject({ needsSetup: true });
    const made = await create();
    expect(made.json).toMatchObject({
      mode: 'suggest',
      noticePeriod: 'P7D',
      notify: true,
      schedule: null,
      nextDates: [],
      warnings: [],
    });
    expect((await send('GET', `/v1/instances/${instanceId}`)).json).toMatchObject({ needsSetup: false });
  });

  it.each([
    [{ field: 'licenseTier', in: ['licensed'] }],
    [{ field: 'daysSinceLastUse', atLeast: 0 }],
    [{ any: [leaf, { field: 'accountAgeDays', atLeast: 0 }] }],
    [
      {
        all: [
          { field: 'licenseTier', in: ['licensed'] },
          { field: 'daysSinceLastSignIn', atLeast: 0 },
        ],
      },
    ],
  ])('is saved with a warning where a rule matches everybody: %o', async (when) => {
    const { create } = await withInstance();
    const { status, json } = await create([rule(when)]);
    expect(status).toBe(201);
    expect(json['warnings']).toMatchObject([{ code: 'matches-everybody' }]);
  });

  it('is saved with a warning where an outcome can’t be undone', async () => {
    const { create } = await withInstance();
    const { json } = await create([rule(leaf, { kind: 'delete', transferTo: 'boss@example.com' })]);
    expect(json['warnings']).toMatchObject([{ code: 'cannot-be-undone' }]);
  });

  it('keeps the ids of rules over an edit, and gives new rules theirs', async () => {
    const { send, create } = await withInstance();
    const made = await create();
    const [first] = z.array(z.looseObject({ ruleId: z.string() })).parse(made.json['rules']);
    const edited = await send('PUT', pathOf(made.json), {
      json: draft([{ ...rule(), ruleId: first?.ruleId }, rule()]),
      headers: { 'if-match': '"1"' },
    });
    const rules = z.array(z.looseObject({ ruleId: z.string() })).parse(edited.json['rules']);
    expect(rules[0]?.ruleId).toBe(first?.ruleId);
    expect(new Set(rules.map(({ ruleId }) => ruleId)).size).toBe(2);
    const twice = await send('PUT', pathOf(made.json), {
      json: draft([rules[0] ?? {}, { ...rule(), ruleId: first?.ruleId }]),
      headers: { 'if-match': '"2"' },
    });
    expect(twice.json).toMatchObject({ status: 400, violations: [{ field: 'rules.1.ruleId' }] });
  });

  it('is switched to act only by a connection that may do what its rules ask', async () => {
    const { send, create, connect, store } = await withInstance();
    const { json } = await create();
    const act = () =>
      send('PUT', `${pathOf(json)}/mode`, { json: { mode: 'act' }, headers: { 'if-match': '"1"' } });
    expect((await act()).json).toMatchObject({ status: 409, code: 'not-connected' });
    await connect(['list-accounts']);
    expect((await act()).json).toMatchObject({ status: 409, code: 'cannot-act' });
    expect(store.auditTrail().map(({ action }) => action)).not.toContain('workflow.mode-changed');
  });

  it('is switched to act as an audited step of its own', async () => {
    const { send, create, connect, store } = await withInstance();
    const { json } = await create();
    await connect(['list-accounts', 'change-tier']);
    const acting = await send('PUT', `${pathOf(json)}/mode`, {
      json: { mode: 'act' },
      headers: { 'if-match': '"1"' },
    });
    expect(acting.json).toMatchObject({ mode: 'act', version: 2 });
    expect(store.auditTrail().at(-1)).toMatchObject({
      action: 'workflow.mode-changed',
      before: { mode: 'suggest' },
      after: { mode: 'act' },
    });
  });

  it('shows its next three dates, none while paused, and tells the scheduler', async () => {
    const { send, create, deps } = await withInstance();
    const { json } = await create();
    const id = text(json['workflowId']);
    const { scheduler } = deps;
    const standing = () =>
      scheduler instanceof MemoryScheduler ? scheduler.standing.get(`workflow#${id}`) : null;
    const schedule = { kind: 'cron', expression: '0 9 ? * MON *', timeZone: 'Europe/Berlin' };
    const set = await send('PUT', `${pathOf(json)}/schedule`, { json: schedule });
    expect(set.json['nextDates']).toEqual([
      '2026-03-09T08:00:00.000Z',
      '2026-03-16T08:00:00.000Z',
      '2026-03-23T08:00:00.000Z',
    ]);
    expect(standing()).toEqual({
      expression: 'cron(0 9 ? * MON *)',
      timeZone: 'Europe/Berlin',
      enabled: true,
    });
    const paused = await send('POST', `${pathOf(json)}/pause`);
    expect(paused.json).toMatchObject({ paused: true, nextDates: [] });
    expect(standing()).toMatchObject({ enabled: false });
    expect((await send('POST', `${pathOf(json)}/resume`)).json['nextDates']).toHaveLength(3);
    const cleared = await send('DELETE', `${pathOf(json)}/schedule`);
    expect(cleared.json).toMatchObject({ schedule: null, nextDates: [] });
    expect(standing()).toBeUndefined();
  });

  it('counts a rate from when it was set', async () => {
    const { send, create, clock } = await withInstance();
    const { json } = await create();
    clock.advance(3_600_000);
    const set = await send('PUT', `${pathOf(json)}/schedule`, {
      json: { kind: 'rate', value: 1, unit: 'days' },
    });
    expect(z.array(z.string()).parse(set.json['nextDates'])[0]).toBe('2026-03-03T10:00:00.000Z');
  });

  it('refuses a second run while one is open, and its deletion', async () => {
    const { send, create, connect } = await withInstance();
    const { json } = await create();
    expect((await send('POST', `${pathOf(json)}/runs`)).json).toMatchObject({ code: 'not-connected' });
    await connect(['list-accounts']);
    const run = await send('POST', `${pathOf(json)}/runs`);
    expect(run.status).toBe(202);
    expect((await send('POST', `${pathOf(json)}/runs`)).json).toMatchObject({
      status: 409,
      code: 'open-run',
    });
    const gone = await send('DELETE', pathOf(json), { headers: { 'if-match': '"1"' } });
    expect(gone.json).toMatchObject({ status: 409, code: 'open-run' });
  });
});
