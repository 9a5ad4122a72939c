import { createHash } from 'node:crypto';
import { type Facts, type SeenItem, itemKey } from './facts.ts';
import type { Invariant, Witness, Write } from './witness.ts';

/** Which state may follow which, as the plan item is described; written down here a second time on purpose. */
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  planned: ['noticed', 'due', 'kept', 'protected', 'held', 'cancelled'],
  noticed: ['due', 'kept', 'protected', 'held', 'cancelled'],
  due: ['acting', 'kept', 'protected', 'held', 'refused', 'failed', 'cancelled'],
  acting: ['acted', 'due', 'refused', 'failed'],
  acted: ['verified', 'failed'],
  verified: ['reverted', 'restored'],
  held: ['kept', 'cancelled'],
  reverted: ['restored'],
};

const OPEN = new Set(['planned', 'noticed', 'due', 'acting', 'acted']);

/** Whether an item holds its account. */
export const isOpenItem = ({ state }: Pick<SeenItem, 'state'>): boolean => OPEN.has(state);

/** The states an event of the trail may tell of. */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  'item.claimed': ['planned'],
  'item.notice-intended': ['planned'],
  'item.notice-withdrawn': ['planned'],
  'item.noticed': ['noticed'],
  'item.due': ['due'],
  'item.acting': ['acting'],
  'item.acted': ['acted'],
  'item.reconciled': ['acted', 'due'],
  'item.verified': ['verified'],
  'item.kept': ['kept'],
  'item.protected': ['protected'],
  'item.held': ['held'],
  'item.refused': ['refused'],
  'item.failed': ['failed'],
  'item.cancelled': ['cancelled'],
};

const movesIn = ({ changes }: Write, facts: Facts) =>
  changes.flatMap((change) => {
    const item = facts.itemIn(change);
    return item === null ? [] : [item];
  });

const legalMoves: Invariant = {
  name: 'an item moves only as the table of its states says',
  *atWrite(write, { facts }) {
    for (const { before, after } of movesIn(write, facts)) {
      const from = before?.state ?? 'nothing';
      if (before === undefined ? after.state === 'planned' : from === after.state && from === 'planned')
        continue;
      if (MAY_FOLLOW[from]?.includes(after.state) !== true) yield `${from} → ${after.state}`;
    }
  },
};

const oneClaim: Invariant = {
  name: 'an account is claimed by at most one open plan, and exactly while its item has not ended',
  *atWrite(write, { facts }) {
    for (const { collection, operation, document } of write.changes) {
      if (collection !== 'claim' || operation !== 'put') continue;
      const claim: Record<string, unknown> = { ...document };
      const held = facts.claims.get(String(claim['accountId']));
      if (held !== undefined) yield `claimed for ${String(claim['runId'])} while ${held} holds it`;
    }
  },
  *atRest({ facts }) {
    for (const item of facts.items.values()) {
      const isHeld = facts.claims.get(item.accountId) === item.runId;
      if (isHeld !== isOpenItem(item)) yield `a ${item.state} item ${isHeld ? 'holds' : 'lost'} its account`;
    }
    for (const [accountId, runId] of facts.claims)
      if (!facts.items.has(itemKey({ runId, accountId }))) yield `${accountId} is claimed without an item`;
  },
};

const sha256 = (lines: readonly string[]): string =>
  createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');

const SHARDS = 16;

/** FNV-1a, as shards are described. */
const shardOf = (id: string): number => {
  let hash = 0x811c9dc5n;
  for (const character of id)
    hash = ((hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x01000193n) & 0xffffffffn;
  return Number(hash % BigInt(SHARDS));
};

/** The hash of a plan, made anew from its items as they stand now. */
const hashOf = (items: readonly SeenItem[]): string => {
  const shards: string[][] = Array.from({ length: SHARDS }, () => []);
  const sorted = items.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
  for (const item of sorted) {
    const detail = item.outcome.kind === 'downgrade' ? (item.outcome.toTier ?? '') : '';
    const fields = [item.accountId, item.personId ?? '', item.ruleId, item.outcome.kind, detail];
    shards[shardOf(item.accountId)]?.push(
      [...fields, item.tierBefore, item.tierAfter, item.left ? 'left' : 'here'].join('|'),
    );
  }
  return sha256(shards.map(sha256));
};

const sealed: Invariant = {
  name: 'a sealed plan never grows, and its hash never changes',
  *atWrite(write, { facts }) {
    for (const { before, after } of movesIn(write, facts))
      if (before === undefined && facts.runs.get(after.runId)?.seal !== null)
        yield `${after.accountId} was added to the sealed plan of ${after.runId}`;
    for (const change of write.changes) {
      const run = facts.runIn(change);
      const seal = run?.before?.seal ?? null;
      if (seal !== null && run?.after.seal?.hash !== seal.hash) yield 'the seal was changed';
    }
  },
  *atRest({ facts }) {
    for (const { runId, seal } of facts.runs.values()) {
      if (seal === null) continue;
      const items = facts.itemsOf(runId);
      if (items.length !== seal.size)
        yield `${String(items.length)} items under a seal of ${String(seal.size)}`;
      if (hashOf(items) !== seal.hash) yield 'the items no longer give the hash of the seal';
    }
  },
};

/** What the trail alone says of each item. */
const statesTold = new WeakMap<Witness, Map<string, string>>();

const told = (witness: Witness): Map<string, string> => {
  const known = statesTold.get(witness) ?? new Map<string, string>();
  statesTold.set(witness, known);
  return known;
};

const audited: Invariant = {
  name: 'the audit trail explains every state: played from its start it gives each item’s state',
  *atWrite(write, witness) {
    const { facts } = witness;
    const { event } = write;
    const states = told(witness);
    for (const { before, after } of movesIn(write, facts)) {
      const { runId, accountId, personId } = after;
      if (event === null) {
        yield `${after.state} was written without an event`;
        continue;
      }
      if (event.runId !== runId || event.accountId !== accountId || event.personId !== personId)
        yield `${event.action} is about somebody else`;
      if ((event.before?.['state'] ?? undefined) !== before?.state)
        yield `${event.action} tells of another state before`;
      if (TOLD_BY[event.action]?.includes(after.state) !== true)
        yield `${event.action} led to ${after.state}`;
      const hash = facts.runs.get(runId)?.seal?.hash ?? null;
      if (event.planHash !== hash) yield `${event.action} names another plan hash`;
    }
    if (
      event === null ||
      !event.action.startsWith('item.') ||
      event.runId === null ||
      event.accountId === null
    )
      return;
    const key = itemKey({ runId: event.runId, accountId: event.accountId });
    if (event.before !== null && states.get(key) !== event.before['state'])
      yield `the trail has a gap before ${event.action}`;
    states.set(key, String(event.after?.['state']));
  },
  *atRest(witness) {
    for (const [key, item] of witness.facts.items)
      if (told(witness).get(key) !== item.state)
        yield `the trail says ${String(told(witness).get(key))} of an item that is ${item.state}`;
  },
};

/** What holds of items, claims and plans. */
export const ITEM_INVARIANTS: readonly Invariant[] = [legalMoves, oneClaim, sealed, audited];
