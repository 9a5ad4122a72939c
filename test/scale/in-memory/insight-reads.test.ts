import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accounts, activities } from '../../../shared/records/accounts.ts';
import { put } from '../../../shared/records/change.ts';
import { insights } from '../../../shared/records/insight.ts';
import { buildInsight } from '../../../shared/use-cases/insight/build-insight.ts';
import { type Send, apiWorld } from '../../support/api-world.ts';
import { PullWorld, syncId } from '../../support/pull-world.ts';
import { IDS } from '../../support/sample-run.ts';
import { daysAgo, user } from '../../support/vendor-world.ts';
import { CountingReads, type Reads } from './counting-reads.ts';

const SIZES = { few: 1_000, many: 100_000 };

/** More departments than a page shows, and more than 1,000 people have to fill. */
const DEPARTMENTS = 97;
const PER_MANAGER = 20;

const CONTRACT = { reference: 'Z-1', seats: 1_000, unitPrice: 100, currency: 'EUR', startsOn: '2026-01-01' };

const INSTANCE = `/v1/instances/${IDS.instance}`;
const INSIGHT = `${INSTANCE}/insight`;

/** Every page of insight there is. */
const PAGES = [
  INSIGHT,
  `${INSIGHT}/days`,
  `${INSIGHT}/groups?by=department&limit=20`,
  `${INSIGHT}/groups?by=location&limit=20`,
  `${INSIGHT}/groups?by=title&limit=20`,
  `${INSIGHT}/groups?by=manager&limit=20`,
  `${INSIGHT}/accounts?level=inactive&limit=50`,
  `${INSIGHT}/accounts?level=under-used&limit=50`,
  `${INSIGHT}/rightsizing`,
  `${INSIGHT}/savings`,
  `${INSIGHT}/benchmark?by=department`,
  `${INSIGHT}/benchmark?by=location`,
  `${INSTANCE}/recommended-workflows`,
  `${INSTANCE}/provisioned-users`,
  `${INSTANCE}/provisioned-users/days`,
];

const nameOf = (n: number): string => `p${String(n)}`;

/** People whose accounts a real pull reads, since one of 100,000 in memory had not ended after 28 minutes; a fifth signed in lately. The others' accounts are copies of theirs. */
const PULLED = 10;

/** Rows that are copied at once. */
const AT_ONCE = 1_000;

/** Lands copies of what the pull found, so that it has as many accounts as wanted. */
const grow = async (world: PullWorld, people: number): Promise<void> => {
  const { pullId } = await world.pullOf(syncId(1));
  const ref = { instanceId: IDS.instance, pullId };
  const rows = await world.rows(pullId);
  const seen = await world.store.getMany(
    activities,
    rows.map(({ accountId }) => ({ ...ref, accountId })),
  );
  for (let from = PULLED; from < people; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, people - from) }, (_, index) => from + index);
    await world.store.writeMany(
      numbers.flatMap((n) => {
        const at = n % PULLED;
        const accountId = `acc_00000000-${nameOf(n)}`;
        const [row, activity] = [rows[at], seen[at]];
        if (row === undefined || activity === undefined) throw new Error('The pull found nobody.');
        const email = `${nameOf(n)}@example.com`;
        const account = { ...row, accountId, vendorAccountId: `v-${nameOf(n)}`, email, pullId };
        return [put(accounts, account, 'any'), put(activities, { ...activity, accountId }, 'any')];
      }),
    );
  }
};

/** Everybody has a department, a place, a title and a manager. */
const company = async (people: number): Promise<PullWorld> => {
  const world = await new PullWorld().open();
  world.vendor.users.push(
    ...Array.from({ length: PULLED }, (_, n) =>
      user(nameOf(n), n % 5 === 0 ? { lastLoginAt: daysAgo(1 + n) } : {}),
    ),
  );
  await world.setChart(
    Array.from({ length: people }, (_, n) => ({
      email: `${nameOf(n)}@example.com`,
      department: `D${String(n % DEPARTMENTS)}`,
      location: `L${String(n % 7)}`,
      title: `T${String(n % 11)}`,
      ...(n === 0 ? {} : { managerEmail: `${nameOf(Math.floor((n - 1) / PER_MANAGER))}@example.com` }),
    })),
  );
  await world.sync(1);
  await grow(world, people);
  while ((await buildInsight(world.deps(), IDS.instance)) !== 'nothing');
  return world;
};

const listSchema = z.looseObject({ items: z.array(z.json()).optional(), nextCursor: z.string().nullish() });

/** What each page takes, and the page after it where there is one. */
const readsOf = async (people: number): Promise<Record<string, Reads>> => {
  const world = await company(people);
  const counting = new CountingReads(world.store);
  const api = apiWorld(world.store, counting, world.surroundings);
  const { send } = await api.signIn('super-admin');
  await send('POST', `/v1/applications/${IDS.application}/contracts`, { json: CONTRACT });
  const reads: Record<string, Reads> = {};
  const built = await world.store.get(insights, { instanceId: IDS.instance });
  if (built?.accounts !== people) throw new Error(`${String(built?.accounts)} accounts were counted.`);
  const ask = async (name: string, path: string): Promise<Awaited<ReturnType<Send>>> => {
    counting.take();
    const answer = await send('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`);
    reads[name] = counting.take();
    return answer;
  };
  // The first request of all finds out who asks.
  await send('GET', INSIGHT);
  for (const path of PAGES) {
    const { nextCursor } = listSchema.parse((await ask(path, path)).json);
    if (typeof nextCursor === 'string')
      await ask(`${path}, later`, `${path}&cursor=${encodeURIComponent(nextCursor)}`);
  }
  return reads;
};

describe('pages of insight', () => {
  let few: Record<string, Reads> = {};
  let many: Record<string, Reads> = {};

  beforeAll(async () => {
    few = await readsOf(SIZES.few);
    many = await readsOf(SIZES.many);
    const sizes = `${String(SIZES.few)} and ${String(SIZES.many)} accounts`;
    process.stdout.write(`records and pages read at ${sizes}:\n`);
    for (const [name, { records, pages }] of Object.entries(few))
      process.stdout.write(`  ${name}: ${String(records)} and ${String(pages)}\n`);
  });

  it('take the same reads at 1,000 and at 100,000 accounts', () => {
    expect(many).toEqual(few);
  });

  it('are all there, with later pages of groups and accounts', () => {
    const names = Object.keys(few);
    expect(names.filter((name) => !name.endsWith(', later'))).toEqual(PAGES);
    expect(names).toEqual(
      expect.arrayContaining([
        `${INSIGHT}/groups?by=department&limit=20, later`,
        `${INSIGHT}/groups?by=manager&limit=20, later`,
        `${INSIGHT}/accounts?level=inactive&limit=50, later`,
      ]),
    );
  });
});
