import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';

const CONTRACT = {
  ...{ reference: 'C-1', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' },
};
const PAYMENT = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };

const world = async () => {
  const { signIn } = apiWorld();
  const { send } = await signIn('super-admin');
  const made = await send('POST', '/v1/applications', { json: { name: 'Miro' } });
  const path = `/v1/applications/${z.string().parse(made.json['applicationId'])}`;
  /** Deletes the application as it stands. */
  const remove = async () => {
    const { headers } = await send('GET', path);
    const { status, json } = await send('DELETE', path, { headers: { 'if-match': headers['etag'] ?? '' } });
    return [status, json['code'] ?? null];
  };
  return { send, path, applicationId: path.slice(17), remove };
};

describe('an application', () => {
  it('is deleted where nothing hangs on it', async () => {
    const { send, path, remove } = await world();
    expect(await remove()).toEqual([204, null]);
    expect((await send('GET', path)).status).toBe(404);
  });

  it('stays while it has contracts', async () => {
    const { send, path, remove } = await world();
    const made = await send('POST', `${path}/contracts`, { json: CONTRACT });
    expect(await remove()).toEqual([409, 'has-contracts']);
    const contract = `${path}/contracts/${z.string().parse(made.json['contractId'])}`;
    await send('DELETE', contract, { headers: { 'if-match': made.headers['etag'] ?? '' } });
    expect(await remove()).toEqual([204, null]);
  });

  it('stays while money was spent on it, until that is taken back', async () => {
    const { send, path, remove } = await world();
    await send('POST', `${path}/spend`, { json: { items: [PAYMENT] } });
    expect(await remove()).toEqual([409, 'has-spend']);
    const items = [{ ...PAYMENT, amount: -PAYMENT.amount, date: '2026-04-01' }];
    await send('POST', `${path}/spend`, { json: { items } });
    expect(await remove()).toEqual([204, null]);
  });

  it('stays while apps that were found are it', async () => {
    const { send, applicationId, remove } = await world();
    await send('POST', '/v1/spend', { json: { items: [PAYMENT] } });
    const found = z
      .object({ items: z.array(z.object({ discoveredAppId: z.string() })) })
      .parse((await send('GET', '/v1/discovered-apps')).json).items[0]?.discoveredAppId;
    const decision = `/v1/discovered-apps/${found ?? ''}/decision`;
    await send('PUT', decision, { json: { decision: 'managed', applicationId } });
    expect(await remove()).toEqual([409, 'is-found-apps']);
    await send('PUT', decision, { json: { decision: 'open' } });
    expect(await remove()).toEqual([204, null]);
  });
});
