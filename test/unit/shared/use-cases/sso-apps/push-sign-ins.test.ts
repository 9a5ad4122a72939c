import { describe, expect, it } from 'vitest';
import type { ReportedSignIn } from '../../../../../shared/domain/sign-in.ts';
import { plus } from '../../../../../shared/domain/time.ts';
import { RestrictedError } from '../../../../../shared/errors.ts';
import { ssoApps } from '../../../../../shared/records/sso-apps.ts';
import { pushSignIns } from '../../../../../shared/use-cases/sso-apps/push-sign-ins.ts';
import { sweep } from '../../../../../shared/use-cases/sweep.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { SsoWorld } from '../../../../support/sso-world.ts';

const ADA = 'ada@x.example';

const of = (email: string, time: string, more: Partial<ReportedSignIn> = {}): ReportedSignIn => ({
  ...{ email, time, app: 'Zoom', provider: 'Entra ID', providerKind: 'sso', success: true },
  ...more,
});

const apps = async (world: SsoWorld) => (await world.store.page(ssoApps, {}, { limit: 500 })).records;

describe('sign-ins over the API', () => {
  it('count once over all requests, and failed ones not at all, by one event that names nobody', async () => {
    const world = new SsoWorld();
    const sent = [
      of(ADA, '2026-02-20T09:00:00.000Z'),
      of(ADA, '2026-02-20T09:00:00.000Z', { app: 'ZOOM' }),
      of(ADA, '2026-02-21T09:00:00.000Z', { success: false }),
      of('bob@x.example', '2026-02-20T09:00:00.000Z', { app: 'Figma' }),
    ];
    const first = await pushSignIns(world.deps(), ADMIN, sent);
    expect(first).toEqual({ received: 4, failed: 1, new: 2, known: 1, waiting: 0 });
    expect(await pushSignIns(world.deps(), ADMIN, sent)).toEqual({
      ...{ received: 4, failed: 1, new: 0, known: 3, waiting: 0 },
    });
    expect(world.store.auditTrail()).toMatchObject([
      { action: 'sign-ins.received', after: { signIns: 4, failed: 1, apps: 2 } },
      { action: 'sign-ins.received' },
    ]);
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('x.example');
    const [zoom, figma] = await apps(world);
    expect([zoom?.label, zoom?.source.kind, figma?.label]).toEqual(['Zoom', 'reported', 'Figma']);
    expect(await world.daysOf(zoom?.ssoAppId ?? '')).toEqual({ [ADA]: ['2026-02-20'] });
  });

  it('of social logins are another app, which is no single sign-on', async () => {
    const world = new SsoWorld();
    await pushSignIns(world.deps(), ADMIN, [
      of(ADA, '2026-02-20T09:00:00.000Z'),
      of(ADA, '2026-02-20T10:00:00.000Z', { providerKind: 'social' }),
    ]);
    expect((await apps(world)).map(({ signOn }) => signOn)).toEqual(['unknown', 'social']);
  });

  it('are refused all together where one lies in the future, or by somebody restricted', async () => {
    const world = new SsoWorld();
    const ahead = of(ADA, plus(world.surroundings.clock.now(), 'PT25H'));
    const some = [of(ADA, '2026-02-20T09:00:00.000Z'), ahead];
    await expect(pushSignIns(world.deps(), ADMIN, some)).rejects.toMatchObject({
      violations: [{ field: 'signIns.1.time' }],
    });
    const restricted = { ...ADMIN, restriction: { kind: 'only', applicationIds: [] } } as const;
    await expect(pushSignIns(world.deps(), restricted, some.slice(0, 1))).rejects.toThrow(RestrictedError);
    expect(await apps(world)).toEqual([]);
    expect(world.store.auditTrail()).toEqual([]);
  });

  it('that a request had no time for are taken in by the sweep', async () => {
    const world = new SsoWorld();
    const sent = Array.from({ length: 40 }, (_, index) =>
      of(ADA, '2026-02-20T09:00:00.000Z', { app: `App ${String(index)}` }),
    );
    // Each look at the clock is a second later.
    const { clock } = world.surroundings;
    const ticking = {
      sleep: (ms: number) => clock.sleep(ms),
      now: () => {
        clock.set(plus(clock.now(), 'PT1S'));
        return clock.now();
      },
    };
    const told = await pushSignIns({ ...world.deps(), clock: ticking }, ADMIN, sent);
    expect(told.waiting).toBeGreaterThan(0);
    expect(told.new + told.waiting).toBe(40);
    const seen = async () => {
      const days = await Promise.all((await apps(world)).map(({ ssoAppId }) => world.daysOf(ssoAppId)));
      return days.filter((of) => ADA in of).length;
    };
    expect(await seen()).toBe(told.new);
    expect(await sweep(world.deps())).toBe('done');
    expect(await seen()).toBe(40);
  });
});
