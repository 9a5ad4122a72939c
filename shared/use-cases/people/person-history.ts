import type { AuditEvent } from '../../domain/audit-event.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { accounts } from '../../records/accounts.ts';
import { applications } from '../../records/applications.ts';
import { personEvents } from '../../records/audit.ts';
import { answerTexts, personVerdicts, planItems, runVerdicts, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { growingPages, mergeDescending } from '../merge-descending.ts';

type Reads = Pick<Basics, 'store'>;

/** One thing that happened to a seat of a person: an audit event, or what a run decided about an account of theirs. */
export interface PersonHistoryEntry
  extends
    Pick<AuditEvent, 'at' | 'applicationId' | 'instanceId' | 'runId' | 'planHash' | 'accountId'>,
    Pick<AuditEvent, 'before' | 'after' | 'note'> {
  readonly kind: 'event' | 'verdict';
  readonly eventId: AuditEvent['eventId'] | null;
  readonly action: AuditEvent['action'] | null;
  readonly actor: AuditEvent['actor'] | null;
  readonly applicationName: string | null;
  readonly accountEmail: string | null;
  readonly verdict: Verdict | null;
  readonly item: Pick<
    PlanItem,
    'ruleId' | 'outcome' | 'tierBefore' | 'tierAfter' | 'state' | 'vendorReason'
  > | null;
  readonly answerText: string | null;
}

/** A row of either list by which things are found. */
type Row =
  | { readonly kind: 'event'; readonly sort: string; readonly event: AuditEvent }
  | { readonly kind: 'verdict'; readonly sort: string; readonly at: string; readonly seat: Seat };

/** An account as a run had it. */
interface Seat {
  readonly runId: string;
  readonly accountId: string;
}

const keyOf = ({ runId, accountId }: Seat): string => `${runId} ${accountId}`;

async function* rowsOf<R>(
  records: AsyncGenerator<R, undefined>,
  rowOf: (record: R) => Row,
  below: string | null,
): AsyncGenerator<Row, undefined> {
  for await (const record of records) {
    const row = rowOf(record);
    // Sort keys are read up to and including the bound, and the bound itself was in the page before.
    if (below === null || row.sort < below) yield row;
  }
  return undefined;
}

const mergedRows = ({ store }: Reads, personId: string, limit: number, below: string | null) => {
  const bound = below === null ? {} : { to: below };
  const many = { wanted: limit + 1, sources: 2 };
  const events = growingPages(
    (page) => store.page(personEvents, { personId }, { ...page, ...bound, descending: true }),
    many,
  );
  const verdicts = growingPages(
    (page) => store.page(personVerdicts, { personId }, { ...page, ...bound, descending: true }),
    many,
  );
  return mergeDescending(
    [
      rowsOf(events, (event) => ({ kind: 'event', sort: `${event.at}#${event.eventId}`, event }), below),
      rowsOf(
        verdicts,
        ({ at, runId, accountId }) => ({
          ...{ kind: 'verdict', sort: `${at}#${runId}#${accountId}`, at, seat: { runId, accountId } },
        }),
        below,
      ),
    ],
    ({ sort }) => sort,
  );
};

const seatOf = (row: Row): Seat | null => {
  if (row.kind === 'verdict') return row.seat;
  const { runId, accountId } = row.event;
  return runId === null || accountId === null ? null : { runId, accountId };
};

const byKey = <R>(records: readonly (R | undefined)[], name: (record: R) => string): Map<string, R> =>
  new Map(records.flatMap((record) => (record === undefined ? [] : [[name(record), record] as const])));

/** What runs and the directory know of the rows of one page: six reads, however long it is. */
const known = async ({ store }: Reads, rows: readonly Row[]) => {
  const seats = [
    ...new Map(rows.flatMap((row) => seatOf(row) ?? []).map((seat) => [keyOf(seat), seat])).values(),
  ];
  const runRefs = [...new Set(seats.map(({ runId }) => runId))].map((runId) => ({ runId }));
  const [runList, verdicts, items, texts] = await Promise.all([
    store.getMany(runs, runRefs),
    store.getMany(runVerdicts, seats),
    store.getMany(planItems, seats),
    store.getMany(answerTexts, seats),
  ]);
  const runOf = byKey(runList, ({ runId }) => runId);
  const pulled = seats.flatMap(({ runId, accountId }) => {
    const run = runOf.get(runId);
    return run?.pullId === undefined || run.pullId === null
      ? []
      : [{ instanceId: run.workflow.instanceId, pullId: run.pullId, accountId }];
  });
  const applicationIds = new Set([
    ...rows.flatMap((row) => (row.kind === 'event' ? (row.event.applicationId ?? []) : [])),
    ...[...runOf.values()].map(({ workflow }) => workflow.applicationId),
  ]);
  const [accountList, applicationList] = await Promise.all([
    store.getMany(accounts, pulled),
    store.getMany(
      applications,
      [...applicationIds].map((applicationId) => ({ applicationId })),
    ),
  ]);
  return {
    runOf,
    verdictOf: byKey(verdicts, keyOf),
    itemOf: byKey(items, keyOf),
    textOf: byKey(texts, keyOf),
    emailOf: byKey(accountList, ({ accountId }) => accountId),
    nameOf: byKey(applicationList, ({ applicationId }) => applicationId),
  };
};

const ofRun = (run: Run | undefined) => ({
  applicationId: run?.workflow.applicationId ?? null,
  instanceId: run?.workflow.instanceId ?? null,
  planHash: run?.seal?.hash ?? null,
});

const entryOf = (row: Row, facts: Awaited<ReturnType<typeof known>>): PersonHistoryEntry => {
  const seat = seatOf(row);
  const key = seat === null ? '' : keyOf(seat);
  const item = facts.itemOf.get(key);
  const shared = {
    verdict: facts.verdictOf.get(key)?.verdict ?? null,
    item:
      item === undefined
        ? null
        : {
            ...{ ruleId: item.ruleId, outcome: item.outcome, state: item.state },
            ...{ tierBefore: item.tierBefore, tierAfter: item.tierAfter, vendorReason: item.vendorReason },
          },
    answerText: facts.textOf.get(key)?.text ?? null,
  };
  const named = (applicationId: string | null, accountId: string | null) => ({
    applicationName: facts.nameOf.get(applicationId ?? '')?.name ?? null,
    accountEmail: facts.emailOf.get(accountId ?? '')?.email ?? null,
  });
  if (row.kind === 'event') {
    const { eventId, at, action, actor, before, after, note } = row.event;
    const { applicationId, instanceId, runId, planHash, accountId } = row.event;
    return {
      ...{ kind: 'event', at, eventId, action, actor, before, after, note },
      ...{ applicationId, instanceId, runId, planHash, accountId },
      ...named(applicationId, accountId),
      ...shared,
    };
  }
  const about = ofRun(facts.runOf.get(row.seat.runId));
  return {
    ...{ kind: 'verdict', at: row.at, eventId: null, action: null, actor: null },
    ...{ before: null, after: null, note: null },
    ...row.seat,
    ...about,
    ...named(about.applicationId, row.seat.accountId),
    ...shared,
  };
};

/**
 * A page of everything that ever happened to the seats of a person, newest first, of what the store's asker reaches. `after` is the sort
 * key of the last entry of the page before. Also for a person who is in the org chart no more. Needs `audit.read`.
 */
export const personHistory = async (
  deps: Reads,
  personId: string,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: PersonHistoryEntry[]; readonly next: string | null }> => {
  const rows: Row[] = [];
  let more = false;
  for await (const row of mergedRows(deps, personId, limit, after)) {
    more = rows.length === limit;
    if (more) break;
    rows.push(row);
  }
  const facts = await known(deps, rows);
  return {
    items: rows.map((row) => entryOf(row, facts)),
    next: more ? (rows.at(-1)?.sort ?? null) : null,
  };
};
