import { plus } from '../../domain/time.ts';
import { denialCounts } from '../../records/technical.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Denials of one identity recorded in one hour; more of them say nothing new. */
export const DENIALS_PER_HOUR = 20;

/** What somebody we know was refused. */
export interface Denial {
  readonly caller: Caller;
  /** Counted by this, e.g. the token id. */
  readonly identity: string;
  /** What was asked for, e.g. an operation id. */
  readonly attempted: string;
  readonly reason: string;
}

/** Records that a known identity was refused, at most {@link DENIALS_PER_HOUR} times an hour for each. */
export const recordDenial = async (
  deps: Pick<Basics, 'store' | 'clock' | 'ids'>,
  denial: Denial,
): Promise<void> => {
  const { identity } = denial;
  const hour = deps.clock.now().slice(0, 13);
  const counted = await deps.store.get(denialCounts, { identity, hour });
  const count = counted?.count ?? 0;
  if (count >= DENIALS_PER_HOUR) return;
  const event = auditEvent(deps, denial.caller, 'access.denied', {
    subjectId: denial.attempted.slice(0, 200),
    after: { reason: denial.reason },
  });
  const next = {
    identity,
    hour,
    count: count + 1,
    expiresAt: plus(deps.clock.now(), 'PT2H'),
    version: count + 1,
  };
  // A conflict means that another denial of the same identity is being recorded at this moment: that one stands for both.
  await deps.store.commit([put(denialCounts, next, count === 0 ? 'absent' : { version: count })], event);
};
