import { describe, expect, it } from 'vitest';
import type { Pull } from '../../../../shared/domain/pull.ts';
import { minus, plus } from '../../../../shared/domain/time.ts';
import { accounts, pulls } from '../../../../shared/records/accounts.ts';
import { put } from '../../../../shared/records/change.ts';
import { setVersions } from '../../../../shared/records/imports.ts';
import { sweep } from '../../../../shared/use-cases/sweep.ts';
import { pushUsageEvents } from '../../../../shared/use-cases/usage/push-usage-events.ts';
import { CrashError, CrashingStore } from '../../../support/crashing-store.ts';
import { CUSTOM, DayLogWorld, event, plainRollup } from '../../../support/day-log-world.ts';
import { ADMIN } from '../../../support/run-world.ts';
import { sampleAccount } from '../../../support/sample-account.ts';
import { IDS } from '../../../support/sample-run.ts';
import { NOW, VendorWorld } from '../../../support/vendor-world.ts';

const OLD_PULL = 'pul_00000000-0000-7000-8000-00000000000d';
const LATER_PULL = 'pul_00000000-0000-7000-8000-00000000000e';
const OLD_CHART = 'chart_old';

const failedPull: Pull = {
  pullId: OLD_PULL,
  instanceId: IDS.instance,
  connectionId: IDS.connection,
  startedAt: minus(NOW, 'P3D'),
  state: 'failed',
  lookbackDays: [],
  loginLagDays: 3,
  cursor: null,
  sources: [],
  rereads: 0,
  figures: { accounts: 1, active: 1, inactive: 0, pending: 0, licensed: 1, basic: 0 },
  signs: null,
  findings: [],
  endedAt: minus(NOW, 'P3D'),
  failure: 'The vendor gave no usable answer.',
  version: 1,
};

describe('the sweep', () => {
  it('removes what old pulls and old versions left, of every instance', async () => {
    const world = await new VendorWorld().open();
    const ref = { instanceId: IDS.instance, pullId: OLD_PULL, accountId: IDS.account };
    const version = { kind: 'org-chart', setId: OLD_CHART, applicationId: null, endedAt: null } as const;
    await world.store.writeMany([
      put(pulls, failedPull, 'any'),
      // The newest one that failed would stay in the list.
      put(pulls, { ...failedPull, pullId: LATER_PULL, startedAt: plus(failedPull.startedAt, 'PT1H') }, 'any'),
      put(accounts, sampleAccount(ref), 'any'),
      put(setVersions, { ...version, createdAt: minus(NOW, 'P9D') }, 'any'),
    ]);
    const events = world.store.auditTrail().length;
    expect(await sweep(world.deps())).toBe('done');
    expect(await world.store.get(accounts, ref)).toBeUndefined();
    expect(await world.store.get(pulls, ref)).toBeUndefined();
    expect(await world.store.get(setVersions, version)).toBeUndefined();
    expect(world.store.auditTrail()).toHaveLength(events);
  });

  it('takes in events whose worker was killed once they had arrived', async () => {
    const world = await new DayLogWorld().open();
    const sent = [event('ada@x.example', 'open', '2026-03-01T09:00:00.000Z')];
    const store = new CrashingStore(world.store, 2, 'before', 'writes');
    const killed = pushUsageEvents({ ...world.deps(), store }, ADMIN, CUSTOM.instanceId, sent);
    await expect(killed).rejects.toThrow(CrashError);
    expect((await world.rollup()).days).toEqual([]);
    expect(await world.marks()).toHaveLength(1);
    expect(await sweep(world.deps())).toBe('done');
    expect(await world.rollup()).toEqual(plainRollup(sent));
    expect(await world.marks()).toEqual([]);
  });
});
