import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildInsight } from '../../../../shared/use-cases/insight/build-insight.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { PullWorld } from '../../../support/pull-world.ts';
import { IDS } from '../../../support/sample-run.ts';
import { daysAgo, user } from '../../../support/vendor-world.ts';

const CONTRACT = { reference: 'Z-1', seats: 20, unitPrice: 100, currency: 'EUR', startsOn: '2026-01-01' };
const PATH = `/v1/instances/${IDS.instance}/insight`;

const bucketsSchema = z.object({
  rightsizing: z.object({ buckets: z.array(z.looseObject({ level: z.string() })) }),
});

const people = async (): Promise<PullWorld> => {
  const world = await new PullWorld().openWith(6);
  world.vendor.users.push(user('idle-1'), user('idle-2'));
  await world.setChart(
    world.vendor.users.map(({ email }) => ({
      email,
      department: email.startsWith('idle') ? 'Law' : 'Sales',
    })),
  );
  await world.sync(1);
  return world;
};

const opened = async (isBuilt = true) => {
  const world = await people();
  if (isBuilt) await buildInsight(world.deps(), IDS.instance);
  const api = apiWorld(world.store, world.store, world.surroundings);
  const { send } = await api.signIn('super-admin');
  const made = await send('POST', `/v1/applications/${IDS.application}/contracts`, { json: CONTRACT });
  if (made.status !== 201) throw new Error(made.text);
  return { ...api, admin: send };
};

describe('insight over the API', () => {
  it('says in numbers how seats are used, and what they cost beside what was bought', async () => {
    const { admin } = await opened();
    const insight = await admin('GET', PATH);
    expect([insight.status, insight.json]).toMatchObject([
      200,
      { insight: { accounts: 9, seats: { inactive: 2 } } },
    ]);
    const { status, json } = await admin('GET', `${PATH}/rightsizing`);
    expect([status, json]).toMatchObject([
      200,
      {
        rightsizing: {
          price: { amount: 100, currency: 'EUR' },
          seats: { bought: 20, free: 11, isLow: false },
          contracts: [{ reference: 'Z-1', seats: 20 }],
        },
      },
    ]);
    const bucket = { level: 'inactive', seats: 2, share: 2 / 9, yearly: { amount: 200, currency: 'EUR' } };
    expect(bucketsSchema.parse(json).rightsizing.buckets).toContainEqual(bucket);
    expect((await admin('GET', `${PATH}/savings`)).json).toMatchObject({
      savings: { potential: { seats: 2, yearly: { amount: 200 } }, realized: { soFar: { amount: 0 } } },
    });
    expect((await admin('GET', `${PATH}/days`)).json).toMatchObject({
      items: [{ day: daysAgo(0).slice(0, 10), seats: { inactive: 2 } }],
    });
  });

  it('lists groups and accounts, page by page', async () => {
    const { admin } = await opened();
    const first = await admin('GET', `${PATH}/groups?by=department&limit=1`);
    expect(first.json).toMatchObject({
      items: [
        { key: 'Law', seats: { inactive: 2 }, manager: null, yearly: { amount: 200, currency: 'EUR' } },
      ],
    });
    const cursor = encodeURIComponent(z.string().parse(first.json['nextCursor']));
    const second = await admin('GET', `${PATH}/groups?by=department&limit=1&cursor=${cursor}`);
    expect(second.json).toMatchObject({ items: [{ key: 'Sales' }], nextCursor: null });
    const idle = await admin('GET', `${PATH}/accounts?level=inactive&limit=1`);
    expect(idle.json).toMatchObject({ items: [{ level: 'inactive', tier: 'licensed', idleDays: 100 }] });
    const wrong = await admin('GET', `${PATH}/groups?by=shoe-size`);
    expect([wrong.status, wrong.text]).toMatchObject([400, expect.stringContaining('by')]);
  });

  it('recommends rules that a workflow can be made of', async () => {
    const { admin } = await opened();
    const path = `/v1/instances/${IDS.instance}/recommended-workflows`;
    const { json } = await admin('GET', path);
    expect(json).toMatchObject({
      items: [
        { key: 'unused', matches: 2, worth: { amount: 200 } },
        { key: 'under-used', matches: 6 },
      ],
    });
  });

  it('compares use, by departments that are large enough', async () => {
    const { admin } = await opened();
    const { json } = await admin('GET', `${PATH}/benchmark`);
    // Two in the law department are too few to say anything of.
    expect(json).toMatchObject({
      kind: 'compared',
      own: { known: 9, used: 7 },
      groups: [{ key: 'Sales', share: 1 }],
      instances: [],
    });
    expect((await admin('GET', `${PATH}/benchmark?by=title`)).status).toBe(400);
  });

  it('is null before the first pull was looked at', async () => {
    const { admin } = await opened(false);
    expect((await admin('GET', PATH)).json).toEqual({ insight: null });
    expect((await admin('GET', `${PATH}/rightsizing`)).json).toEqual({ rightsizing: null });
    expect((await admin('GET', `${PATH}/savings`)).json).toEqual({ savings: null });
    expect((await admin('GET', `${PATH}/groups?by=manager`)).json).toEqual({ items: [], nextCursor: null });
    expect((await admin('GET', `${PATH}/accounts?level=left`)).json).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  it('shows numbers to who sees no names, and no money', async () => {
    const api = await opened();
    const { send } = await api.signIn('limited-user');
    const asked = ['', '/days', '/groups?by=department', '/accounts?level=left', '/rightsizing', '/savings'];
    const statuses: number[] = [];
    for (const path of asked) statuses.push((await send('GET', `${PATH}${path}`)).status);
    expect(statuses).toEqual([200, 200, 403, 403, 403, 403]);
  });
});
