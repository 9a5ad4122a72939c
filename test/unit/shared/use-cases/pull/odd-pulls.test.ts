import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { previewMatches } from '../../../../../shared/use-cases/preview/preview-matches.ts';
import type { MemoryUser } from '../../../../support/memory-vendor.ts';
import { PullWorld, syncId } from '../../../../support/pull-world.ts';
import { UNUSED_60, ruleOf } from '../../../../support/sample-evidence.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { OWNERS, ToldOwners } from '../../../../support/told-owners.ts';
import { NOW, daysAgo, user } from '../../../../support/vendor-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The admin, people who sign in, some of whom did so today, and one who has not for a long time. */
const TODAY = 12;
const ALL = 30;
const IGNORED = ruleOf({ field: 'activityLevel', in: ['ignored', 'inactive'], windowDays: 60 });

class OddWorld extends PullWorld {
  async pulledOnce() {
    await this.openWith(ALL - 2);
    const { users } = this.vendor;
    for (const [index, one] of users.slice(1, 1 + TODAY).entries())
      users[index + 1] = { ...one, lastLoginAt: plusMs(NOW, -(index + 1) * 600_000) };
    users.push(user('idle'));
    await this.setChart(users.map(({ email }) => ({ email })));
    const owners = await ToldOwners.of(this);
    expect((await this.sync(1)).state).toBe('applied');
    expect(await owners.news()).toEqual([]);
    return owners;
  }

  /** The vendor shows people otherwise from now on; `which` are their places in its list. */
  show(which: readonly number[], change: (one: MemoryUser) => Partial<MemoryUser>): void {
    const { users } = this.vendor;
    for (const [index, one] of users.entries())
      if (which.includes(index)) users[index] = { ...one, ...change(one) };
  }

  /** Whom the rules would take now, and how many nobody can tell of. */
  async judged(): Promise<{ readonly matches: string[]; readonly unknown: number }> {
    const preview = await previewMatches(this.all(), [UNUSED_60, IGNORED], IDS.instance, { limit: ALL });
    if (preview.kind === 'no-pull') throw new Error('Nothing is current.');
    const matches = preview.matches.map(({ account }) => account.email.split('@')[0] ?? '');
    return { matches, unknown: preview.counts.unknown };
  }

  /** Everything that readers see, but when it was read. */
  async current() {
    const rows = await this.rows(await this.currentPullId());
    return rows
      .map(({ accountId, email, status, tier, role }) => ({ accountId, email, status, tier, role }))
      .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
  }
}

const everybody = Array.from({ length: ALL }, (_, index) => index);
const shifted = (ms: number) => (one: MemoryUser) => ({
  lastLoginAt: one.lastLoginAt === null ? null : plusMs(one.lastLoginAt, ms),
});

const ODD = 'What the vendor listed is odd, so the data before it stays in use and no run plans from it.';
const AHEAD = 'The clock of the vendor seems to be ahead, so nobody knows when some people last signed in.';
const LOOK =
  'Look at the pull. Release it if the accounts really changed like this, or reject it; a later pull that is not odd takes its place by itself.';
const expected = 'at least 24 were expected';

const AS_BEFORE = { matches: ['idle'], unknown: 0 };

/** What the vendor does, whether that is followed, what owners are told, and who is a candidate or unknown by then. */
interface Odd {
  readonly name: string;
  readonly bend: (world: OddWorld) => void;
  readonly state: 'applied' | 'quarantined';
  readonly told: string | null;
  readonly fix?: string;
  /** Candidates and people of whom nobody can tell, where that is not as before. */
  readonly judged?: { readonly matches: readonly string[]; readonly unknown: number };
}

const CASES: readonly Odd[] = [
  { name: 'lists the same again', bend: () => undefined, state: 'applied', told: null },
  {
    name: 'lists nobody',
    bend: ({ vendor }) => vendor.users.splice(0),
    state: 'quarantined',
    told: `${ODD} It listed no accounts instead of 30 (${expected}), no active ones instead of 30 (${expected}), no licensed ones instead of 30 (${expected}), no owners and admins instead of 1 (at least 1 was expected), no sign-in instead of one of 2026-03-02 (2026-02-16 or later was expected).`,
  },
  {
    name: 'lists 60 % fewer',
    bend: ({ vendor }) => vendor.users.splice(1, 18),
    state: 'quarantined',
    told: `${ODD} It listed 12 accounts instead of 30 (${expected}), 12 active ones instead of 30 (${expected}), 12 licensed ones instead of 30 (${expected}).`,
  },
  {
    name: 'shows no last sign-in of a few, whoever they are',
    bend: (world) => {
      world.show([1, 2, 20, ALL - 1], () => ({ lastLoginAt: null }));
    },
    state: 'applied',
    told: null,
    // Who signed in lately did so; who did not is no candidate any more.
    judged: { matches: [], unknown: 1 },
  },
  {
    name: 'shows no last sign-in of anybody',
    bend: (world) => {
      world.show(everybody, () => ({ lastLoginAt: null }));
    },
    state: 'quarantined',
    told: `${ODD} It listed no sign-in instead of one of 2026-03-02 (2026-02-16 or later was expected), 30 licensed accounts without a last sign-in that can be true instead of 0 (at most 6 were expected).`,
  },
  {
    name: 'has a clock that is a day ahead, and few signed in today',
    bend: (world) => {
      world.show(everybody, shifted(DAY_MS));
      world.show(
        [...Array(TODAY - 4).keys()].map((index) => index + 5),
        shifted(-DAY_MS),
      );
    },
    state: 'applied',
    told: `${AHEAD} It listed 4 last sign-ins up to 23 hours ahead of our clock.`,
    judged: { matches: ['idle'], unknown: 4 },
    fix: 'Nothing is taken from these people meanwhile: they are listed as unknown. Have the vendor put its clock right; what it lists is read again with the next sync.',
  },
  {
    name: 'has a clock that is a day ahead, and many signed in today',
    bend: (world) => {
      world.show(everybody, shifted(DAY_MS));
    },
    state: 'quarantined',
    told: `${ODD} It listed 12 licensed accounts without a last sign-in that can be true instead of 0 (at most 6 were expected), 12 last sign-ins up to 23 hours ahead of our clock.`,
  },
  {
    name: 'has a clock that is a day behind',
    bend: (world) => {
      world.show(everybody, shifted(-DAY_MS));
    },
    state: 'applied',
    told: null,
  },
];

describe('a vendor that', () => {
  it.each(CASES)('$name', async ({ bend, state, told, fix = LOOK, judged = AS_BEFORE }) => {
    const world = new OddWorld();
    const owners = await world.pulledOnce();
    const before = await world.current();
    bend(world);
    const pull = await world.sync(2);
    expect(pull.state).toBe(state);
    expect(await world.currentPullId()).toBe(syncId(state === 'applied' ? 2 : 1));
    expect(await world.current()).toEqual(before);
    // Nobody becomes a candidate by any of it.
    expect(await world.judged()).toEqual(judged);
    const news = await owners.news();
    expect(news.map(({ to }) => to)).toEqual(told === null ? [] : OWNERS);
    for (const { text } of news) {
      expect(text).toContain(`Zoom: ${told ?? ''}\n`);
      expect(text).toContain(`\n${fix}\n`);
    }
    // Asked again and again it says the same, and nobody is told twice.
    for (const n of [3, 4]) await world.sync(n);
    expect(await owners.news()).toEqual([]);
    expect(await world.current()).toEqual(before);
  });

  it('lists the same every day for a week is no news, and the accounts are the same', async () => {
    const world = new OddWorld();
    const owners = await world.pulledOnce();
    const before = await world.current();
    for (let n = 2; n <= 8; n += 1) {
      world.clock.advance(DAY_MS);
      expect(await world.sync(n)).toMatchObject({ state: 'applied', findings: [] });
      expect(await owners.news()).toEqual([]);
    }
    expect(await world.current()).toEqual(before);
  });

  it('is itself again is told as well, where it was told before', async () => {
    const world = new OddWorld();
    const owners = await world.pulledOnce();
    world.show([1, 2], shifted(DAY_MS));
    await world.sync(2);
    expect(await owners.news()).toHaveLength(OWNERS.length);
    world.show([1, 2], shifted(-DAY_MS));
    await world.sync(3);
    world.clock.advance(2 * HOUR_MS);
    await owners.news();
    world.clock.advance(HOUR_MS);
    const news = await owners.news();
    expect(news.map(({ to }) => to)).toEqual(OWNERS);
    for (const { text } of news) expect(text).toContain('The connection to the vendor works again.');
  });

  it('shows a last sign-in now and then never makes anybody a candidate', async () => {
    const world = new OddWorld();
    const owners = await world.pulledOnce();
    const [, one] = world.vendor.users;
    if (one === undefined) throw new Error('Nobody is there.');
    for (const [n, lastLoginAt] of [null, one.lastLoginAt, null, null, daysAgo(3), null].entries()) {
      world.clock.advance(DAY_MS);
      world.show([1], () => ({ lastLoginAt }));
      expect((await world.sync(n + 2)).state).toBe('applied');
      expect(await world.judged()).toEqual(AS_BEFORE);
    }
    expect(await owners.news()).toEqual([]);
    // Long after the last one that was shown nobody knows, which is no reason to act.
    for (let n = 10; n < 18; n += 1) {
      world.clock.advance(10 * DAY_MS);
      world.show(
        everybody.filter((index) => index > 1 && index < ALL - 1),
        () => ({ lastLoginAt: world.clock.now() }),
      );
      await world.sync(n);
    }
    expect(await world.judged()).toEqual({ matches: ['idle'], unknown: 1 });
  });
});
