import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiWorld } from '../../../support/api-world.ts';

const paid = (amount: number, date: string, more: object = {}) => ({
  ...{ amount, date, currency: 'EUR', vendorName: 'Miro' },
  ...more,
});

const PEOPLE = [
  { email: 'ada@example.com', firstName: 'Ada', department: 'Design', location: 'Lyon' },
  { email: 'bo@example.com', department: 'Design', location: 'Oslo', managerEmail: 'ada@example.com' },
  { email: 'cy@example.com', department: 'Sales', location: 'Oslo', managerEmail: 'bo@example.com' },
];

const itemsSchema = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      totals: z.array(z.object({ amount: z.number(), currency: z.string(), items: z.number() })),
      person: z.object({ email: z.string() }).nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const company = async () => {
  const api = apiWorld();
  const { send } = await api.signIn('super-admin');
  const post = async (path: string, json: object) => {
    const answer = await send('POST', path, { json });
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.json;
  };
  const setChart = async (people: readonly object[]) => {
    const chart = `/v1/org-chart/${z.string().parse((await post('/v1/org-chart', {}))['importId'])}`;
    await send('PUT', chart, { json: { people } });
    await post(`${chart}/commit`, {});
  };
  await setChart(PEOPLE);
  const made = await post('/v1/applications', { name: 'Miro' });
  const applicationId = z.string().parse(made['applicationId']);
  const path = `/v1/applications/${applicationId}/spend`;
  /** Amounts by whose or what they are. */
  const groups = async (by: string, period = '2026') => {
    const answer = await send('GET', `${path}/groups?by=${by}&period=${period}`);
    const { items } = itemsSchema.parse(answer.json);
    return items.map(({ key, person, totals }) => [
      person?.email ?? key,
      ...totals.map(({ amount, currency }) => `${String(amount)} ${currency}`),
    ]);
  };
  const pay = (...items: object[]) => post(path, { items });
  return { ...api, admin: send, post, pay, groups, setChart, path, applicationId };
};

describe('spend by group', () => {
  it('is by department, place, everybody below a manager, and person, those with most money first', async () => {
    const { pay, groups } = await company();
    await pay(
      paid(100, '2026-03-01', { email: 'bo@example.com' }),
      paid(900, '2026-03-02', { email: 'cy@example.com' }),
      paid(30, '2026-03-03', { email: 'stranger@example.com' }),
      paid(7, '2026-03-04', { email: 'ada@example.com', department: 'Board' }),
    );
    expect(await groups('department')).toEqual([
      ['Sales', '900 EUR'],
      ['Design', '100 EUR'],
      ['', '30 EUR'],
      ['Board', '7 EUR'],
    ]);
    expect(await groups('location')).toEqual([
      ['Oslo', '1000 EUR'],
      ['', '30 EUR'],
      ['Lyon', '7 EUR'],
    ]);
    expect(await groups('manager')).toEqual([
      ['ada@example.com', '1000 EUR'],
      ['bo@example.com', '900 EUR'],
      ['', '37 EUR'],
    ]);
    expect(await groups('person')).toEqual([
      ['cy@example.com', '900 EUR'],
      ['bo@example.com', '100 EUR'],
      ['', '30 EUR'],
      ['ada@example.com', '7 EUR'],
    ]);
  });

  it('is of a month or a year, by currency, and keeps to the chart of its month', async () => {
    const { pay, groups, setChart } = await company();
    const email = 'cy@example.com';
    await pay(paid(500, '2026-03-01', { email }), paid(80, '2025-12-31', { email }));
    await setChart(PEOPLE.map((person) => ({ ...person, department: 'Law' })));
    await pay(paid(20, '2026-04-01', { email }), paid(3, '2026-04-01', { email, currency: 'JPY' }));
    expect(await groups('department', '2026-03')).toEqual([['Sales', '500 EUR']]);
    expect(await groups('department', '2026-04')).toEqual([['Law', '20 EUR', '3 JPY']]);
    expect(await groups('department')).toEqual([
      ['Sales', '500 EUR'],
      ['Law', '20 EUR', '3 JPY'],
    ]);
    expect(await groups('department', '2025')).toEqual([['Sales', '80 EUR']]);
    expect(await groups('department', '2024')).toEqual([]);
  });

  it('is given page by page, and counts a payment once however often it is sent', async () => {
    const { admin, pay, path } = await company();
    const items = Array.from({ length: 5 }, (_, n) =>
      paid(n + 1, '2026-03-01', { department: `D${String(n)}` }),
    );
    await pay(...items);
    await pay(...items);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const answer = await admin('GET', `${path}/groups?by=department&period=2026&limit=2${cursor}`);
      const { items: page, nextCursor } = itemsSchema.parse(answer.json);
      expect(page.length).toBeLessThanOrEqual(2);
      seen.push(...page.map(({ key, totals }) => `${key} ${String(totals[0]?.amount)}`));
      if (nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(seen).toEqual(['D4 5', 'D3 4', 'D2 3', 'D1 2', 'D0 1']);
  });

  it('has that of found apps that are the application', async () => {
    const { admin, post, groups, applicationId } = await company();
    await post('/v1/spend', { items: [paid(40, '2026-03-01', { email: 'cy@example.com' })] });
    expect(await groups('department')).toEqual([]);
    const found = z
      .object({ items: z.array(z.object({ discoveredAppId: z.string() })) })
      .parse((await admin('GET', '/v1/discovered-apps')).json).items[0]?.discoveredAppId;
    const json = { decision: 'managed', applicationId };
    await admin('PUT', `/v1/discovered-apps/${found ?? ''}/decision`, { json });
    expect(await groups('department')).toEqual([['Sales', '40 EUR']]);
  });

  it('is for who may see spend', async () => {
    const { signIn, path } = await company();
    const statuses: number[] = [];
    for (const role of ['limited-user', 'limited-plus-user', 'basic-user'] as const) {
      const { send } = await signIn(role);
      statuses.push((await send('GET', `${path}/groups?by=person&period=2026`)).status);
    }
    const { send } = await signIn('basic-user');
    const odd = await send('GET', `${path}/groups?by=person&period=spring`);
    expect([...statuses, odd.status]).toEqual([403, 403, 200, 400]);
  });
});
