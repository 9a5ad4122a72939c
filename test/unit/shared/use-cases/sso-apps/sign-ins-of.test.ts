import { describe, expect, it } from 'vitest';
import { confirmSsoLink } from '../../../../../shared/use-cases/sso-apps/decide-link.ts';
import { landSignIns, takeInSignIns } from '../../../../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { coverageOfInstance, signInsOf } from '../../../../../shared/use-cases/sso-apps/sign-ins-of.ts';
import { CUSTOM } from '../../../../support/day-log-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { SsoWorld, oktaApp, signIn } from '../../../../support/sso-world.ts';

const { instanceId } = CUSTOM;
const [ADA, BOB, CY] = ['ada@x.example', 'bob@x.example', 'cy@x.example'];

const withApps = async () => {
  const world = await new SsoWorld().open();
  const ids: string[] = [];
  for (const name of ['0oa1', '0oa2', '0oa3']) ids.push((await world.note(oktaApp(name))).ssoAppId);
  const [one = '', other = '', unlinked = ''] = ids;
  for (const ssoAppId of [one, other]) await confirmSsoLink(world.deps(), ADMIN, { ssoAppId, instanceId });
  const land = async (ssoAppId: string, ...events: readonly (readonly [string, string])[]) => {
    const named = events.map(([address, at]) => signIn(address, `${at}:00.000Z`, `${address} ${at}`));
    await landSignIns(world.deps(), ssoAppId, named);
    await takeInSignIns(world.deps(), [ssoAppId], () => false);
  };
  return { world, one, other, unlinked, land };
};

describe('the sign-ins of an instance', () => {
  it('are those of all its confirmed apps together, for the addresses asked for, since a day', async () => {
    const { world, one, other, unlinked, land } = await withApps();
    await land(one, [ADA, '2026-02-01T10:00'], [ADA, '2026-02-03T10:00'], [BOB, '2026-01-01T09:00']);
    await land(other, [ADA, '2026-02-03T11:30'], [ADA, '2026-01-20T08:00']);
    await land(unlinked, [CY, '2026-02-03T11:30']);
    const found = await signInsOf(world.deps(), instanceId, [ADA, BOB, CY], '2026-01-25');
    expect([...found]).toEqual([
      [
        ADA,
        {
          ...{ firstAt: '2026-01-20T08:00:00.000Z', lastAt: '2026-02-03T11:30:00.000Z' },
          days: ['2026-02-01', '2026-02-03'],
        },
      ],
      [BOB, { firstAt: '2026-01-01T09:00:00.000Z', lastAt: '2026-01-01T09:00:00.000Z', days: [] }],
    ]);
  });

  it('are read in as many calls for one address as for a hundred', async () => {
    const { world, one, land } = await withApps();
    await land(one, [ADA, '2026-02-01T10:00']);
    const callsFor = async (addresses: readonly string[]) => {
      const before = { ...world.store.calls };
      await signInsOf(world.deps(), instanceId, addresses, '2026-01-01');
      const { get, getMany, page } = world.store.calls;
      return [get - before.get, getMany - before.getMany, page - before.page];
    };
    const hundred = Array.from({ length: 100 }, (_, index) => `p${String(index)}@x.example`);
    expect(await callsFor(hundred)).toEqual(await callsFor([ADA]));
  });

  it('are known from the first day to the last of each app that anybody signed in to', async () => {
    const { world, one, land } = await withApps();
    await land(one, [ADA, '2026-02-01T10:00'], [BOB, '2026-02-03T10:00'], [CY, '2026-01-20T08:00']);
    expect(await coverageOfInstance(world.deps(), instanceId)).toMatchObject([
      { app: { ssoAppId: one }, firstDay: '2026-01-20', lastDay: '2026-02-03' },
    ]);
  });
});
