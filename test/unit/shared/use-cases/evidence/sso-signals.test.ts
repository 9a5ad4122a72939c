import { describe, expect, it } from 'vitest';
import type { SsoApp } from '../../../../../shared/domain/sso-app.ts';
import { connections } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { platformLogs } from '../../../../../shared/records/platform.ts';
import { signInDays, ssoApps, ssoLinks } from '../../../../../shared/records/sso-apps.ts';
import { ssoSignals } from '../../../../../shared/use-cases/evidence/sso-signals.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, VendorWorld, daysAgo } from '../../../../support/vendor-world.ts';

const OKTA = 'ins_00000000-okta';
const ID = 'sso_00000000-sample';
const ADA = ['ada@example.com', 'countess@example.com'];

const APP: SsoApp = {
  ssoAppId: ID,
  source: { kind: 'platform', instanceId: OKTA, vendor: 'okta', platformAppId: '0oa1' },
  label: 'Zoom',
  ...{ catalogName: 'zoomus', signInHost: null, signOn: 'saml', active: true },
  link: { state: 'confirmed', instanceId: IDS.instance, applicationId: IDS.application, decidedAt: NOW },
  declined: [],
  notedAt: NOW,
  version: 1,
};

const world = async (log: { state?: 'complete' | 'failed'; caughtUpAt?: string } = {}, app: SsoApp = APP) => {
  const made = await new VendorWorld().open();
  const connection = await made.store.get(connections, { connectionId: IDS.connection });
  if (connection === undefined) throw new Error('There is no connection.');
  const okta = { ...connection, connectionId: 'con_00000000-okta', instanceId: OKTA };
  await made.seed(
    put(connections, okta, 'any'),
    put(ssoLinks, { instanceId: IDS.instance, ssoAppId: ID }, 'any'),
  );
  await made.store.writeMany([
    put(ssoApps, app, 'any'),
    put(
      platformLogs,
      {
        instanceId: OKTA,
        cursor: 'c',
        since: daysAgo(90),
        caughtUpAt: log.caughtUpAt ?? NOW,
        pullId: 'pul_00000000-okta',
        startedAt: NOW,
        ...{
          appsNoted: true,
          state: log.state ?? 'complete',
          tries: 0,
          restarts: 0,
          nameless: 0,
          landed: [],
        },
        version: 1,
      },
      'any',
    ),
    put(
      signInDays,
      {
        ssoAppId: ID,
        address: 'countess@example.com',
        firstAt: daysAgo(40),
        lastAt: daysAgo(2),
        // 28 February 2026 is two days before.
        months: { '2026-02': 2 ** 27, '2026-01': 1 },
        version: 1,
      },
      'any',
    ),
  ]);
  return made;
};

describe('what single sign-on says of an account', () => {
  it('is found by any address of the person, and tells from when to when it is known', async () => {
    const made = await world();
    expect(await ssoSignals(made.deps(), IDS.instance, NOW, [ADA, ['bob@example.com']])).toEqual([
      [
        {
          ...{ ssoAppId: ID, state: 'complete', observedAt: NOW },
          from: daysAgo(89).slice(0, 10),
          lastAt: daysAgo(2),
          activeDays: 1,
        },
      ],
      [
        {
          ...{ ssoAppId: ID, state: 'complete', observedAt: NOW },
          from: daysAgo(89).slice(0, 10),
          lastAt: null,
          activeDays: 0,
        },
      ],
    ]);
  });

  it('is marked as failed where the log is out of order, and as old where it was not read lately', async () => {
    const failed = await world({ state: 'failed' });
    const [[ofFailed] = []] = await ssoSignals(failed.deps(), IDS.instance, NOW, [ADA]);
    expect(ofFailed?.state).toBe('failed');
    const old = await world({ caughtUpAt: daysAgo(5) });
    const [[ofOld] = []] = await ssoSignals(old.deps(), IDS.instance, NOW, [ADA]);
    expect(ofOld?.observedAt).toBe(daysAgo(5));
  });

  it('is nothing where the platform was disconnected, or no app is confirmed', async () => {
    const made = await world();
    const okta = await made.store.get(connections, { connectionId: 'con_00000000-okta' });
    if (okta !== undefined)
      await made.seed(put(connections, { ...okta, state: 'disconnected' as const }, 'any'));
    expect(await ssoSignals(made.deps(), IDS.instance, NOW, [ADA])).toEqual([[]]);
    expect(await ssoSignals(made.deps(), OKTA, NOW, [ADA])).toEqual([[]]);
  });

  it('is failed for an app of reports that nobody ever sent any of', async () => {
    const source = { kind: 'reported', provider: 'ADFS', providerKind: 'sso', name: 'Zoom' } as const;
    const made = await world({}, { ...APP, source });
    const [[signal] = []] = await ssoSignals(made.deps(), IDS.instance, NOW, [ADA]);
    expect(signal).toMatchObject({ state: 'failed', from: null, lastAt: daysAgo(2) });
  });
});
