import { describe, expect, it } from 'vitest';
import { rejectPull, releasePull } from '../../../../../shared/use-cases/pull/decide-pull.ts';
import { platformPerson } from '../../../../support/memory-platform.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { syncId } from '../../../../support/pull-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const PEOPLE = 20;

const pulledOnce = async (): Promise<PlatformWorld> => {
  const world = await new PlatformWorld().openWith(PEOPLE);
  expect((await world.sync(1)).state).toBe('applied');
  return world;
};

const losses: readonly (readonly [string, (world: PlatformWorld) => void, readonly string[]])[] = [
  ['60 % fewer people', ({ platform }) => platform.people.splice(0, 12), ['people', 'active']],
  ['nobody', ({ platform }) => platform.people.splice(0), ['people', 'active']],
  [
    '60 % fewer assignments',
    ({ platform }) => {
      for (const [app, ids] of platform.assigned)
        platform.assigned.set(app, ids.slice(0, Math.floor(0.4 * ids.length)));
    },
    ['assignments'],
  ],
  [
    'no assignments',
    ({ platform }) => {
      platform.assigned.clear();
    },
    ['assignments'],
  ],
  ['no applications', ({ platform }) => platform.apps.splice(0), ['apps', 'assignments']],
  [
    'everybody deprovisioned',
    ({ platform }) => {
      const gone = { status: 'deprovisioned' as const, vendorStatus: 'DEPROVISIONED' };
      for (const [index, person] of platform.people.entries())
        platform.people[index] = { ...person, ...gone };
    },
    ['active'],
  ],
];

describe('a platform that lists far less than before', () => {
  it.each(losses)('is quarantined: %s', async (_, lose, measures) => {
    const world = await pulledOnce();
    lose(world);
    const pull = await world.sync(2);
    expect(pull.state).toBe('quarantined');
    expect(pull.findings.map(({ measure }) => measure)).toEqual(measures);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.statusOf('person-0')).toEqual(['ACTIVE']);
    expect(await world.assignedTo('0oa-zoom')).toBe(PEOPLE);
    const [event] = world.eventsOf('pull.quarantined');
    expect(event).toMatchObject({
      before: { currentPullId: syncId(1), people: PEOPLE, apps: 3, assignments: 30 },
      after: { again: false },
    });
    expect(event?.after?.['findings']).toMatch(
      /^(no|\d+) [a-z ]+ instead of \d+ \(at least \d+ w(as|ere) expected\)/,
    );
  });

  it('is followed once a person releases it, and its rows go once one rejects it', async () => {
    const world = await pulledOnce();
    world.platform.people.splice(0, 12);
    await world.sync(2);
    const decision = { instanceId: IDS.instance, reason: 'We sold a company.' };
    await releasePull(world.deps(), ADMIN, { ...decision, pullId: syncId(2) });
    expect(await world.currentPullId()).toBe(syncId(2));
    expect(await world.statusOf('person-0')).toEqual([]);
    expect(world.eventsOf('pull.released')[0]?.after).toMatchObject({ people: 8, assignments: 30 });
    world.platform.people.splice(0, 7);
    await world.sync(3);
    await rejectPull(world.deps(), ADMIN, { ...decision, pullId: syncId(3) });
    await world.sync(4);
    expect(world.rowsOf(syncId(3))).toEqual({});
    expect(await world.currentPullId()).toBe(syncId(2));
  });

  it('gives way to a sane one by itself', async () => {
    const world = await pulledOnce();
    const gone = world.platform.people.splice(0, 12);
    await world.sync(2);
    world.platform.people.push(...gone);
    expect((await world.sync(3)).state).toBe('applied');
    expect(await world.currentPullId()).toBe(syncId(3));
  });
});

describe('the first pull of a platform', () => {
  it('is odd where nobody is active, since somebody made its credentials', async () => {
    const world = await new PlatformWorld().openWith(0);
    const gone = { status: 'deprovisioned' as const, vendorStatus: 'DEPROVISIONED' };
    world.platform.people.push(platformPerson('gone', gone));
    expect(await world.sync(1)).toMatchObject({ state: 'quarantined', findings: [{ measure: 'active' }] });
  });
});
