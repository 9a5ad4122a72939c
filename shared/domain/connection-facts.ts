import type { Connection } from './connection.ts';
import { FAILED_IN_A_ROW, NO_ANSWER, type Trouble } from './connection-trouble.ts';
import { nextDates } from './schedule-dates.ts';
import { type Instant, type IsoDuration, later, plus } from './time.ts';

/** What a connection is judged by. */
export interface ConnectionFacts {
  readonly connection: Connection;
  readonly isUninstalled: boolean;
  /** Whether another connection of the same instance has taken its place. */
  readonly isReplaced: boolean;
  /** What the pulls that came to nothing since one was read whole say, the last one last. */
  readonly failures: readonly string[];
  /** What is odd about the pull that waits for a decision; null where none does. */
  readonly odd: string | null;
  /** When the accounts or people that readers follow were read; null where none were. */
  readonly readAt: Instant | null;
  /** What of them was ahead of our clock, in words; left out where nothing was. */
  readonly ahead?: string;
  readonly staleAfter: IsoDuration;
}

/** Longest that a pull takes from its planned start until what it read is followed. */
const PULL_TAKES = 'PT6H';

const ofState = ({ connection, isUninstalled, isReplaced }: ConnectionFacts): Trouble | null => {
  const { state, trouble } = connection;
  if (state === 'needs-reconnect') return { kind: 'tokens-refused', reason: trouble };
  if (state === 'connected' && trouble !== null) return { kind: 'scopes-missing', reason: trouble };
  if (state !== 'disconnected' || isReplaced) return null;
  return { kind: isUninstalled ? 'uninstalled' : 'disconnected', reason: trouble };
};

const isStale = ({ connection, readAt, staleAfter }: ConnectionFacts, now: Instant): boolean => {
  const { sync, connectedAt, createdAt } = connection;
  if (sync.paused) return false;
  const begin = connectedAt ?? createdAt;
  const last = readAt === null ? begin : later(readAt, begin);
  const [planned] = nextDates(sync.schedule, begin, last, 1);
  return planned !== undefined && now > plus(last, staleAfter) && now > plus(planned, PULL_TAKES);
};

const ofPulls = (facts: ConnectionFacts, now: Instant): Trouble | null => {
  const failure = facts.failures.at(-1);
  if (failure !== undefined && facts.failures.length >= FAILED_IN_A_ROW)
    return { kind: failure.includes(NO_ANSWER) ? 'vendor-silent' : 'pulls-failing', reason: failure };
  if (facts.odd !== null) return { kind: 'data-odd', reason: facts.odd };
  if (isStale(facts, now)) return { kind: 'data-stale', reason: null };
  return facts.ahead === undefined ? null : { kind: 'clock-ahead', reason: facts.ahead };
};

/** What is wrong with a connection now, the worst of it; null where it is well, or was never connected. */
export const troubleOf = (facts: ConnectionFacts, now: Instant): Trouble | null =>
  ofState(facts) ?? (facts.connection.state === 'connected' ? ofPulls(facts, now) : null);
