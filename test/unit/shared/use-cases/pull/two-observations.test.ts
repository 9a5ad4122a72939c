import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { previewMatches } from '../../../../../shared/use-cases/preview/preview-matches.ts';
import type { MemoryUser } from '../../../../support/memory-vendor.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { UNUSED_60, ruleOf } from '../../../../support/sample-evidence.ts';
import { untilSettled, user } from '../../../../support/vendor-world.ts';

const HOUR_MS = 3_600_000;
const IGNORED = ruleOf({ field: 'activityLevel', in: ['ignored'], windowDays: 60 });

/** A company whose policy asks for two observations a day apart, and which is pulled again and again. */
class ObservedWorld extends RunWorld {
  #pulls = 0;

  async staff(...users: MemoryUser[]): Promise<this> {
    await this.open();
    await this.setPolicy({ observations: { count: 2, apart: 'PT24H' } });
    this.vendor.users.push(...users);
    await this.setChart(users.map(({ email }) => ({ email })));
    return this;
  }

  /** Lets hours pass and pulls; whether the pull was taken. */
  async pullAfter(hours: number, change: (users: MemoryUser[]) => void = () => undefined): Promise<boolean> {
    this.clock.advance(hours * HOUR_MS);
    change(this.vendor.users);
    this.#pulls += 1;
    const pullId = `pul_sync-000${String(this.#pulls)}`;
    const sync = { contract: CONTRACT, connectionId: IDS.connection, pullId } as const;
    await untilSettled(this, () => pullStep(this.all(), sync));
    return (await this.instance())?.currentPullId === pullId;
  }

  /** Whom the rules would take now. */
  async candidates(rules = [UNUSED_60, IGNORED]): Promise<string[]> {
    const preview = await previewMatches(this.all(), rules, IDS.instance, { limit: 100 });
    if (preview.kind === 'no-pull') return [];
    return preview.matches.map(({ account }) => account.email.split('@')[0] ?? '').toSorted();
  }
}

describe('with two observations', () => {
  it('nobody is a candidate by the first pull, nor by another within the day', async () => {
    const world = await new ObservedWorld().staff(user('ada'), user('bob'));
    await world.pullAfter(0);
    expect(await world.candidates()).toEqual([]);
    await world.pullAfter(23);
    expect(await world.candidates()).toEqual([]);
    await world.pullAfter(2);
    expect(await world.candidates()).toEqual(['ada', 'bob']);
  });

  it('a last sign-in that is missing now and then makes no candidate', async () => {
    const world = await new ObservedWorld().staff(user('ada'), user('bob'), user('cleo'), user('dan'));
    const yesterday = world.clock.now();
    const show = (at: string | null) => (users: MemoryUser[]) => {
      users[0] = { ...user('ada'), createdAt: '2025-12-01T00:00:00.000Z', lastLoginAt: at };
    };
    await world.pullAfter(24, show(yesterday));
    for (const at of [null, null, yesterday, null, null, null]) {
      expect(await world.pullAfter(25, show(at))).toBe(true);
      expect(await world.candidates()).not.toContain('ada');
    }
    expect(await world.candidates()).toEqual(['bob', 'cleo', 'dan']);
  });

  it('a vendor whose clock is a day ahead makes nobody a candidate, and one a day behind is within the lag', async () => {
    const world = await new ObservedWorld().staff(user('ada'), user('bob'), user('cleo'), user('dan'));
    await world.pullAfter(0);
    const shift = (days: number) => (users: MemoryUser[]) => {
      const at = new Date(Date.parse(world.clock.now()) + days * 24 * HOUR_MS).toISOString();
      users[0] = { ...user('ada'), lastLoginAt: at };
    };
    await world.pullAfter(25, shift(1));
    expect(await world.candidates()).toEqual(['bob', 'cleo', 'dan']);
    await world.pullAfter(25, shift(-62.5));
    expect(await world.candidates()).not.toContain('ada');
  });

  it('an odd pull in between is not one of them', async () => {
    const names = Array.from({ length: 30 }, (_, index) => user(`u${String(index)}`));
    const world = await new ObservedWorld().staff(...names);
    await world.pullAfter(0);
    const taken = await world.pullAfter(25, (users) => {
      for (const [index, one] of users.entries()) users[index] = { ...one, lastLoginAt: null };
    });
    expect(taken).toBe(false);
    expect(await world.candidates()).toEqual([]);
  });
});
