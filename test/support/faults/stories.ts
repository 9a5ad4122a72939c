import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { VendorRequest } from './round-facts.ts';

/** One intent of the audit trail, from the event that marks it to the one that says what came of it. */
export interface Attempt {
  readonly from: string;
  /** Empty where the trail ends before it is settled. */
  readonly to: string;
  readonly settledBy: string;
}

const stateOf = (image: AuditEvent['before']): string | null => {
  const state = image?.['state'];
  return typeof state === 'string' ? state : null;
};

/**
 * The events that moved one item, in the order in which each begins where the one before ended; events of one millisecond have no
 * other order. `gap` is where the chain breaks.
 */
export const chainOf = (
  events: readonly AuditEvent[],
): { readonly moves: readonly AuditEvent[]; readonly gap: string | null } => {
  const left = events
    .filter(({ before, after }) => stateOf(before) !== null && stateOf(after) !== null)
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const moves: AuditEvent[] = [];
  let state = 'planned';
  while (left.length > 0) {
    const at = left[0]?.at;
    const place = left.findIndex((event) => event.at === at && stateOf(event.before) === state);
    const [next] = place < 0 ? [] : left.splice(place, 1);
    if (next === undefined)
      return { moves, gap: `after ${moves.at(-1)?.action ?? 'nothing'} nothing begins at ${state}` };
    moves.push(next);
    state = stateOf(next.after) ?? state;
  }
  return { moves, gap: null };
};

/** The intents among the moves of one item. `item.reconciled` says by its reason whether the change was found. */
export const attemptsOf = (moves: readonly AuditEvent[]): Attempt[] => {
  const attempts: Attempt[] = [];
  for (const [index, move] of moves.entries()) {
    if (move.action !== 'item.acting') continue;
    const settled = moves[index + 1];
    const reason = settled?.after?.['reason'];
    attempts.push({
      from: move.at,
      to: settled?.at ?? '',
      settledBy:
        settled === undefined
          ? 'nothing'
          : settled.action === 'item.reconciled' || settled.action === 'item.due'
            ? `${settled.action} ${String(reason)}`
            : settled.action,
    });
  }
  return attempts;
};

/** What a client could see of a request: the answer, or that none came. */
export type SeenAnswer = 'done' | 'rate-limited' | 'refused' | 'lost';

/** Null for a request whose token was refused: the same change was sent again with a newer one. */
export const seenAnswer = ({ fault, status }: VendorRequest): SeenAnswer | null => {
  const loses = /^(hang|reset|kill|truncated|trickle|error-after)/.test(fault ?? '');
  if (loses || status >= 500 || status === 0) return 'lost';
  if (status === 401) return null;
  if (status === 429) return 'rate-limited';
  return status < 300 ? 'done' : 'refused';
};

/** What the trail must say of an attempt, by the one request it made and whether that changed something. */
const SETTLEMENTS: Readonly<Record<SeenAnswer, (changed: boolean) => string>> = {
  done: () => 'item.acted',
  'rate-limited': () => 'item.due not-sent',
  refused: () => 'item.refused',
  lost: (changed) => (changed ? 'item.reconciled reconciled' : 'item.reconciled not-done'),
};

/** Settlements of an attempt that never reached the vendor: it waited for a permit or a token, or its worker was gone. */
const WITHOUT_REQUEST = ['item.due not-sent', 'item.reconciled not-done'];

/**
 * Compares the trail of one item with the requests that meant to change its account, event for event. A worker that was killed while
 * an attempt was open may have taken a good answer to it along: then the attempt may also be settled as one whose answer was lost.
 */
export const compareStories = (
  attempts: readonly Attempt[],
  requests: readonly VendorRequest[],
  killedAt: readonly string[] = [],
): string[] => {
  const findings: string[] = [];
  const left = new Set(requests.filter((request) => seenAnswer(request) !== null));
  for (const { from, to, settledBy } of attempts) {
    const own = [...left].filter(({ at }) => at >= from && at <= to);
    for (const request of own) left.delete(request);
    const [request] = own;
    if (own.length > 1) findings.push(`${own.length} requests for the one intent of ${from}`);
    if (request === undefined) {
      if (!WITHOUT_REQUEST.includes(settledBy)) findings.push(`${settledBy} without a request (${from})`);
      continue;
    }
    const changed = request.changes.length > 0;
    const died = killedAt.some((at) => at >= from && at <= to);
    const answers = [seenAnswer(request), ...(died ? (['lost'] as const) : [])];
    const wanted = answers.map((answer) => (answer === null ? '' : SETTLEMENTS[answer](changed)));
    if (!wanted.includes(settledBy))
      findings.push(
        `request ${request.id} (${request.fault ?? request.status}) must be ${wanted.join(' or ')}, is ${settledBy}`,
      );
  }
  for (const { id } of left) findings.push(`request ${id} has no intent`);
  return findings;
};
