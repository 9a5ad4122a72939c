import type { Account } from '../../domain/account.ts';
import {
  type Activity,
  type EngagementWindow,
  NEED_FEATURES,
  type SourceState,
  carryOn,
} from '../../domain/activity.ts';
import { type Observation, condenseEngagement, keepObservations } from '../../domain/observation.ts';
import type { PullSigns } from '../../domain/pull-sanity.ts';
import { type Figures, addFigures } from '../../domain/pull.ts';
import { latelyDays } from '../../domain/provisioned-users.ts';
import { type Instant, dayOf, durationDays, plusMs } from '../../domain/time.ts';
import { FIRST_CREDIBLE } from '../../domain/usage.ts';
import { addAhead } from '../../domain/vendor-clock.ts';
import { type StoredActivity, accounts, activities } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { put, remove } from '../../records/change.ts';
import { type FoundUse, readingOf, usesOf } from '../activity/land-uses.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { PageRead, PullContext } from './pull-dependencies.ts';
import { engagementSpansOf, signInSpansOf } from './read-activity.ts';

/** Accounts summarized at once. */
const PAGE = 300;

/** Far more than the clocks of two workers differ, far less than the 12 hours after which a pull begins anew. */
const CLOCKS_DIFFER_MS = 3_600_000;

const isCredible = (at: Instant | null, observedAt: Instant): at is Instant =>
  at !== null && at >= FIRST_CREDIBLE && at <= observedAt;

const addSigns = (
  signs: PullSigns,
  list: readonly Account[],
  uses: readonly (FoundUse | undefined)[],
): PullSigns => {
  const active = list.filter(({ status }) => status === 'active');
  const withoutLogin = active.filter(
    ({ tier, lastLoginAt, observedAt }) => tier === 'licensed' && !isCredible(lastLoginAt, observedAt),
  );
  const moments = list.flatMap(({ lastLoginAt, observedAt }, index) =>
    [lastLoginAt, uses[index]?.lastSignInAt ?? null].filter((at) => isCredible(at, observedAt)),
  );
  const ahead = addAhead(
    signs.ahead,
    list.map(({ lastLoginAt: at, observedAt: readAt }) => ({ at, readAt })),
  );
  return {
    ...signs,
    ...(ahead === undefined ? {} : { ahead }),
    licensedWithoutLogin:
      signs.licensedWithoutLogin === null ? null : signs.licensedWithoutLogin + withoutLogin.length,
    admins: signs.admins + active.filter(({ role: { kind } }) => kind === 'owner' || kind === 'admin').length,
    newestActivityAt:
      [...moments, signs.newestActivityAt]
        .filter((at) => at !== null)
        .toSorted()
        .at(-1) ?? null,
  };
};

/** One account's activity: a window for every span that was read, 0 where the vendor listed no use. */
const activityOf = (
  { pull, vendor }: PullContext,
  account: Account,
  use: FoundUse | undefined,
): Activity & { instanceId: string; pullId: string } => {
  const complete = (source: SourceState['source']) =>
    pull.sources.some((entry) => entry.source === source && entry.state === 'complete');
  const { activity } = vendor;
  const windowsOf = (feature: EngagementWindow['feature']): EngagementWindow[] =>
    activity === undefined
      ? []
      : engagementSpansOf(pull, activity).map((span) => ({
          feature,
          ...span,
          count: use?.count(span, feature) ?? 0,
        }));
  const signInSpans = activity === undefined ? [] : signInSpansOf(pull, activity);
  const [first, last] = [signInSpans[0], signInSpans.at(-1)];
  const days = (use?.signInDays ?? []).filter((day) => first !== undefined && day >= first.from);
  return {
    accountId: account.accountId,
    instanceId: pull.instanceId,
    pullId: pull.pullId,
    // Spans of a source that failed half way are left out: a 0 in them would claim what nobody read.
    engagement: [
      ...(complete('engagement') ? windowsOf('hosted-meeting') : []),
      // Of these a rule asks only whether there was use since a day: two spans tell that as well as all.
      ...(complete('need') ? condenseEngagement(NEED_FEATURES.flatMap(windowsOf)) : []),
    ],
    signIns:
      complete('sign-ins') && first !== undefined && last !== undefined
        ? { from: first.from, to: last.to, lastAt: use?.lastSignInAt ?? null, activeDays: days.length }
        : null,
  };
};

/** What this pull says of an account, as much of it as later ones compare with. */
const observationOf = (
  { pull }: PullContext,
  { status, tier, lastLoginAt, observedAt }: Account,
  { engagement, signIns }: Pick<Activity, 'engagement' | 'signIns'>,
): Observation => ({
  at: pull.sources.find(({ source }) => source === 'accounts')?.observedAt ?? observedAt,
  status,
  tier,
  lastLoginAt,
  complete: pull.sources.filter(({ state }) => state === 'complete').map(({ source }) => source),
  engagement: condenseEngagement(engagement),
  signIns,
});

/** What the pull that readers follow knows of the same accounts, and how far apart observations are to be. */
const before = async ({ deps, pull }: PullContext, list: readonly Account[]) => {
  const { instanceId } = pull;
  const [instance, policy] = await Promise.all([
    deps.store.get(instances, { instanceId }),
    policyInForce(deps),
  ]);
  const pullId = instance?.currentPullId ?? null;
  const known =
    pullId === null || pullId === pull.pullId
      ? []
      : await deps.store.getMany(
          activities,
          list.map(({ accountId }) => ({ instanceId, pullId, accountId })),
        );
  return { known, apartDays: durationDays(policy.observations.apart) };
};

/** The activity of an account with what good pulls before this one saw of it. */
const withObservations = (
  context: PullContext,
  account: Account,
  activity: Activity & Pick<StoredActivity, 'instanceId' | 'pullId'>,
  known: StoredActivity | undefined,
  apartDays: number,
): StoredActivity => {
  const { signIns } = activity;
  const carried = {
    ...activity,
    signIns: signIns === null ? null : carryOn(signIns, known?.signIns ?? null),
  };
  const own = observationOf(context, account, carried);
  const logins = [known?.latestLoginAt ?? null, account.lastLoginAt].filter((at) =>
    isCredible(at, account.observedAt),
  );
  return {
    ...carried,
    seen: keepObservations(own, known?.seen ?? [], apartDays),
    latestLoginAt: logins.toSorted().at(-1) ?? null,
  };
};

/** Accounts that used a feature lately, with those of the pages before; nothing where use was not read. */
const engagedLately = (
  { pull, vendor: { activity } }: PullContext,
  uses: readonly (FoundUse | undefined)[],
): Pick<Figures, 'engagedLately'> => {
  const source = pull.sources.find((entry) => entry.source === 'engagement');
  if (activity === undefined || source?.state !== 'complete') return {};
  const { from } = latelyDays(dayOf(pull.startedAt));
  const spans = engagementSpansOf(pull, activity).filter((span) => span.from >= from);
  const engaged = uses.filter((use) => use !== undefined && spans.some((span) => use.count(span) > 0));
  return { engagedLately: (pull.figures.engagedLately ?? 0) + engaged.length };
};

/** Writes the activity of one page of a shard's accounts and adds the accounts to what is counted. */
export const summarizeAccounts = async (context: PullContext): Promise<PageRead> => {
  const { deps, pull, part, token } = context;
  const { instanceId, pullId } = pull;
  const page = await deps.store.page(
    accounts,
    { instanceId, pullId, shard: part },
    { limit: PAGE, after: token },
  );
  // A pull that was begun anew may hold rows of its first try: who is gone by now is not in the version.
  const firstTry = plusMs(pull.startedAt, -CLOCKS_DIFFER_MS);
  const current = page.records.filter((account) => account.observedAt >= firstTry);
  const gone = page.records.filter((account) => account.observedAt < firstTry);
  const [uses, { known, apartDays }] = await Promise.all([
    usesOf(deps, readingOf(pull), current),
    before(context, current),
  ]);
  await deps.store.writeMany([
    ...current.map((account, index) => {
      const activity = activityOf(context, account, uses[index]);
      return put(activities, withObservations(context, account, activity, known[index], apartDays), 'any');
    }),
    ...gone.map(({ accountId }) => remove(accounts, { instanceId, pullId, accountId })),
  ]);
  const signs = pull.signs === null ? null : addSigns(pull.signs, current, uses);
  const figures = { ...addFigures(pull.figures, current), ...engagedLately(context, uses) };
  return { kind: 'ok', value: { next: page.next, figures, signs } };
};
