import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, apiWorld } from '../../../support/api-world.ts';

const emails = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ email: `p${String(from + index)}@example.com` }));

const world = async () => {
  const api = apiWorld();
  const { send } = await api.signIn('super-admin');
  const id = async (path: string, json: object, field: string) =>
    z.string().parse((await send('POST', path, { json })).json[field]);
  const applicationId = await id('/v1/applications', { name: 'Own' }, 'applicationId');
  const made = `/v1/applications/${applicationId}/instances`;
  const instanceId = await id(made, { name: 'Own', vendor: 'custom' }, 'instanceId');
  const zoomId = await id(made, { name: 'Zoom', vendor: 'zoom' }, 'instanceId');
  const path = `/v1/instances/${instanceId}`;
  const publish = (accounts: readonly object[]): Promise<Answer> =>
    send('PUT', `${path}/published-accounts`, { json: { accounts } });
  const listed = async () => {
    const { json } = await send('GET', `${path}/accounts?limit=500`);
    const items = z.array(z.looseObject({ email: z.string(), accountId: z.string() })).parse(json['items']);
    return items.toSorted((a, b) => (a.email < b.email ? -1 : 1));
  };
  const figures = async () => {
    const { json } = await send('GET', `${path}/figures`);
    return z
      .array(z.object({ figures: z.record(z.string(), z.number()) }))
      .parse(json['items'])
      .at(-1)?.figures;
  };
  return { ...api, admin: send, id, applicationId, instanceId, zoomId, path, publish, listed, figures };
};

describe('published accounts', () => {
  it('are the accounts of the instance: listed, counted by status and tier, each the same over lists', async () => {
    const { publish, listed, figures } = await world();
    const first = await publish([
      { email: 'Ada@example.com', userId: 'u1', role: 'editor', lastLoginAt: '2026-03-01' },
      { email: 'bo@example.com', tier: 'basic' },
      { email: 'cy@example.com', status: 'inactive' },
    ]);
    expect([first.status, first.json['result']]).toEqual([200, 'committed']);
    const before = await listed();
    expect(before).toMatchObject([
      {
        ...{ email: 'ada@example.com', vendorAccountId: 'u1', status: 'active', tier: 'licensed' },
        ...{ role: { id: 'editor', kind: 'member' }, lastLoginAt: '2026-03-01T00:00:00.000Z' },
      },
      { email: 'bo@example.com', tier: 'basic' },
      { email: 'cy@example.com', status: 'inactive' },
    ]);
    expect(await figures()).toMatchObject({ accounts: 3, active: 2, inactive: 1, licensed: 1, basic: 1 });
    await publish([
      { email: 'ada.new@example.com', userId: 'u1' },
      { email: 'bo@example.com', tier: 'basic' },
      { email: 'di@example.com' },
    ]);
    const after = await listed();
    expect(after.map(({ email }) => email)).toEqual([
      'ada.new@example.com',
      'bo@example.com',
      'di@example.com',
    ]);
    expect(after[0]?.accountId).toBe(before[0]?.accountId);
    expect(after[1]?.accountId).toBe(before[1]?.accountId);
  });

  it('are unchanged by the same list, and refused whole for one account that is named twice', async () => {
    const { publish, listed } = await world();
    await publish(emails(3));
    expect((await publish(emails(3).toReversed())).json['result']).toBe('unchanged');
    const twice = await publish([...emails(3), { email: 'new@example.com' }, { email: 'P0@example.com' }]);
    expect(twice.json).toMatchObject({ result: 'rejected-rows', import: { rows: { rejected: 1 } } });
    expect(await listed()).toHaveLength(3);
    expect((await publish([])).status).toBe(400);
    const wrong = await publish([{ email: 'nobody' }, { email: 'a@example.com', tier: 'gold' }]);
    expect(wrong.json['violations']).toMatchObject([
      { field: 'accounts.0.email' },
      { field: 'accounts.1.tier' },
    ]);
  });

  it('are held where too many are missing, until somebody accepts that', async () => {
    const { admin, publish, listed, path } = await world();
    await publish(emails(40));
    const held = await publish(emails(10));
    expect(held.json).toMatchObject({ result: 'held', import: { state: 'held' } });
    expect(held.text).toContain('10 accounts instead of 40 (at least 32 were expected)');
    expect(await listed()).toHaveLength(40);
    const { importId } = z.object({ importId: z.string() }).parse(held.json['import']);
    const json = { acceptLoss: true };
    const accepted = await admin('POST', `${path}/account-lists/${importId}/commit`, { json });
    expect(accepted.json['result']).toBe('committed');
    expect(await listed()).toHaveLength(10);
  });

  it('come in parts of up to 1,000, and are current only with all of them', async () => {
    const { admin, id, listed, figures, path } = await world();
    const importId = await id(`${path}/account-lists`, {}, 'importId');
    const part = (accounts: readonly object[]) =>
      admin('PUT', `${path}/account-lists/${importId}`, { json: { accounts } });
    expect((await part(emails(1000))).json['result']).toBe('landed');
    expect((await part(emails(1000))).json['result']).toBe('unchanged');
    expect((await part(emails(1001))).status).toBe(400);
    expect((await part(emails(500, 1000))).json['result']).toBe('landed');
    expect(await listed()).toEqual([]);
    const done = await admin('POST', `${path}/account-lists/${importId}/commit`);
    expect(done.json).toMatchObject({ result: 'committed', import: { rows: { accepted: 1500 } } });
    expect(await figures()).toMatchObject({ accounts: 1500, licensed: 1500 });
  });

  it('are removed one by one, and all at once', async () => {
    const { admin, publish, listed, figures, path } = await world();
    await publish([...emails(2), { email: 'basic@example.com', tier: 'basic' }]);
    const [first] = await listed();
    const one = `${path}/published-accounts/${first?.accountId ?? ''}`;
    expect((await admin('DELETE', one)).status).toBe(204);
    expect((await admin('DELETE', one)).status).toBe(404);
    expect((await listed()).map(({ email }) => email)).toEqual(['p0@example.com', 'p1@example.com']);
    expect(await figures()).toMatchObject({ accounts: 2, licensed: 2, basic: 0 });
    expect((await admin('DELETE', `${path}/published-accounts`)).status).toBe(204);
    expect([await listed(), await figures()]).toMatchObject([[], { accounts: 0 }]);
    expect((await publish(emails(1))).json['result']).toBe('committed');
  });

  it('can be taken back by their list, unless one was removed since', async () => {
    const { admin, publish, listed, path } = await world();
    await publish(emails(3));
    const second = await publish(emails(4));
    const revert = (answer: Answer) => {
      const { importId } = z.object({ importId: z.string() }).parse(answer.json['import']);
      return admin('POST', `/v1/imports/${importId}/revert`);
    };
    expect((await revert(second)).json['result']).toBe('reverted');
    expect(await listed()).toHaveLength(3);
    const third = await publish(emails(5));
    const [first] = await listed();
    await admin('DELETE', `${path}/published-accounts/${first?.accountId ?? ''}`);
    expect((await revert(third)).json).toMatchObject({ status: 409, code: 'superseded' });
  });

  it('are of custom applications only', async () => {
    const { admin, zoomId } = await world();
    const path = `/v1/instances/${zoomId}/published-accounts`;
    const json = { accounts: emails(1) };
    expect((await admin('PUT', path, { json })).json['violations']).toMatchObject([{ field: 'instanceId' }]);
    expect((await admin('DELETE', path)).json).toMatchObject({ status: 409, code: 'not-custom' });
  });
});
