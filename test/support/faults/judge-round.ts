import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Fate, FaultMember } from '../integration/fault-company.ts';
import type { RoundFacts, Seat } from './round-facts.ts';
import { attemptsOf, chainOf, compareStories } from './stories.ts';

const BASIC = 1;
const ADMIN = '1';

/** Who is given the role of an admin while the run waits. */
const PROMOTED = 'promoted';

/** What the vendor must hold of somebody in the end. */
const wantedSeat = ({ who, fate }: FaultMember, before: Seat): Seat => ({
  ...before,
  type: fate === 'verified' ? BASIC : before.type,
  ...(who === PROMOTED ? { role_id: ADMIN } : {}),
});

const show = (value: unknown): string => JSON.stringify(value);

/** Nobody lost a license but who was to lose it, each by one change. */
const judgeSeats = (facts: RoundFacts): string[] => {
  const findings: string[] = [];
  for (const member of facts.members) {
    const address = facts.addressOf(member.who);
    const [before, after] = [facts.before.get(address), facts.after.get(address)];
    const wanted = before === undefined ? undefined : wantedSeat(member, before);
    if (show(after) !== show(wanted))
      findings.push(`${member.who} is ${show(after)}, must be ${show(wanted)}`);
    const made = facts.requests.flatMap(({ changes }) => changes.filter(({ email }) => email === address));
    const times = member.fate === 'verified' ? 1 : 0;
    if (made.length !== times)
      findings.push(`${member.who} was changed ${made.length} times, must be ${times}`);
  }
  if (facts.after.size !== facts.before.size) findings.push('people were added or removed');
  return findings;
};

/** Every item ended where it must, and nobody else is in the plan. */
const judgeItems = ({ members, addressOf, items, run }: RoundFacts): string[] => {
  const findings: string[] = [];
  const wantedCounts: Partial<Record<Fate, number>> = {};
  for (const { who, fate } of members) {
    const item = items.get(addressOf(who));
    const state = item?.state ?? 'none';
    if (state !== fate) findings.push(`${who} is ${state} (${String(item?.reason)}), must be ${fate}`);
    if (fate !== 'none') wantedCounts[fate] = (wantedCounts[fate] ?? 0) + 1;
  }
  if (run.status !== 'completed') findings.push(`the run is ${run.status}`);
  const counts = Object.fromEntries(Object.entries(run.counts ?? {}).filter(([, count]) => count > 0));
  const sorted = (of: object): string => show(Object.entries(of).toSorted());
  if (sorted(counts) !== sorted(wantedCounts))
    findings.push(`counts are ${sorted(counts)}, must be ${sorted(wantedCounts)}`);
  return findings;
};

/** Each person on the plan was written to once, nobody else at all. */
const judgeMails = ({ members, addressOf, mails }: RoundFacts): string[] =>
  members.flatMap(({ who, fate }) => {
    const [sent, wanted] = [mails.get(addressOf(who)) ?? 0, fate === 'none' ? 0 : 1];
    return sent === wanted ? [] : [`${who} got ${sent} mails, must be ${wanted}`];
  });

const eventsByAccount = (events: readonly AuditEvent[]): ReadonlyMap<string | null, AuditEvent[]> =>
  Map.groupBy(
    events.filter(({ action }) => action.startsWith('item.')),
    ({ accountId }) => accountId,
  );

/** The audit trail of every item is without a gap, ends where the item is, and tells the vendor's log event for event. */
const judgeTrail = ({ members, addressOf, items, events, requests }: RoundFacts): string[] => {
  const findings: string[] = [];
  const byAccount = eventsByAccount(events);
  const killedAt = requests.flatMap(({ fault, at }) => (fault?.startsWith('kill') === true ? [at] : []));
  const planned = new Set([...items.values()].map(({ accountId }) => accountId));
  for (const accountId of byAccount.keys())
    if (accountId === null || !planned.has(accountId))
      findings.push(`events of ${String(accountId)}, who has no item`);
  for (const { who } of members) {
    const address = addressOf(who);
    const item = items.get(address);
    const changing = requests.filter(({ email, method }) => email === address && method !== 'GET');
    if (item === undefined) {
      if (changing.length > 0) findings.push(`${who}: ${changing.length} requests without an item`);
      continue;
    }
    const { moves, gap } = chainOf(byAccount.get(item.accountId) ?? []);
    if (gap !== null) findings.push(`${who}: ${gap}`);
    if (moves.at(-1)?.after?.['state'] !== item.state)
      findings.push(`${who}: the trail does not end at ${item.state}`);
    const one = (action: AuditEvent['action']): number =>
      moves.filter((move) => move.action === action).length;
    const found = moves.filter(
      (move) => move.action === 'item.reconciled' && move.after?.['state'] === 'acted',
    );
    const made = changing.flatMap(({ changes }) => changes).length;
    if (one('item.acted') + found.length !== made) findings.push(`${who}: ${made} changes, told otherwise`);
    if (one('item.verified') !== made)
      findings.push(`${who}: ${made} changes, ${one('item.verified')} verified`);
    findings.push(
      ...compareStories(attemptsOf(moves), changing, killedAt).map((finding) => `${who}: ${finding}`),
    );
  }
  return findings;
};

/** Everything that is wrong with a round, in words; empty where nothing is. */
export const judgeRound = (facts: RoundFacts): string[] => [
  ...facts.troubles,
  ...judgeItems(facts),
  ...judgeSeats(facts),
  ...judgeTrail(facts),
  ...judgeMails(facts),
];
