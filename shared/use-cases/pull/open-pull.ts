import { INACTIVE_DAYS } from '../../domain/activity-level.ts';
import type { PullSigns } from '../../domain/pull-sanity.ts';
import { NO_FIGURES, type Pull, type PullCursor } from '../../domain/pull.ts';
import { LATELY_DAYS } from '../../domain/provisioned-users.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import { type Rule, askedDays } from '../../domain/workflow.ts';
import type { LicenseVendor } from '../../ports/connector.ts';
import { pulls } from '../../records/accounts.ts';
import { workflows } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { PullSubject } from './pull-subject.ts';

/** A pull that was held up longer, by a reconnect for instance, begins anew: what it read first is too old by then. */
const LONGEST_READ_MS = 12 * 3_600_000;

export const FIRST_CURSOR: PullCursor = { step: 'roles', part: 0, token: null, tries: 0, restarts: 0 };

const NO_SIGNS: PullSigns = {
  licensedWithoutLogin: 0,
  admins: 0,
  newestActivityAt: null,
  announced: null,
};

/** A pull that has counted nothing yet. Of a vendor that says nothing of use, missing sign-ins are not counted at all. */
export const uncounted = (tellsUse: boolean): Pick<Pull, 'figures' | 'signs'> => ({
  figures: NO_FIGURES,
  signs: { ...NO_SIGNS, licensedWithoutLogin: tellsUse ? 0 : null },
});

/**
 * How much further back than any rule a pull reads: leave, part time and holidays stop the clock, and "60 days that count" begin the
 * earlier then. Half of full time is twice as long.
 */
const CLOCK_STOPS = 2;

/**
 * How far back each rule of the instance's workflows looks, the vendor's lag added, as whole days; and how far the longest of them looks
 * for somebody whose clock stood still.
 */
const lookbackDays = async (
  deps: Pick<Basics, 'store'>,
  { run, instance }: PullSubject,
  loginLagDays: number,
): Promise<number[]> => {
  const rules: Rule[] = [...(run?.workflow.rules ?? [])];
  for await (const workflow of everyRecord(deps.store, workflows, {}))
    if (workflow.instanceId === instance.instanceId) rules.push(...workflow.rules);
  const asked = [INACTIVE_DAYS, ...askedDays(rules)];
  const longest = CLOCK_STOPS * Math.max(...asked);
  const days = new Set([...asked, longest].map((count) => Math.ceil(count + loginLagDays)));
  // Who used it lately is counted exactly: spans have a boundary there.
  days.add(LATELY_DAYS - 1);
  return [...days].filter((count) => count >= 1).sort((a, b) => a - b);
};

const fresh = (
  startedAt: Instant,
  { activity }: Pick<LicenseVendor, 'activity'>,
): Pick<Pull, 'startedAt' | 'cursor' | 'sources' | 'rereads' | 'figures' | 'signs' | 'findings'> => ({
  startedAt,
  cursor: FIRST_CURSOR,
  sources: [],
  rereads: 0,
  ...uncounted(activity !== undefined),
  findings: [],
});

/** The pull as stored; makes it where it is new and begins it anew where it was held up too long. */
export const openPull = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  subject: PullSubject,
  vendor: Pick<LicenseVendor, 'activity'>,
): Promise<Pull> => {
  const { instance, connection, pullId } = subject;
  const now = deps.clock.now();
  const stored = await deps.store.get(pulls, { instanceId: instance.instanceId, pullId });
  if (stored === undefined) {
    const loginLagDays = vendor.activity?.loginLagDays ?? 0;
    const pull: Pull = {
      pullId,
      instanceId: instance.instanceId,
      connectionId: connection.connectionId,
      ...fresh(now, vendor),
      state: 'reading',
      lookbackDays: await lookbackDays(deps, subject, loginLagDays),
      loginLagDays,
      endedAt: null,
      failure: null,
      version: 1,
    };
    const made = await deps.store.write([put(pulls, pull, 'absent')]);
    return made.kind === 'done' ? pull : openPull(deps, subject, vendor);
  }
  if (stored.state !== 'reading' || msBetween(stored.startedAt, now) <= LONGEST_READ_MS) return stored;
  const renewed: Pull = { ...stored, ...fresh(now, vendor), version: stored.version + 1 };
  const written = await deps.store.write([put(pulls, renewed, { version: stored.version })]);
  return written.kind === 'done' ? renewed : openPull(deps, subject, vendor);
};
