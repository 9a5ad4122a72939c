import { isDeepStrictEqual } from 'node:util';
import { durationMs } from '../../../shared/domain/time.ts';
import type { Facts, SeenItem, SeenRun } from './facts.ts';
import { itemKey } from './facts.ts';
import { isExempt, reportedAgainst } from './protections.ts';
import type { Asked, Invariant, Witness } from './witness.ts';

/** A change that arrives at the vendor, with the one item that may have asked for it. */
interface Judged {
  readonly asked: Asked;
  readonly item: SeenItem & { readonly seq: number };
  readonly run: SeenRun;
  readonly facts: Facts;
  readonly witness: Witness;
}

const behind = (asked: Asked, witness: Witness): Judged | null => {
  const { facts } = witness;
  const accountId = facts.accountIds.get(asked.vendorAccountId);
  const item = [...facts.items.values()].find(
    (each) => each.accountId === accountId && each.state === 'acting',
  );
  const run = item === undefined ? undefined : facts.runs.get(item.runId);
  return item === undefined || run === undefined ? null : { asked, item, run, facts, witness };
};

/** An invariant over changes of which it is known who asked for them. */
const ofChange = (name: string, judge: (judged: Judged) => Iterable<string>): Invariant => ({
  name,
  *atChange(asked, witness) {
    const judged = behind(asked, witness);
    if (judged !== null) yield* judge(judged);
  },
});

const intended: Invariant = {
  name: 'no change without an open plan’s stored intent and before-image',
  *atChange(asked, witness) {
    const judged = behind(asked, witness);
    if (judged === null) {
      yield `${asked.vendorAccountId} was changed for no item that is being acted on`;
      return;
    }
    const { item, run, facts } = judged;
    if (run.seal === null) yield 'the plan is not sealed';
    if (facts.claims.get(item.accountId) !== item.runId) yield 'another plan holds the account';
    if (item.intent?.at !== asked.at) yield 'the intent is missing, or is another attempt’s';
    if (item.beforeImage === null) yield 'the before-image is missing';
    const read = asked.call.reads.get(asked.vendorAccountId);
    const { status, tier, role } = item.beforeImage ?? {};
    if (
      read === undefined ||
      read === 'gone' ||
      !isDeepStrictEqual({ status, tier, role }, { ...pick(read) })
    )
      yield 'the before-image is not what was read just before';
  },
};

const pick = ({ status, tier, role }: NonNullable<Asked['account']>) => ({ status, tier, role });

const once = ofChange(
  'an account is changed once at most by a run, and never again unless somebody else undid it',
  function* ({ asked, item, witness }) {
    const since = witness.outside.edits.get(asked.vendorAccountId) ?? 0;
    const again = witness.made.find(
      ({ vendorAccountId, runId, seq }) =>
        vendorAccountId === asked.vendorAccountId && runId === item.runId && seq > since,
    );
    if (again !== undefined) yield `${asked.vendorAccountId} was changed already at ${again.at}`;
    if ((item.intent?.attempts ?? 0) > 3) yield 'it was tried more than three times';
  },
);

const protectedOnes = ofChange(
  'nobody is changed who is kept, exempt, protected, admin, unknown, inactive, gone, or not as planned',
  function* ({ asked, item, run, facts, witness }) {
    const { account, vendorAccountId, call, at } = asked;
    if (item.answer !== null) yield 'the person keeps the license';
    if (item.personId === null || witness.outside.strangers.has(vendorAccountId))
      yield 'nobody knows whose it is';
    if (account === undefined) yield 'the account is gone';
    else {
      if (account.role.kind !== 'member') yield `the account is an ${account.role.kind}’s`;
      if (account.status !== 'active') yield `the account is ${account.status}`;
      if (account.tier !== item.tierBefore)
        yield `the account has ${account.tier}, planned was ${item.tierBefore}`;
    }
    const { sealedAt = at } = run.seal ?? {};
    if (isExempt(facts, vendorAccountId, { from: sealedAt, to: at }, call.since))
      yield 'the person is exempt';
    const { personIds, seq } = facts.protectedPeople;
    if (seq <= call.since && item.personId !== null && personIds.includes(item.personId))
      yield 'the policy protects the person';
    const coolDown = durationMs(run.policy.coolDown);
    for (const other of facts.items.values())
      if (
        other.accountId === item.accountId &&
        other.answer !== null &&
        Date.parse(other.answer.at) + coolDown > Date.parse(at)
      )
        yield 'the person kept the license lately';
  },
);

const reported = ofChange(
  'nobody is changed of whom the vendor reported something else since the run began',
  function* ({ asked, item, run, facts }) {
    const news = facts.news.get(item.accountId);
    const { account } = asked;
    if (news !== undefined && account !== undefined && news.seq <= item.seq)
      yield* reportedAgainst(facts, item.accountId, run.startedAt, account);
  },
);

/** A verdict that is older was made before a pause. */
const FRESH_MS = 60 * 60_000;

/** Holds only where the machine says which step comes next. */
export const judgedLately = ofChange(
  'nobody is changed on a verdict from before a pause',
  function* ({ asked, item, facts }) {
    const judged = facts.judged.get(itemKey(item));
    if (judged !== undefined && Date.parse(asked.at) - Date.parse(judged.at) > FRESH_MS)
      yield `the verdict is of ${judged.at}, it is ${asked.at}`;
  },
);

const judgedAnew = ofChange(
  'nobody is changed without a verdict made anew after the wait, or who used the license before it',
  function* ({ asked, item, run, facts, witness }) {
    const judged = facts.judged.get(itemKey(item));
    if (judged === undefined) {
      yield 'the item was never judged anew';
      return;
    }
    const used = witness.outside.uses.some(
      ({ vendorAccountId, at, seq }) =>
        vendorAccountId === asked.vendorAccountId && at > (run.seal?.sealedAt ?? '') && seq < judged.seq,
    );
    // Whoever left the company does not keep a license by using it.
    if (used && !item.left) yield 'the license was used since';
  },
);

/** A call may finish the one item it was at when it was stopped. */
const isStopped = ({ call, seq }: Asked, since: number | null): boolean => {
  if (since === null) return false;
  if (since <= call.since) return true;
  if (since > seq) return false;
  call.afterStop += 1;
  return call.afterStop > 1;
};

const stopped = ofChange(
  'nothing is changed after a cancellation, a stop, the end of the run, or under the kill switch',
  function* ({ asked, item, facts }) {
    const over = facts.overSince.get(item.runId) ?? null;
    const name = over === null ? 'the kill switch' : 'the end';
    if (isStopped(asked, over ?? facts.killedSince)) yield `a change was sent after ${name}`;
  },
);

const inTime = ofChange(
  'nothing is changed before the deadline or the early end, nor of anybody who was not told in time',
  function* ({ asked, item, run, facts }) {
    const over = facts.answersOver.get(run.runId);
    if (over !== 'deadline' && over !== 'ended-early') yield 'the wait for answers is not over';
    if (!run.workflow.notify || item.left || over === 'ended-early') return;
    if ((item.notice?.acceptedAt ?? null) === null) yield 'the person was never told';
    else if ((item.notice?.answerBy ?? '') > asked.at) yield 'the person may still answer';
  },
);

const released = ofChange(
  'nothing is changed while a plan is parked, nor beyond its limits without a release of this very plan',
  function* ({ item, run }) {
    const needsOne = run.trips.length > 0 || ['disassociate', 'delete'].includes(item.outcome.kind);
    if (needsOne && run.release === null) yield 'the plan was not released';
    if (run.release !== null && run.release.planHash !== run.seal?.hash) yield 'another plan was released';
    if (run.wait?.phase === 'parked' && run.wait.decision === null) yield 'the plan is parked';
  },
);

/** What holds of every change at the moment it reaches the vendor. */
export const CHANGE_INVARIANTS: readonly Invariant[] = [
  intended,
  once,
  protectedOnes,
  reported,
  judgedAnew,
  stopped,
  inTime,
  released,
];
