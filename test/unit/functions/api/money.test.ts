import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, apiWorld } from '../../../support/api-world.ts';

const PAYMENT = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
const CONTRACT = {
  ...{ reference: 'C-1', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' },
  ...{ endsOn: '2026-12-31', renewsOn: '2027-01-01', noticeBy: '2026-10-01', note: 'Ask Ada.' },
};

const world = async () => {
  const api = apiWorld();
  const { send } = await api.signIn('super-admin');
  const made = await send('POST', '/v1/applications', { json: { name: 'Zoom' } });
  const applicationId = z.string().parse(made.json['applicationId']);
  return { ...api, admin: send, applicationId, path: `/v1/applications/${applicationId}` };
};

const amounts = ({ json }: Answer) =>
  z.array(z.object({ amount: z.number(), date: z.string() })).parse(json['items']);

describe('spend over the API', () => {
  it('counts each payment once, and each of two with different references', async () => {
    const { admin, path } = await world();
    const items = [PAYMENT, PAYMENT, { ...PAYMENT, reference: 'a' }, { ...PAYMENT, reference: 'b' }];
    const first = await admin('POST', `${path}/spend`, { json: { items } });
    expect([first.status, first.json]).toEqual([200, { received: 4, new: 3, known: 1 }]);
    const again = await admin('POST', `${path}/spend`, { json: { items } });
    expect(again.json).toEqual({ received: 4, new: 0, known: 4 });
    const { json } = await admin('GET', `${path}/spend/months`);
    expect(json['months']).toEqual([
      { month: '2026-03', totals: [{ amount: 3750, currency: 'EUR', items: 3 }] },
    ]);
  });

  it('is listed by day over months, page by page, within a range', async () => {
    const { admin, path } = await world();
    const dates = ['2026-04-30', '2026-02-11', '2026-03-09', '2026-03-10', '2025-12-31'];
    const items = dates.map((date, index) => ({ ...PAYMENT, date, amount: index }));
    await admin('POST', `${path}/spend`, { json: { items } });
    const pages: string[][] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page: Answer = await admin('GET', `${path}/spend?limit=2${cursor}`);
      pages.push(amounts(page).map(({ date }) => date));
      next = z.string().nullable().parse(page.json['nextCursor']);
    }
    expect(pages.flat()).toEqual(dates.toSorted());
    expect(pages.slice(0, 2).map(({ length }) => length)).toEqual([2, 2]);
    const some = await admin('GET', `${path}/spend?from=2026-02-12&to=2026-03-09`);
    expect(amounts(some)).toEqual([{ amount: 2, date: '2026-03-09' }]);
    const months = await admin('GET', `${path}/spend/months?from=2026-03-31&to=2026-04-01`);
    expect(months.json['months']).toMatchObject([{ month: '2026-03' }, { month: '2026-04' }]);
  });

  it('takes money that came back, more than a commit holds, and nothing where one is wrong', async () => {
    const { admin, path } = await world();
    const many = Array.from({ length: 250 }, (_, index) => ({ ...PAYMENT, reference: String(index) }));
    const items = [...many, { ...PAYMENT, amount: -250 * 1250 }];
    expect((await admin('POST', `${path}/spend`, { json: { items } })).json).toMatchObject({ new: 251 });
    const { json } = await admin('GET', `${path}/spend/months`);
    expect(json['months']).toMatchObject([{ totals: [{ amount: 0, items: 251 }] }]);
    const wrong = [
      PAYMENT,
      { ...PAYMENT, date: '2030-01-01' },
      { ...PAYMENT, amount: 1.5, currency: 'EURO' },
    ];
    const refused = await admin('POST', `${path}/spend`, { json: { items: wrong.slice(0, 2) } });
    expect([refused.status, refused.json['violations']]).toEqual([
      400,
      [{ field: 'items.1.date', rule: 'must not be more than a year ahead' }],
    ]);
    const unread = await admin('POST', `${path}/spend`, { json: { items: wrong } });
    expect(unread.json['violations']).toMatchObject([
      { field: 'items.2.amount' },
      { field: 'items.2.currency' },
    ]);
  });

  it('needs a vendor’s name where it is for no application, and one that is there otherwise', async () => {
    const { admin } = await world();
    const unnamed = { ...PAYMENT, vendorName: null };
    const refused = await admin('POST', '/v1/spend', { json: { items: [unnamed] } });
    expect(refused.json['violations']).toMatchObject([{ field: 'items.0.vendorName' }]);
    const unknown = '/v1/applications/app_00000000-none/spend';
    expect((await admin('POST', unknown, { json: { items: [PAYMENT] } })).status).toBe(404);
    expect((await admin('GET', unknown)).status).toBe(404);
  });
});

describe('contracts over the API', () => {
  it('are added, read, changed under If-Match and removed', async () => {
    const { admin, path } = await world();
    const added = await admin('POST', `${path}/contracts`, { json: CONTRACT });
    expect([added.status, added.headers['etag']]).toEqual([201, '"1"']);
    const one = `${path}/contracts/${z.string().parse(added.json['contractId'])}`;
    expect((await admin('GET', one)).json).toEqual(added.json);
    const json = { ...CONTRACT, seats: 12 };
    const changed = await admin('PUT', one, { json, headers: { 'if-match': '"1"' } });
    expect(changed.json).toMatchObject({ seats: 12, version: 2, tier: 'licensed', per: 'year' });
    expect((await admin('PUT', one, { json, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await admin('DELETE', one, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await admin('DELETE', one, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    expect((await admin('GET', one)).status).toBe(404);
    expect((await admin('GET', `${path}/contracts`)).json).toEqual({ items: [] });
  });

  it('have references of their own, and instances of their application', async () => {
    const { admin, path } = await world();
    await admin('POST', `${path}/contracts`, { json: CONTRACT });
    const twice = await admin('POST', `${path}/contracts`, { json: CONTRACT });
    expect([twice.status, twice.json['code']]).toEqual([409, 'reference-taken']);
    const other = await admin('POST', `${path}/contracts`, {
      json: { ...CONTRACT, reference: 'C-2', instanceId: 'ins_00000000-none' },
    });
    expect([other.status, other.json['violations']]).toMatchObject([400, [{ field: 'instanceId' }]]);
  });

  it('are shown to who sees no names without what somebody noted, and spend is not', async () => {
    const { admin, path, signIn } = await world();
    await admin('POST', `${path}/contracts`, { json: CONTRACT });
    const { send } = await signIn('limited-plus-user');
    const { json } = await send('GET', `${path}/contracts`);
    expect(json['items']).toMatchObject([{ seats: 10, unitPrice: 12_000, note: null }]);
    expect((await send('GET', `${path}/spend`)).status).toBe(403);
    const limited = await signIn('limited-user');
    expect((await limited.send('GET', `${path}/contracts`)).status).toBe(403);
  });
});

describe('a file of contracts', () => {
  const HEADER = 'App;Contract number;Quantity;Price;Currency;Start date;Renewal date';
  const send = async (lines: readonly string[], query = '') => {
    const { admin, path, applicationId } = await world();
    await admin('POST', '/v1/applications', { json: { name: 'Miro' } });
    await admin('POST', `${path}/contracts`, { json: CONTRACT });
    const read = await admin('POST', `/v1/imports?kind=contracts${query}`, {
      body: [HEADER, ...lines].join('\n'),
      headers: { 'content-type': 'text/csv' },
    });
    const importId = z.string().parse(read.json['importId']);
    const commit = () => admin('POST', `/v1/imports/${importId}/commit`, { json: {} });
    const contracts = async () => {
      const { json } = await admin('GET', `${path}/contracts`);
      return z.array(z.looseObject({ reference: z.string() })).parse(json['items']);
    };
    return { admin, applicationId, importId, commit, contracts, read };
  };

  it('adds and changes contracts of several applications at once, and removes none', async () => {
    const { commit, contracts, admin, importId } = await send([
      'zoom;C-1;12;120.00;EUR;2026-01-01;2027-01-01',
      'Zoom;C-2;5;9.99;USD;2026-02-01;',
      'miro;M-1;40;16;JPY;2026-02-01;',
    ]);
    expect((await commit()).json['result']).toBe('committed');
    const own = (await contracts()).toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
    expect(own).toMatchObject([
      { reference: 'C-1', seats: 12, unitPrice: 12_000, version: 2, noticeBy: null },
      { reference: 'C-2', seats: 5, unitPrice: 999, currency: 'USD', version: 1 },
    ]);
    expect((await admin('POST', `/v1/imports/${importId}/revert`)).json['result']).toBe('reverted');
    expect(await contracts()).toMatchObject([{ reference: 'C-1', seats: 10, version: 1 }]);
  });

  it('is taken whole or not at all, and names what is wrong', async () => {
    const { commit, contracts, admin, importId } = await send([
      'Zoom;C-2;5;9.99;USD;2026-02-01;',
      'Slack;S-1;5;9.99;USD;2026-02-01;',
      'Zoom;C-2;6;9.99;USD;2026-02-01;',
      'Zoom;C-3;many;9.99;USD;2026-02-01;',
      'Zoom;C-4;5;9.999;USD;2026-02-01;',
    ]);
    expect((await commit()).json['result']).toBe('rejected-rows');
    const { json } = await admin('GET', `/v1/imports/${importId}/rows?verdict=rejected`);
    const rows = z.array(z.object({ line: z.number(), reason: z.string() })).parse(json['items']);
    expect(rows.slice(0, 2)).toEqual([
      { line: 3, reason: 'application: must be the id or the name of an application we know' },
      { line: 4, reason: 'names the same contract as line 2' },
    ]);
    expect(rows.slice(2).map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual([
      [5, 'seats'],
      [6, 'unitPrice'],
    ]);
    expect(await contracts()).toHaveLength(1);
  });
});

describe('contracts beside usage', () => {
  it('say what was bought, provisioned and used of each instance, and when it renews', async () => {
    const { admin, path } = await world();
    const made = await admin('POST', `${path}/instances`, { json: { name: 'Own', vendor: 'custom' } });
    const instanceId = z.string().parse(made.json['instanceId']);
    const accounts = ['ada', 'bo', 'cy'].map((name) => ({ email: `${name}@example.com` }));
    await admin('PUT', `/v1/instances/${instanceId}/published-accounts`, { json: { accounts } });
    await admin('POST', `${path}/contracts`, { json: CONTRACT });
    const expired = { ...CONTRACT, reference: 'C-0', startsOn: '2024-01-01', endsOn: '2024-12-31' };
    await admin('POST', `${path}/contracts`, { json: { ...expired, renewsOn: null, noticeBy: null } });
    const monthly = {
      ...CONTRACT,
      reference: 'C-2',
      seats: 5,
      unitPrice: 100,
      per: 'month',
      currency: 'USD',
    };
    await admin('POST', `${path}/contracts`, { json: { ...monthly, tier: 'basic' } });
    const { json } = await admin('GET', `${path}/contract-usage`);
    expect(json).toEqual({
      instances: [
        {
          ...{ instanceId, name: 'Own', bought: 10, price: { amount: 12_000, currency: 'EUR' } },
          ...{ provisioned: { count: 3, rule: 'listed' }, used: null },
          ...{ renewsOn: '2027-01-01', noticeBy: '2026-10-01' },
        },
      ],
      yearly: [
        { amount: 120_000, currency: 'EUR', items: 1 },
        { amount: 6000, currency: 'USD', items: 1 },
      ],
    });
  });
});
