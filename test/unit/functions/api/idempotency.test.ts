import { describe, expect, it } from 'vitest';
import { apiWorld } from '../../../support/api-world.ts';

const KEY = { 'idempotency-key': 'key-1' };

const admin = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  const created = () => world.store.auditTrail().filter(({ action }) => action === 'application.created');
  return { ...world, send, created };
};

describe('Idempotency-Key', () => {
  it('answers a repeat with the first answer and does nothing again', async () => {
    const { send, created } = await admin();
    const first = await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    const second = await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    expect(first.status).toBe(201);
    expect(second).toEqual(first);
    expect(created()).toHaveLength(1);
  });

  it('refuses another request with the same key', async () => {
    const { send, created } = await admin();
    await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    const other = await send('POST', '/v1/applications', { json: { name: 'Slack' }, headers: KEY });
    expect(other.json).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(created()).toHaveLength(1);
  });

  it('does the work once where the same request comes twice at the same moment', async () => {
    const { send, created } = await admin();
    const answers = await Promise.all(
      [1, 2, 3].map(() => send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY })),
    );
    expect(created()).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('keeps nothing of a request that failed', async () => {
    const { send } = await admin();
    const missing = '/v1/applications/app_00000000-0000-7000-8000-00000000dead/instances';
    const json = { name: 'Main', vendor: 'zoom' };
    expect((await send('POST', missing, { json, headers: KEY })).status).toBe(404);
    expect((await send('POST', missing, { json: { ...json, name: 'Other' }, headers: KEY })).status).toBe(
      404,
    );
  });

  it('belongs to one user and one operation', async () => {
    const { send, signIn, created } = await admin();
    const other = await signIn('super-admin');
    await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    await other.send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    expect(created()).toHaveLength(2);
    const user = { email: 'new@example.com', role: 'basic-user' };
    expect((await send('POST', '/v1/users', { json: user, headers: KEY })).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const { send, clock, created } = await admin();
    await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    clock.advance(86_400_001);
    await send('POST', '/v1/applications', { json: { name: 'Zoom' }, headers: KEY });
    expect(created()).toHaveLength(2);
  });

  it.each(['', 'with space', 'x'.repeat(256)])('is refused where it is no key: %o', async (key) => {
    const { send } = await admin();
    const answer = await send('POST', '/v1/applications', {
      json: { name: 'Zoom' },
      headers: { 'idempotency-key': key },
    });
    expect(answer.status).toBe(400);
  });
});
