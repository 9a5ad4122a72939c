import type { AuditEvent } from '../../domain/audit-event.ts';
import { type Erasure, type Sought, knowsMore } from '../../domain/erasure.ts';
import { shardOf } from '../../domain/plan.ts';
import { scrubFor } from '../../domain/scrub.ts';
import { MAX_EVENT_ROWS } from '../../records/audit.ts';
import { type Change, put } from '../../records/change.ts';
import type { TableName } from '../../records/collection.ts';
import type { StoredRow } from '../../ports/record-scan.ts';
import { removeUser } from '../users/delete-user.ts';
import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import { auditEvent } from '../audit.ts';
import { ROW_RULES } from './collection-rules.ts';
import type { ErasureDeps } from './erasure-dependencies.ts';
import type { Looking } from './row-rule.ts';
import { inactiveUserOf } from './user-rule.ts';

/** Changes of one transaction. */
const AT_ONCE = 100 - MAX_EVENT_ROWS;

/** What a look at some rows, or objects, came to. */
export interface Looked {
  /** All that is known of them after it. */
  readonly sought: Sought;
  readonly found: number;
  /** Makes the changes; `conflict` where somebody changed one of the rows meanwhile. */
  readonly apply: () => Promise<'done' | 'conflict'>;
  readonly next: string | null;
}

const instanceOf = (document: unknown): string | null => {
  if (typeof document !== 'object' || document === null) return null;
  const value = new Map<string, unknown>(Object.entries(document)).get('instanceId');
  return typeof value === 'string' ? value : null;
};

/** Looks with as many instances as rows are of; most are of one. */
const lookingFor = (sought: Sought): ((row: StoredRow) => Looking) => {
  const known = new Map<string | null, Looking>();
  return ({ document }) => {
    const instanceId = instanceOf(document);
    const looking = known.get(instanceId) ?? { sought, scrub: scrubFor(sought, instanceId) };
    known.set(instanceId, looking);
    return looking;
  };
};

const learnedFrom = (rows: readonly StoredRow[], sought: Sought, ofOthers: ReadonlySet<string>): Sought => {
  let looking: Looking = { sought, scrub: scrubFor(sought, null) };
  for (;;) {
    const before = looking.sought;
    for (const { collection, document } of rows) {
      const told = ROW_RULES.get(collection)?.learn?.(document, looking) ?? looking.sought;
      const known = { ...told, addresses: told.addresses.filter((address) => !ofOthers.has(address)) };
      if (knowsMore(known, looking.sought)) looking = { sought: known, scrub: scrubFor(known, null) };
    }
    if (!knowsMore(looking.sought, before)) return before;
  }
};

/** What the rows tell. An address that was theirs once and is somebody else's in the current chart is not looked for. */
const learned = async (
  { store }: Pick<ErasureDeps, 'store'>,
  rows: readonly StoredRow[],
  sought: Sought,
): Promise<Sought> => {
  const known = learnedFrom(rows, sought, new Set());
  const news = known.addresses.filter((address) => !sought.addresses.includes(address));
  const chart = news.length === 0 ? undefined : await store.get(orgCharts, {});
  if (chart === undefined) return known;
  const { chartId } = chart;
  const owners = await store.getMany(
    chartAddresses,
    news.map((address) => ({ chartId, address })),
  );
  const ofOthers = owners.flatMap((owner) =>
    owner === undefined || owner.personId === known.personId ? [] : [owner.address],
  );
  return ofOthers.length === 0 ? known : learnedFrom(rows, sought, new Set(ofOthers));
};

/** Takes people out of the current chart, and counts it anew. Other versions of it are not counted. */
const leaveChart = async (
  deps: ErasureDeps,
  erased: (records: number) => AuditEvent,
  removals: readonly Change[],
): Promise<'done' | 'conflict'> => {
  const chart = removals.length === 0 ? undefined : await deps.store.get(orgCharts, {});
  if (chart === undefined) return 'done';
  const { chartId, version } = chart;
  const leaving = removals
    .filter(({ key }) => key.partition === people.within({ chartId, shard: shardOf(key.sort) }))
    .map((removal) => ({ ...removal, expect: 'present' as const }));
  if (leaving.length === 0) return 'done';
  const counted = { ...chart, people: chart.people - leaving.length, version: version + 1 };
  const changes = [...leaving, put(orgCharts, counted, { version })];
  return (await deps.store.commit(changes, erased(leaving.length))).kind;
};

/** Makes changes: of technical rows alone, of all others with the event that says so. */
const make = async (
  deps: ErasureDeps,
  { erasureId, requestedBy }: Erasure,
  { personId }: Sought,
  changes: readonly Change[],
): Promise<'done' | 'conflict'> => {
  const erased = (records: number): AuditEvent =>
    auditEvent(deps, { actor: requestedBy }, 'person.data-erased', {
      ...{ personId, subjectId: erasureId },
      after: { records },
    });
  const removals = changes.filter(
    ({ collection, operation }) => collection === people.name && operation === 'remove',
  );
  if ((await leaveChart(deps, erased, removals)) === 'conflict') return 'conflict';
  const technical = changes.filter((change): change is Change<true> => change.technical);
  const audited = changes.filter((change) => !change.technical);
  for (let from = 0; from < technical.length; from += AT_ONCE)
    if ((await deps.store.write(technical.slice(from, from + AT_ONCE))).kind === 'conflict')
      return 'conflict';
  for (let from = 0; from < audited.length; from += AT_ONCE) {
    const some = audited.slice(from, from + AT_ONCE);
    if ((await deps.store.commit(some, erased(some.length))).kind === 'conflict') return 'conflict';
  }
  return 'done';
};

/** Looks at the next rows of a table, and says what is to be done to them. */
export const lookAtRows = async (
  deps: ErasureDeps,
  erasure: Erasure,
  sought: Sought,
  table: TableName,
): Promise<Looked> => {
  const { rows, next } = await deps.scan.scan(table, erasure.after);
  const known = await learned(deps, rows, sought);
  const lookingAt = lookingFor(known);
  const changes = rows.flatMap(
    (row) => ROW_RULES.get(row.collection)?.change(row.document, lookingAt(row)) ?? [],
  );
  const gone = rows.flatMap((row) => inactiveUserOf(row, known) ?? []);
  return {
    sought: known,
    found: changes.length + gone.length,
    next,
    apply: async () => {
      for (const userId of gone)
        await removeUser(deps, { actor: erasure.requestedBy }, userId, () => undefined);
      return make(deps, erasure, known, changes);
    },
  };
};
