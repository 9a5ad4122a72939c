import type { Account, VendorAccount } from '../../domain/account.ts';
import {
  type EngagementWindow,
  NEED_FEATURES,
  type SignIns,
  type SourceState,
} from '../../domain/activity.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { type Instant, dayOf } from '../../domain/time.ts';
import type { DaySpan } from '../../ports/connector.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import type { FoundUse } from '../activity/land-uses.ts';
import type { Candidate } from '../evidence/gather-evidence.ts';

/** The sources of a re-check: accounts and roles of this moment, activity of when it was read, where the vendor tells of any. */
export const freshSources = (progress: RecheckProgress, now: Instant, tellsUse: boolean): SourceState[] => [
  { source: 'accounts', state: 'complete', observedAt: now },
  { source: 'roles', state: 'complete', observedAt: now },
  ...(tellsUse
    ? [
        { source: 'engagement' as const, state: progress.engagement, observedAt: progress.readAt },
        { source: 'sign-ins' as const, state: progress.signIns, observedAt: progress.readAt },
        ...(progress.need === undefined
          ? []
          : [{ source: 'need' as const, state: progress.need, observedAt: progress.readAt }]),
      ]
    : []),
];

/** The sign-ins of the plan carried on by those read since. */
const carriedOn = (
  sealed: SignIns | null,
  use: FoundUse | undefined,
  spans: readonly DaySpan[],
): SignIns | null => {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return sealed;
  const newDays = (use?.signInDays ?? []).filter((day) => sealed === null || day > sealed.to);
  const moments = [sealed?.lastAt ?? null, use?.lastSignInAt ?? null].filter((at) => at !== null);
  return {
    from: sealed?.from ?? first.from,
    ...(sealed?.knownFrom === undefined ? {} : { knownFrom: sealed.knownFrom }),
    to: last.to,
    lastAt: moments.sort().at(-1) ?? null,
    activeDays: (sealed?.activeDays ?? 0) + newDays.length,
  };
};

/** The activity an item is judged by anew: what the plan and observations before it knew, with the days from its pull on read again. */
export const activitySince = (
  { signals: sealed, observations }: Pick<Evidence, 'signals' | 'observations'>,
  progress: RecheckProgress,
  spans: readonly DaySpan[],
  use: FoundUse | undefined,
): NonNullable<Candidate['activity']> => {
  const first = spans[0]?.from ?? dayOf(progress.readAt);
  const readAgain = (feature: EngagementWindow['feature']): EngagementWindow[] =>
    spans.map((span) => ({ feature, ...span, count: use?.count(span, feature) ?? 0 }));
  const hosted = sealed.engagement.filter(({ feature }) => feature === 'hosted-meeting');
  const needing = sealed.engagement.filter(({ feature }) => feature !== 'hosted-meeting');
  return {
    engagement: [
      ...(progress.engagement === 'complete'
        ? [...hosted.filter(({ to }) => to < first), ...readAgain('hosted-meeting')]
        : hosted),
      ...(progress.need === 'complete' ? [...needing, ...NEED_FEATURES.flatMap(readAgain)] : needing),
    ],
    seen: observations?.earlier ?? [],
    latestLoginAt: sealed.lastLogin.shownBefore ?? null,
    signIns: progress.signIns === 'complete' ? carriedOn(sealed.signIns, use, spans) : sealed.signIns,
  };
};

/** The account as the vendor has it now, under our id. */
export const freshCandidate = (
  stored: Account,
  vendorAccount: VendorAccount,
  observedAt: Instant,
  activity: Candidate['activity'],
  upcoming: Candidate['upcoming'],
): Candidate => ({
  account: {
    ...vendorAccount,
    accountId: stored.accountId,
    instanceId: stored.instanceId,
    observedAt,
    // A single read may leave out what the list said, and a birth date does not change.
    createdAt: vendorAccount.createdAt ?? stored.createdAt,
  },
  activity,
  ...(upcoming === undefined ? {} : { upcoming }),
});
