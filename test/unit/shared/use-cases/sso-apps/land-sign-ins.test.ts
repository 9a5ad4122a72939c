import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../../../shared/domain/day-rollup.ts';
import { landSignIns, takeInSignIns } from '../../../../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { SsoWorld, oktaApp, signIn } from '../../../../support/sso-world.ts';

const anySignIn = fc
  .tuple(
    fc.constantFrom('ada@x.example', 'bob@x.example', 'cy@x.example'),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([address, day, number]) =>
    signIn(
      address,
      `2026-02-2${String(5 + day)}T0${String(number)}:00:00.000Z`,
      `${String(day)}-${String(number)}`,
    ),
  );

const take = (world: SsoWorld, ids: string[]) => takeInSignIns(world.deps(), ids, () => false);

/** What a plain walk over all of them comes to. */
const plain = (events: readonly LoggedEvent[]) => {
  const different = [...new Map(events.map((one) => [JSON.stringify(one), one])).values()];
  const counts: Record<string, number> = {};
  const days: Record<string, string[]> = {};
  for (const { address, at } of different) {
    const day = at.slice(0, 10);
    counts[day] = (counts[day] ?? 0) + 1;
    days[address] = [...new Set([...(days[address] ?? []), day])].sort();
  }
  return { counts, days };
};

describe('sign-ins of an app', () => {
  it('count once each, in whatever pages, order and repetition they come, whoever takes them in meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anySignIn, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        async (pages) => {
          const world = new SsoWorld();
          const { ssoAppId } = await world.note(oktaApp('0oa1'));
          await Promise.all(
            pages.map(async (page) => {
              await landSignIns(world.deps(), ssoAppId, page);
              await take(world, [ssoAppId]);
            }),
          );
          const { counts, days } = plain(pages.flat());
          expect(await world.countsOf(ssoAppId)).toEqual(counts);
          expect(await world.daysOf(ssoAppId)).toEqual(days);
          expect(await world.waitingOf(ssoAppId)).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are kept apart by app, and wait where nobody has taken them in yet', async () => {
    const world = new SsoWorld();
    const one = await world.note(oktaApp('0oa1'));
    const other = await world.note(oktaApp('0oa2'));
    const event = signIn('ada@x.example', '2026-02-25T09:00:00.000Z', 'e1');
    await landSignIns(world.deps(), one.ssoAppId, [event]);
    expect(await world.daysOf(one.ssoAppId)).toEqual({});
    expect(await world.waitingOf(one.ssoAppId)).toBe(1);
    expect(await take(world, [one.ssoAppId, other.ssoAppId])).toBe('done');
    expect(await world.daysOf(one.ssoAppId)).toEqual({ 'ada@x.example': ['2026-02-25'] });
    expect(await world.daysOf(other.ssoAppId)).toEqual({});
  });

  it('of very many days are taken in up to the last, or as far as the time goes', async () => {
    const world = new SsoWorld();
    const { ssoAppId } = await world.note(oktaApp('0oa1'));
    const events = Array.from({ length: 150 }, (_, index) => {
      const at = new Date(Date.UTC(2025, 0, 1 + index, 9)).toISOString();
      return signIn('ada@x.example', at, `e${String(index)}`);
    });
    await landSignIns(world.deps(), ssoAppId, events);
    let looks = 0;
    expect(await takeInSignIns(world.deps(), [ssoAppId], () => (looks += 1) > 50)).toBe('more');
    expect(await take(world, [ssoAppId])).toBe('done');
    expect(Object.keys(await world.countsOf(ssoAppId))).toHaveLength(150);
  });
});
