import type { Account } from '../../domain/account.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Activity, SourceState } from '../../domain/activity.ts';
import { type ClockFacts, holidaysBy } from '../../domain/countable-days.ts';
import type { EventSignal, Evidence, FileEvidence, SsoSignal } from '../../domain/evidence.ts';
import type { ExemptionScope } from '../../domain/exemption.ts';
import type { Policy } from '../../domain/policy.ts';
import { earlierThan } from '../../domain/observation.ts';
import { markLookup } from '../../domain/service-account.ts';
import { type Instant, dayOf, durationDays } from '../../domain/time.ts';
import type { StoredActivity } from '../../records/accounts.ts';
import { coolDowns } from '../../records/protections.ts';
import { claims } from '../../records/runs.ts';
import { serviceAccountLists } from '../../records/service-accounts.ts';
import type { Basics } from '../dependencies.ts';
import { type ExemptionLookup, exemptionsInForce } from '../exemptions/exemption-lookup.ts';
import { platformStatuses } from '../platform/platform-statuses.ts';
import { eventSignals } from './event-signals.ts';
import { type PersonMatch, matchPeople } from './person-directory.ts';
import { ssoSignals } from './sso-signals.ts';

/** What is the same for every account that is judged at one moment. */
export interface EvidenceContext {
  readonly decidedAt: Instant;
  /** The run that judges: its own claim is no other plan's. Null outside of runs. */
  readonly runId: string | null;
  readonly ordinaryRoleIds: ReadonlySet<string>;
  readonly policy: Pick<
    Policy,
    'gracePeriod' | 'staleAfter' | 'protectedPersonIds' | 'holidays' | 'observations'
  >;
  readonly exemptions: ExemptionLookup;
  readonly sources: readonly SourceState[];
  readonly loginLagDays: number;
  /** Where a file decides: the accounts it names, by their ids. */
  readonly named?: ReadonlyMap<string, FileEvidence>;
}

/** One account to judge, with the activity that belongs to it. */
export interface Candidate {
  readonly account: Account;
  readonly activity:
    (Pick<Activity, 'engagement' | 'signIns'> & Pick<StoredActivity, 'seen' | 'latestLoginAt'>) | undefined;
  /** What the account has planned that needs its tier, where it was asked. */
  readonly upcoming?: NonNullable<Evidence['upcoming']>;
}

/** The exempt lists that protect accounts of an application: everybody's and its own. */
export const exemptionsFor = (
  deps: Pick<Basics, 'store'>,
  applicationId: string,
  from: Instant,
  to: Instant,
): Promise<ExemptionLookup> => {
  const scopes: ExemptionScope[] = ['global', applicationId];
  return exemptionsInForce(deps, scopes, from, to);
};

/** What stops the clock of inactivity for an account and its person. */
const clockOf = (
  { createdAt }: Account,
  match: PersonMatch | undefined,
  holidaysAt: (location: string | null) => ClockFacts['holidays'],
): ClockFacts => {
  const person = match?.evidence.kind === 'matched' ? match.evidence : null;
  const { leaveFrom = null, leaveUntil = null, partTimeFactor = 1 } = match?.hours ?? {};
  return {
    hiredOn: person?.startDate ?? null,
    seatOn: createdAt === null ? null : dayOf(createdAt),
    leave: leaveFrom === null && leaveUntil === null ? null : { from: leaveFrom, until: leaveUntil },
    partTimeFactor,
    holidays: holidaysAt(person?.location ?? null),
  };
};

const lastLoginOf = (
  { lastLoginAt }: Account,
  activity: Candidate['activity'],
  lagDays: number,
): Evidence['signals']['lastLogin'] => {
  const latest = activity?.latestLoginAt ?? null;
  const isLater = latest !== null && (lastLoginAt === null || latest > lastLoginAt);
  return { at: lastLoginAt, lagDays, ...(isLater ? { shownBefore: latest } : {}) };
};

/** What earlier pulls saw of an account, where more than one observation is needed. */
const observationsOf = (
  { policy: { observations } }: EvidenceContext,
  { observedAt }: Account,
  activity: Candidate['activity'],
): Pick<Evidence, 'observations'> => {
  const { count: needed, apart } = observations;
  if (needed <= 1) return {};
  const apartDays = durationDays(apart);
  return {
    observations: { needed, apartDays, earlier: earlierThan(activity?.seen ?? [], observedAt, apartDays) },
  };
};

/** What single sign-on says of each candidate, whichever instance it is of; of those a file names it is not asked, since use does not matter. */
const ssoOf = async (
  deps: Pick<Basics, 'store'>,
  { decidedAt, named }: EvidenceContext,
  candidates: readonly Candidate[],
  addresses: readonly (readonly string[])[],
): Promise<SsoSignal[][]> => {
  const signals = candidates.map((): SsoSignal[] => []);
  const asked = candidates
    .map(({ account }, index) => ({ account, index }))
    .filter(({ account }) => named?.has(account.accountId) !== true);
  for (const instanceId of new Set(asked.map(({ account }) => account.instanceId))) {
    const own = asked.filter(({ account }) => account.instanceId === instanceId).map(({ index }) => index);
    const found = await ssoSignals(
      deps,
      instanceId,
      decidedAt,
      own.map((index) => addresses[index] ?? []),
    );
    for (const [place, index] of own.entries()) signals[index] = found[place] ?? [];
  }
  return signals;
};

/** What the application's own events say of each candidate. Only lists that were published are of applications that send any. */
const eventsOf = async (
  deps: Pick<Basics, 'store'>,
  { decidedAt, sources }: EvidenceContext,
  candidates: readonly Candidate[],
  addresses: readonly (readonly string[])[],
): Promise<(EventSignal | null)[]> => {
  const instanceId = candidates[0]?.account.instanceId;
  const isPublished = sources.length > 0 && sources.every(({ source }) => source === 'accounts');
  return instanceId === undefined || !isPublished ? [] : eventSignals(deps, instanceId, decidedAt, addresses);
};

/** What platforms say of whoever has one of these addresses. */
const directoryOf = async (
  deps: Pick<Basics, 'store'>,
  addresses: readonly (readonly string[])[],
): Promise<NonNullable<Evidence['directory']>[]> => {
  const unique = [...new Set(addresses.flat())];
  const statuses = await platformStatuses(deps, unique);
  const byAddress = new Map(unique.map((address, index) => [address, statuses[index] ?? []]));
  return addresses.map((own) => {
    const entries = own.flatMap((address) => byAddress.get(address) ?? []);
    const byUser = new Map(entries.map((entry) => [`${entry.instanceId} ${entry.platformUserId}`, entry]));
    return [...byUser.values()].map(({ instanceId, status, observedAt }) => ({
      instanceId,
      status,
      observedAt,
    }));
  });
};

/** Makes the question by what an account of some instances is marked as a program's. */
const serviceMarks = async ({ store }: Pick<Basics, 'store'>, candidates: readonly Candidate[]) => {
  const instanceIds = [...new Set(candidates.map(({ account: { instanceId } }) => instanceId))];
  const lists = await store.getMany(
    serviceAccountLists,
    instanceIds.map((instanceId) => ({ instanceId })),
  );
  const lookups = new Map(
    instanceIds.map((instanceId, index) => [instanceId, markLookup(lists[index]?.marks ?? [])]),
  );
  return (account: Account) => lookups.get(account.instanceId)?.(account) ?? null;
};

/**
 * Reads what is needed to decide about a page of accounts, in batches: people, cool-downs, claims and marks. The evidence of each account,
 * in their order.
 */
export const gatherEvidence = async (
  deps: Pick<Basics, 'store'>,
  context: EvidenceContext,
  candidates: readonly Candidate[],
): Promise<Evidence[]> => {
  const refs = candidates.map(({ account: { accountId } }) => ({ accountId }));
  const [matches, coolDown, claim, markOf] = await Promise.all([
    matchPeople(
      deps,
      candidates.map(({ account }) => account),
    ),
    deps.store.getMany(coolDowns, refs),
    deps.store.getMany(claims, refs),
    serviceMarks(deps, candidates),
  ]);
  const addresses = candidates.map(({ account: { email } }, index) => [
    ...new Set([normalizeAddress(email), ...(matches[index]?.addresses ?? [])]),
  ]);
  const [sso, events, directory] = await Promise.all([
    ssoOf(deps, context, candidates, addresses),
    eventsOf(deps, context, candidates, addresses),
    directoryOf(deps, addresses),
  ]);
  const holidaysAt = holidaysBy(context.policy.holidays, context.decidedAt);
  return candidates.map(({ account, activity, upcoming }, index) => {
    const match = matches[index];
    const person = match?.evidence ?? { kind: 'none' as const, reason: 'no-person' as const };
    const claimedBy = claim[index]?.runId ?? null;
    const file = context.named?.get(account.accountId);
    const mark = markOf(account);
    const event = events[index] ?? null;
    return {
      decidedAt: context.decidedAt,
      observedAt: account.observedAt,
      account: {
        status: account.status,
        tier: account.tier,
        role: account.role,
        roleIsOrdinary: account.role.id !== null && context.ordinaryRoleIds.has(account.role.id),
        createdAt: account.createdAt,
      },
      person,
      ...((directory[index]?.length ?? 0) === 0 ? {} : { directory: directory[index] }),
      ...(file === undefined ? {} : { file }),
      exemptions: {
        checked: context.exemptions.checked,
        inForce: context.exemptions
          .forAccount({
            emails: [account.email, ...(match?.addresses ?? [])],
            vendorAccountId: account.vendorAccountId,
          })
          .map(({ exemptionId, scope, expiresAt }) => ({ exemptionId, scope, expiresAt })),
      },
      ...(mark === null ? {} : { serviceAccount: mark }),
      protectedByPolicy:
        person.kind === 'matched' && context.policy.protectedPersonIds.includes(person.personId),
      coolDownUntil: coolDown[index]?.until ?? null,
      graceDays: durationDays(context.policy.gracePeriod),
      staleAfterDays: durationDays(context.policy.staleAfter),
      clock: clockOf(account, match, holidaysAt),
      sources: [...context.sources],
      signals: {
        lastLogin: lastLoginOf(account, activity, context.loginLagDays),
        engagement: [...(activity?.engagement ?? [])],
        signIns: activity?.signIns ?? null,
        ...((sso[index]?.length ?? 0) === 0 ? {} : { sso: sso[index] }),
        ...(event === null ? {} : { events: event }),
      },
      ...(upcoming === undefined ? {} : { upcoming }),
      ...observationsOf(context, account, activity),
      claimedBy: claimedBy === context.runId ? null : claimedBy,
    };
  });
};
