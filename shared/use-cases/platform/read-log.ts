import type { Instance } from '../../domain/application.ts';
import type { PlatformLog } from '../../domain/platform-log.ts';
import { type Instant, msBetween, plusMs } from '../../domain/time.ts';
import type { PlatformReader, SsoEvent } from '../../ports/platform.ts';
import type { VendorResult } from '../../ports/vendor-result.ts';
import { put } from '../../records/change.ts';
import { platformLogs } from '../../records/platform.ts';
import type { PullDeps } from '../pull/pull-dependencies.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { landSsoEvents } from './land-sso-events.ts';

/** Sign-ins landed together: each landing is some objects a day, however few there are. */
const EVENTS_AT_ONCE = 1_000;

/** Of the time of a call, what landing may take. */
const LANDING_MS = 3_000;

const MAX_TRIES = 6;
const MAX_RESTARTS = 1;

/** What is not read by then is read by the next sync, so that one sync has an end whatever the log holds. */
const LONGEST_MS = 2 * 3_600_000;

/** Clocks that are right differ by less. */
const CLOCKS_DIFFER_MS = 60_000;

/** What one reading of some pages came to. */
export type LogRead =
  | { readonly kind: 'go-on'; readonly log: PlatformLog; readonly notBefore?: Instant }
  | { readonly kind: 'reconnect'; readonly reason: string }
  | { readonly kind: 'conflict' };

interface Batch {
  readonly events: readonly SsoEvent[];
  readonly cursor: string | null;
  readonly caughtUp: boolean;
  /** Why the pages end here, where it is not that there are enough of them. */
  readonly stop: Exclude<VendorResult<never>, { kind: 'ok' }> | null;
}

/**
 * Of a log that is written to all the time no page is empty: it is at its end where it tells of what came after the sync began. What lies
 * ahead of our clock says that the platform's is ahead, and nothing of where its log ends.
 */
const tellsOfNow = (events: readonly SsoEvent[], startedAt: Instant, now: Instant): boolean =>
  events.some(({ at }) => at >= startedAt) && events.every(({ at }) => at <= plusMs(now, CLOCKS_DIFFER_MS));

/** Pages of the log from its place on, as many as are landed together. */
const readBatch = async (
  { clock }: Pick<PullDeps, 'clock'>,
  platform: PlatformReader,
  log: PlatformLog,
  budget: CallBudget,
): Promise<Batch> => {
  const events: SsoEvent[] = [];
  let { cursor } = log;
  do {
    const page = await platform.readSsoEvents(cursor);
    if (page.kind !== 'ok') return { events, cursor, caughtUp: false, stop: page };
    events.push(...page.value.items);
    ({ cursor } = page.value);
    const caughtUp = page.value.caughtUp || tellsOfNow(page.value.items, log.startedAt, clock.now());
    if (caughtUp) return { events, cursor, caughtUp, stop: null };
  } while (events.length < EVENTS_AT_ONCE && budget.leftMs() > LANDING_MS);
  return { events, cursor, caughtUp: false, stop: null };
};

/** What the end of a batch makes of the log, and when it goes on. */
const afterBatch = (
  log: PlatformLog,
  { stop, caughtUp }: Batch,
  now: Instant,
): { readonly log: PlatformLog; readonly notBefore?: Instant } => {
  if (stop === null) {
    if (caughtUp) return { log: { ...log, tries: 0, state: 'complete', caughtUpAt: now } };
    const isOver = msBetween(log.startedAt, now) > LONGEST_MS;
    return { log: { ...log, tries: 0, state: isOver ? 'failed' : null } };
  }
  switch (stop.kind) {
    case 'rate-limited':
      return { log, notBefore: stop.notBefore };
    case 'not-granted':
      return { log: { ...log, state: 'not-granted' } };
    case 'unavailable': {
      const tries = log.tries + 1;
      return {
        log: { ...log, tries, state: tries < MAX_TRIES ? null : 'failed' },
        notBefore: stop.notBefore,
      };
    }
    case 'refused':
    case 'gone':
      // The platform does not know the place any more: what it still keeps is read again, and counts once all the same.
      return log.cursor !== null && log.restarts < MAX_RESTARTS
        ? { log: { ...log, cursor: null, since: null, restarts: log.restarts + 1 } }
        : { log: { ...log, state: 'failed' } };
    case 'reconnect-needed':
      return { log };
  }
};

/**
 * Reads on in the log of sign-ins. Where it goes on from is stored only once everything before it has landed, so that whoever is cut off
 * reads some of it again and nothing is lost.
 */
export const readLog = async (
  deps: PullDeps,
  platform: PlatformReader,
  instance: Instance,
  log: PlatformLog,
  budget: CallBudget,
): Promise<LogRead> => {
  const batch = await readBatch(deps, platform, log, budget);
  const { ssoAppIds, nameless } = await landSsoEvents(deps, instance, batch.events);
  const oldest = batch.events.reduce<Instant | null>(
    (first, { at }) => (first === null || at < first ? at : first),
    log.since,
  );
  const read: PlatformLog = {
    ...log,
    cursor: batch.cursor,
    since: oldest,
    nameless: log.nameless + nameless,
    landed: [...new Set([...log.landed, ...ssoAppIds])],
  };
  const { log: after, notBefore } = afterBatch(read, batch, deps.clock.now());
  const next = { ...after, version: log.version + 1 };
  const written = await deps.store.write([put(platformLogs, next, { version: log.version })]);
  if (written.kind === 'conflict') return { kind: 'conflict' };
  if (batch.stop?.kind === 'reconnect-needed') return { kind: 'reconnect', reason: batch.stop.reason };
  return { kind: 'go-on', log: next, ...(notBefore === undefined ? {} : { notBefore }) };
};
