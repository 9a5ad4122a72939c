import type { Pull } from '../../domain/pull.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { pulls } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { failPull } from './end-pull.ts';
import type { Advance } from './page-advance.ts';
import type { PullDeps } from './pull-dependencies.ts';
import type { PullSubject } from './pull-subject.ts';
import { type PullOutcome, STAND_BACK_MS, slept } from './short-wait.ts';

/** How a kind of pull is read: where it stands (null when all is read), and what reading the page there makes of it. */
export interface PageReading<P extends Pull, Cursor> {
  readonly cursorOf: (pull: P) => Cursor | null;
  readonly readPage: (pull: P, cursor: Cursor, now: Instant) => Promise<Advance<P>>;
}

/** Reads page by page until all is read, or says what keeps it from that. Every page is written down before the next is read. */
export const readPages = async <P extends Pull, Cursor>(
  deps: PullDeps,
  subject: PullSubject,
  opened: P,
  budget: CallBudget,
  { cursorOf, readPage }: PageReading<P, Cursor>,
): Promise<P | PullOutcome> => {
  let pull = opened;
  for (let cursor = cursorOf(pull); cursor !== null; cursor = cursorOf(pull)) {
    if (budget.isSpent()) return { outcome: 'more' };
    const now = deps.clock.now();
    const result = await readPage(pull, cursor, now);
    if (result.kind === 'reconnect') {
      await deps.markNeedsReconnect(subject.connection.connectionId, result.reason);
      return { outcome: 'reconnect' };
    }
    if (result.kind === 'failed') {
      await failPull(deps, subject, pull, result.failure);
      return { outcome: 'ended' };
    }
    if (result.kind === 'go-on') {
      const next: P = { ...result.pull, version: pull.version + 1 };
      const written = await deps.store.write([put(pulls, next, { version: pull.version })]);
      if (written.kind === 'conflict')
        return { outcome: 'rate-limited', notBefore: plusMs(now, STAND_BACK_MS) };
      pull = next;
    }
    const { notBefore } = result;
    if (notBefore !== undefined && !(await slept(deps, budget, notBefore)))
      return { outcome: 'rate-limited', notBefore };
  }
  return pull;
};
