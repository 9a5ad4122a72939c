import { describe, expect, it } from 'vitest';
import { landSignIns, takeInSignIns } from '../../../../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { coverageOf, signInsByPerson } from '../../../../../shared/use-cases/sso-apps/sign-ins-of.ts';
import type { ShardPosition } from '../../../../../shared/use-cases/walk-shards.ts';
import { SsoWorld, oktaApp, signIn } from '../../../../support/sso-world.ts';

const [ADA, BOB] = ['ada@x.example', 'bob@x.example'];

const withApp = async () => {
  const world = await new SsoWorld().open();
  const app = await world.note(oktaApp('0oa1'));
  const { ssoAppId } = app;
  const land = async (...events: readonly (readonly [string, string])[]) => {
    const named = events.map(([address, at]) => signIn(address, `${at}:00.000Z`, `${address} ${at}`));
    await landSignIns(world.deps(), ssoAppId, named);
    await takeInSignIns(world.deps(), [ssoAppId], () => false);
  };
  const read = async (filters: Parameters<typeof signInsByPerson>[2] = {}, limit = 50) => {
    const found: Awaited<ReturnType<typeof signInsByPerson>>['items'] = [];
    let after: ShardPosition | null = null;
    do {
      const page: Awaited<ReturnType<typeof signInsByPerson>> = await signInsByPerson(
        world.deps(),
        ssoAppId,
        filters,
        { limit, after },
      );
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    return found.sort((a, b) => (a.address < b.address ? -1 : 1));
  };
  return { world, app, land, read };
};

describe('the sign-ins of an app by person', () => {
  it('are the days of each address within a span, with its first and last moment', async () => {
    const { land, read } = await withApp();
    await land([ADA, '2026-02-01T10:00'], [ADA, '2026-02-03T10:00'], [BOB, '2026-01-01T09:00']);
    const ada = { address: ADA, firstAt: '2026-02-01T10:00:00.000Z', lastAt: '2026-02-03T10:00:00.000Z' };
    expect(await read()).toEqual([
      { ...ada, days: ['2026-02-01', '2026-02-03'] },
      {
        ...{ address: BOB, firstAt: '2026-01-01T09:00:00.000Z', lastAt: '2026-01-01T09:00:00.000Z' },
        days: ['2026-01-01'],
      },
    ]);
    expect(await read({ from: '2026-02-02' })).toEqual([{ ...ada, days: ['2026-02-03'] }]);
    expect(await read({ email: ADA, to: '2026-02-02' })).toEqual([{ ...ada, days: ['2026-02-01'] }]);
    expect(await read({ email: BOB, from: '2026-02-01' })).toEqual([]);
    expect(await read({ email: 'nobody@x.example' })).toEqual([]);
  });

  it('are read page by page to the end, each address once', async () => {
    const { land, read } = await withApp();
    const people = Array.from({ length: 120 }, (_, index) => `p${String(index).padStart(3, '0')}@x.example`);
    await land(...people.map((address) => [address, '2026-02-01T10:00'] as const));
    for (const limit of [7, 50])
      expect((await read({}, limit)).map(({ address }) => address)).toEqual(people);
  });
});

describe('the days an app’s sign-ins are known of', () => {
  it('reach from the first to the last, in two reads, and are none where nobody ever signed in', async () => {
    const { world, app, land } = await withApp();
    expect(await coverageOf(world.deps(), app)).toBeNull();
    await land([ADA, '2026-02-01T10:00'], [BOB, '2026-02-03T10:00'], [ADA, '2026-01-20T08:00']);
    const before = world.store.calls.page;
    expect(await coverageOf(world.deps(), app)).toEqual({
      app,
      firstDay: '2026-01-20',
      lastDay: '2026-02-03',
    });
    expect(world.store.calls.page - before).toBe(2);
  });
});
