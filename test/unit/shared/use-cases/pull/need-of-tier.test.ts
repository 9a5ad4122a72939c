import { describe, expect, it } from 'vitest';
import { activities } from '../../../../../shared/records/accounts.ts';
import { recheckVerdicts } from '../../../../../shared/records/runs.ts';
import { pullIdOfRun } from '../../../../../shared/use-cases/pull/pull-subject.ts';
import { previewStep } from '../../../../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import {
  afterTheWait,
  itemOf,
  itemsOf,
  recheck,
  stateOf,
  change,
} from '../../../../support/recheck-world.ts';
import { ruleOf } from '../../../../support/sample-evidence.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { VendorWorld, daysAgo, untilSettled, user } from '../../../../support/vendor-world.ts';

const NO_NEED = ruleOf({
  field: 'featureUse',
  features: ['long-meeting', 'cloud-recording', 'webinar'],
  withinDays: 60,
  is: false,
});

/** Ada holds short meetings only, Bob a long one a month ago; both sign in all the time. */
const company = async (mayReadNeed = true): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  if (mayReadNeed) world.vendor.capabilities.add('read-need');
  const busy = { lastLoginAt: daysAgo(1), hosted: [daysAgo(3)], signIns: [1, 2, 3, 4].map(daysAgo) };
  world.vendor.users.push(user('ada', busy), user('bob', { ...busy, long: [daysAgo(30)] }));
  await world.setChart([{ email: 'ada@example.com' }, { email: 'bob@example.com' }]);
  await world.startRun({ workflow: sampleWorkflow({ rules: [NO_NEED], notify: false }) });
  await untilSettled(world, () => pullStep(world.deps(), world.input()));
  await untilSettled(world, () => previewStep(world.deps(), world.input()));
  return world;
};

describe('what needs the tier', () => {
  it('is read span by span, not account by account, and kept short', async () => {
    const world = await company();
    expect((await itemsOf(world)).map(({ reason }) => reason)).toHaveLength(1);
    const { accountId } = await itemOf(world, 'ada');
    const spans = world.vendor.calls.filter(({ method }) => method === 'readNeed');
    expect(spans).toHaveLength(6);
    const stored = await world.store.get(activities, {
      ...{ instanceId: IDS.instance, pullId: pullIdOfRun(IDS.run), accountId },
    });
    expect(stored?.engagement.filter(({ feature }) => feature !== 'hosted-meeting')).toHaveLength(3);
    expect(world.vendor.calls.some(({ method }) => method === 'readUpcoming')).toBe(false);
  });

  it('is unknown where the scopes were not granted: nobody is asked, and nobody is a candidate', async () => {
    const world = await company(false);
    expect(await itemsOf(world)).toEqual([]);
    expect(world.vendor.calls.some(({ method }) => method === 'readNeed')).toBe(false);
  });

  it('that came up since the plan keeps the license', async () => {
    const world = await company();
    world.surroundings.clock.advance(86_400_000);
    change(world, 'ada', { long: [world.surroundings.clock.now()] });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'no-longer-matches']);
  });

  it('is judged anew before acting', async () => {
    const world = await company();
    world.surroundings.clock.advance(86_400_000);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['due', null]);
    const { accountId } = await itemOf(world, 'ada');
    const fresh = await world.store.get(recheckVerdicts, { runId: IDS.run, accountId });
    expect(fresh?.evidence.upcoming).toEqual({ longMeetings: 0, webinars: 0 });
  });
});

describe('what somebody has planned', () => {
  it('blocks the action, and is asked of candidates alone', async () => {
    const world = await afterTheWait();
    world.vendor.capabilities.add('read-need');
    change(world, 'ada', { webinarsAhead: 1 });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['protected', 'upcoming-use']);
    expect(await stateOf(world, 'bob')).toEqual(['due', null]);
    const asked = world.vendor.calls.filter(({ method }) => method === 'readUpcoming');
    expect(asked.map(({ about }) => about).toSorted()).toEqual(['v-ada', 'v-bob', 'v-cleo']);
  });

  it('holds nothing up where nobody may know it, and waits where the vendor wants a pause', async () => {
    const world = await afterTheWait();
    world.vendor.capabilities.add('read-need');
    world.vendor.failAlways('readUpcoming', { kind: 'not-granted', scope: 's' });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['due', null]);
    const other = await afterTheWait();
    other.vendor.capabilities.add('read-need');
    const notBefore = '2026-03-09T10:00:00.000Z';
    other.vendor.failNext('readUpcoming', { kind: 'rate-limited', notBefore });
    await recheck(other);
    expect(await stateOf(other, 'ada')).toEqual(['due', null]);
  });
});
