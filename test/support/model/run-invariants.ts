import { type Facts, type SeenRun, itemKey } from './facts.ts';
import { isOpenItem } from './item-invariants.ts';
import type { Asked, Invariant, Made, Witness, Write } from './witness.ts';

const runsIn = ({ changes }: Write, facts: Facts) =>
  changes.flatMap((change) => {
    const run = facts.runIn(change);
    return run === null ? [] : [run];
  });

/** What the event of a write that ends a run is called, by how the run ends. */
const ENDINGS = new Set(['run.ended', 'run.failed', 'run.unsettled', 'run.unfit', 'run.not-started']);

const runsEndOnce: Invariant = {
  name: 'a run ends once, its trail says so, and a wait ends by its schedule only when its time has come',
  *atWrite(write, { facts }) {
    const { event, at } = write;
    for (const { before, after } of runsIn(write, facts)) {
      if (event?.runId !== after.runId) yield 'a run was written without an event about it';
      if (before === undefined) continue;
      const isEnding = before.status !== after.status;
      if (isEnding && before.status !== 'open') yield `${before.status} became ${after.status}`;
      if (
        isEnding &&
        (event === null || !ENDINGS.has(event.action) || event.after?.['status'] !== after.status)
      )
        yield `${String(event?.action)} does not tell that the run is ${after.status}`;
      if (before.counts !== null) yield 'a closed run was written again';
      const decision = after.wait?.decision ?? null;
      const decided = before.wait?.decision ?? null;
      if (
        before.wait !== null &&
        decided !== null &&
        before.wait.phase === after.wait?.phase &&
        !['reconnect', 'rate'].includes(after.wait.phase) &&
        decision !== decided &&
        decision !== 'cancelled'
      )
        yield `a wait that was ${decided} became ${String(decision)}`;
      if (
        decided === null &&
        (decision === 'deadline' || decision === 'expired') &&
        (after.wait?.until ?? '') > at
      )
        yield `${decision} before ${String(after.wait?.until)}`;
    }
  },
  *atRest({ facts }) {
    for (const { runId, status, workflow } of facts.runs.values()) {
      const isPointed = facts.openRuns.get(workflow.workflowId) === runId;
      if (isPointed !== (status === 'open'))
        yield `a run that is ${status} is ${isPointed ? '' : 'not '}its workflow’s open one`;
    }
  },
};

/** Holds only where the machine says which step comes next. */
export const completed: Invariant = {
  name: 'nobody is cancelled in a run that went to its end, which nobody stopped, cancelled or let expire',
  *atRest({ facts }) {
    for (const { status, counts } of facts.runs.values())
      if (status === 'completed' && (counts?.['cancelled'] ?? 0) > 0)
        yield `${String(counts?.['cancelled'])} were cancelled`;
  },
};

const requesterOf = ({ startedBy, workflow }: SeenRun): string =>
  startedBy === 'schedule' ? (workflow.changedBy ?? workflow.createdBy) : startedBy;

const releases: Invariant = {
  name: 'a plan is released once at most, while it is parked, under its own hash and by another person than who asked',
  *atWrite(write, { facts, outside }) {
    for (const { before, after } of runsIn(write, facts)) {
      const was = before?.release ?? null;
      if (was !== null && after.release?.by !== was.by) yield 'the release was changed';
      if (write.event?.action === 'plan.released' && was !== null)
        yield 'the plan was released a second time';
      if (was !== null || after.release === null) continue;
      const { by, planHash } = after.release;
      const asked = requesterOf(after);
      if (planHash !== before?.seal?.hash) yield 'another plan was released';
      if (before?.wait?.phase !== 'parked' || before.wait.decision !== null) yield 'the plan was not parked';
      if (before?.status !== 'open' || before.cancelRequested) yield 'the run was over';
      if (by === asked || outside.persons.get(by) === outside.persons.get(asked))
        yield 'the same person released it';
      if (write.event?.action !== 'plan.released' || (write.event.note ?? '') === '')
        yield 'no event gives the reason';
    }
  },
};

const DAY_MS = 86_400_000;
const WINDOWS = [7, 30] as const;

/** What a plan was let through with. */
interface Passed {
  readonly runId: string;
  readonly planned: number;
  readonly allowed: Readonly<Record<7 | 30, number>>;
  readonly released: boolean;
}
const passed = new WeakMap<Witness, Passed[]>();
const passedBy = (witness: Witness): Passed[] => {
  const all = passed.get(witness) ?? [];
  passed.set(witness, all);
  return all;
};

const madeWithin = ({ made }: Witness, days: number, at: string, isCounted: (runId: string) => boolean) =>
  new Set(
    made
      .filter((one) => isCounted(one.runId) && Date.parse(one.at) > Date.parse(at) - days * DAY_MS)
      .map(({ accountId, runId }) => `${runId} ${accountId}`),
  ).size;

const allowedBy = ({ policy: { limits } }: SeenRun, licensed: number): Passed['allowed'] => ({
  7: Math.max(limits.smallInstanceCount, Math.floor(licensed * limits.weekShare)),
  30: Math.max(limits.smallInstanceCount, Math.floor(licensed * limits.monthShare)),
});

/** What is wrong with letting a plan through that nobody released. */
function* beyond(run: SeenRun, at: string, witness: Witness): Generator<string> {
  const { facts } = witness;
  const { limits } = run.policy;
  const items = facts.itemsOf(run.runId).filter(isOpenItem);
  const licensed = facts.licensed.get(run.pullId ?? '') ?? 0;
  if (items.length > limits.perRunCount)
    yield `${String(items.length)} people, ${String(limits.perRunCount)} allowed`;
  const share =
    licensed < limits.smallInstanceSize
      ? limits.smallInstanceCount
      : Math.floor(licensed * limits.perRunShare);
  if (items.length > share)
    yield `${String(items.length)} of ${String(licensed)} licensed, ${String(share)} allowed`;
  for (const managerId of new Set(items.map((item) => item.managerId))) {
    const team = items.filter((item) => item.managerId === managerId).length;
    if (managerId !== null && team > limits.teamCount) yield `${String(team)} of one team`;
  }
  if (items.some(({ outcome }) => ['disassociate', 'delete'].includes(outcome.kind)))
    yield 'it can’t be undone';
  const isOpenRun = (runId: string) => facts.runs.get(runId)?.counts === null;
  const promised = passedBy(witness).filter((other) => other.runId !== run.runId && isOpenRun(other.runId));
  const reserved = promised.reduce((sum, { planned }) => sum + planned, 0);
  const others = (runId: string) => !promised.some((one) => one.runId === runId);
  for (const days of WINDOWS) {
    const all = items.length + reserved + madeWithin(witness, days, at, others);
    const allowed = allowedBy(run, licensed)[days];
    if (all > allowed) yield `${String(all)} in ${String(days)} days, ${String(allowed)} allowed`;
  }
}

const limited: Invariant = {
  name: 'no plan passes beyond a limit, and no more is changed in 7 or 30 days, unless a plan was released',
  *atWrite(write, witness) {
    if (write.event?.action !== 'plan.passed') return;
    for (const { after } of runsIn(write, witness.facts)) {
      const isReleased = after.release !== null;
      if (!isReleased) yield* beyond(after, write.at, witness);
      const planned = witness.facts.itemsOf(after.runId).filter(isOpenItem).length;
      const allowed = allowedBy(after, witness.facts.licensed.get(after.pullId ?? '') ?? 0);
      passedBy(witness).push({ runId: after.runId, planned, allowed, released: isReleased });
    }
  },
  *atChange({ vendorAccountId, at }: Asked, witness: Witness) {
    const all = passedBy(witness);
    const accountId = witness.facts.accountIds.get(vendorAccountId);
    const runId = witness.facts.claims.get(accountId ?? '');
    const own = all.find((one) => one.runId === runId);
    if (own === undefined) yield 'the plan never passed the guard';
    if (own?.released !== false) return;
    const isUnreleased = (id: string) => all.some((one) => one.runId === id && !one.released);
    for (const days of WINDOWS) {
      const before = madeWithin(witness, days, at, isUnreleased);
      const changers = new Set(
        witness.made
          .filter((one) => Date.parse(one.at) > Date.parse(at) - days * DAY_MS)
          .map((one) => one.runId),
      );
      const last = all.findLast((one) => !one.released && (one.runId === runId || changers.has(one.runId)));
      if (last !== undefined && before + 1 > last.allowed[days])
        yield `the ${String(before + 1)}th change in ${String(days)} days, ${String(last.allowed[days])} allowed`;
    }
  },
};

const ended: Invariant = {
  name: 'a closed run has every item in an end state, counts them right, and keeps no claim and no room',
  *atRest(witness) {
    const { facts } = witness;
    for (const { runId, counts, workflow, status } of facts.runs.values()) {
      if (counts === null) continue;
      if (status === 'open') yield 'it is closed and open';
      const items = workflow.mode === 'suggest' ? [] : facts.itemsOf(runId);
      const open = items.filter(isOpenItem);
      if (open.length > 0) yield `${String(open.length)} items are open`;
      const found: Record<string, number> = {};
      for (const { state } of items) found[state] = (found[state] ?? 0) + 1;
      const differs = Object.entries({ ...found, ...counts }).some(
        ([state]) => (found[state] ?? 0) !== (counts[state] ?? 0),
      );
      if (differs) yield `counted ${JSON.stringify(counts)}, there are ${JSON.stringify(found)}`;
      if ([...facts.claims.values()].includes(runId)) yield 'it holds claims';
      if (facts.ledger.reserved.some((plan) => plan.runId === runId)) yield 'it keeps room in the ledger';
    }
  },
};

/** Whether somebody else undid a change before anybody had read that it was made: then nobody can know of it. */
const wasLost = ({ vendorAccountId, accountId, runId, seq }: Made, { facts, outside }: Witness): boolean =>
  (outside.edits.get(vendorAccountId) ?? 0) > seq &&
  facts.items.get(itemKey({ runId, accountId }))?.actedAt === null;

const countedChanges: Invariant = {
  name: 'what closed runs changed stands in the ledger of their application',
  *atRest(witness) {
    const { facts, now, made } = witness;
    const since = new Date(Date.parse(now) - 29 * DAY_MS).toISOString();
    const isClosed = (runId: string) => (facts.runs.get(runId)?.counts ?? null) !== null;
    const accounts = new Set(
      made
        .filter((one) => isClosed(one.runId) && one.at >= since && !wasLost(one, witness))
        .map((one) => `${one.runId} ${one.accountId}`),
    ).size;
    const stands = facts.ledger.made.reduce((sum, { count }) => sum + count, 0);
    if (stands < accounts) yield `${String(accounts)} were changed, ${String(stands)} are written down`;
  },
};

const noticesOnce: Invariant = {
  name: 'nobody is mailed twice about one plan',
  *atRest({ outside }) {
    const seen = new Set<string>();
    for (const notice of outside.notices()) {
      if (seen.has(notice)) yield notice;
      seen.add(notice);
    }
  },
};

/** What holds of runs, releases, limits and notices. */
export const RUN_INVARIANTS: readonly Invariant[] = [
  runsEndOnce,
  releases,
  limited,
  ended,
  countedChanges,
  noticesOnce,
];
