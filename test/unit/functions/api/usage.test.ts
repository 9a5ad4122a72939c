import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';

const EVENT = { timestamp: '2026-03-01T09:00:00Z', email: 'ada@x.example', eventName: 'open' };

const customWorld = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  const make = async (path: string, json: unknown, field: string) => {
    const answer = await send('POST', path, { json });
    expect(answer.status).toBe(201);
    return z.string().parse(answer.json[field]);
  };
  const applicationId = await make('/v1/applications', { name: 'Own' }, 'applicationId');
  const instances = `/v1/applications/${applicationId}/instances`;
  const instanceId = await make(instances, { name: 'Own', vendor: 'custom' }, 'instanceId');
  const zoomId = await make(instances, { name: 'Zoom', vendor: 'zoom' }, 'instanceId');
  return { ...world, admin: send, applicationId, instanceId, zoomId };
};

describe('usage events over the API', () => {
  it('are taken once under an Idempotency-Key, and known when they are sent again', async () => {
    const { admin, instanceId } = await customWorld();
    const path = `/v1/instances/${instanceId}/usage-events`;
    const json = { events: [EVENT, { ...EVENT, timestamp: Date.UTC(2026, 2, 1, 9) }] };
    const keyed = { json, headers: { 'idempotency-key': 'one' } };
    const first = await admin('POST', path, keyed);
    expect([first.status, first.json]).toEqual([200, { received: 2, new: 1, known: 1 }]);
    expect((await admin('POST', path, keyed)).json).toEqual(first.json);
    expect((await admin('POST', path, { json })).json).toEqual({ received: 2, new: 0, known: 2 });
    const usage = await admin('GET', `/v1/instances/${instanceId}/usage?from=2026-03-01`);
    expect(usage.json).toMatchObject({
      items: [{ day: '2026-03-01', people: 1, events: 1, names: [{ name: 'open', count: 1 }] }],
      nextCursor: null,
    });
    const people = await admin('GET', `/v1/instances/${instanceId}/usage/people?email=ada@x.example`);
    expect(people.json).toMatchObject({
      items: [{ address: 'ada@x.example', day: '2026-03-01', events: 1 }],
    });
  });

  it('are all refused for one that is wrong, with its place, field and rule', async () => {
    const { admin, instanceId } = await customWorld();
    const path = `/v1/instances/${instanceId}/usage-events`;
    const refused = await admin('POST', path, {
      json: { events: [EVENT, { ...EVENT, timestamp: 'noon' }, { ...EVENT, email: 'ada', extra: 1 }] },
    });
    expect(refused.status).toBe(400);
    expect(refused.json['violations']).toMatchObject([
      { field: 'events.1.timestamp' },
      { field: 'events.2.email', rule: 'must be a mail address' },
      { field: 'events.2.extra', rule: 'is not a known field' },
    ]);
    expect(refused.text).toContain('must be a moment in ISO 8601');
    const many = await admin('POST', path, { json: { events: Array.from({ length: 1001 }, () => EVENT) } });
    expect([many.status, many.text]).toEqual([400, expect.stringContaining('at most 1000 events')]);
    expect((await admin('POST', path, { json: { events: [] } })).status).toBe(400);
    expect((await admin('GET', `/v1/instances/${instanceId}/usage`)).json['items']).toEqual([]);
  });

  it('are for instances of custom applications only', async () => {
    const { admin, zoomId } = await customWorld();
    const path = `/v1/instances/${zoomId}/usage-events`;
    const refused = await admin('POST', path, { json: { events: [EVENT] } });
    expect([refused.status, refused.json['code']]).toEqual([409, 'not-custom']);
  });

  it('need a right that readers and people of other applications do not have', async () => {
    const world = await customWorld();
    const { instanceId, applicationId } = world;
    const path = `/v1/instances/${instanceId}/usage-events`;
    const json = { events: [EVENT] };
    const reader = await world.signIn('basic-user');
    const counting = await world.signIn('limited-user');
    const own = await world.signInRestricted('admin', [applicationId]);
    const other = await world.signInRestricted('admin', []);
    expect((await reader.send('POST', path, { json })).status).toBe(403);
    expect((await own.send('POST', path, { json })).json).toEqual({ received: 1, new: 1, known: 0 });
    expect((await other.send('POST', path, { json })).status).toBe(404);
    expect((await other.send('GET', `/v1/instances/${instanceId}/usage`)).status).toBe(404);
    expect((await counting.send('GET', `/v1/instances/${instanceId}/usage`)).status).toBe(200);
    expect((await counting.send('GET', `/v1/instances/${instanceId}/usage/people`)).status).toBe(403);
    expect((await reader.send('GET', `/v1/instances/${instanceId}/usage/people`)).status).toBe(200);
  });
});

describe('an instance of a custom application', () => {
  it('is refused a connection and a workflow, and told why', async () => {
    const { admin, instanceId } = await customWorld();
    const app = { clientId: 'c', clientSecret: 's', plan: 'pro' };
    const rule = {
      name: 'Idle',
      when: { field: 'daysSinceLastUse', atLeast: 60 },
      outcome: { kind: 'downgrade', toTier: 'basic' },
    };
    const answers = [
      await admin('POST', `/v1/instances/${instanceId}/connections`, { json: app }),
      await admin('POST', '/v1/workflows', { json: { instanceId, name: 'Idle', rules: [rule] } }),
    ];
    for (const { status, json } of answers)
      expect([status, json['code'], json['detail']]).toEqual([
        409,
        'no-connector',
        expect.stringContaining('custom application'),
      ]);
  });
});
