import { type Erasure, type Sought, knowsMore } from '../../domain/erasure.ts';
import { scrubFor } from '../../domain/scrub.ts';
import { MAX_EVENT_ROWS } from '../../records/audit.ts';
import type { Change } from '../../records/change.ts';
import type { TableName } from '../../records/collection.ts';
import type { StoredRow } from '../../ports/record-scan.ts';
import { removeUser } from '../users/delete-user.ts';
import { users } from '../../records/access.ts';
import { auditEvent } from '../audit.ts';
import { ROW_RULES } from './collection-rules.ts';
import type { ErasureDeps } from './erasure-dependencies.ts';
import type { Looking } from './row-rule.ts';

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

const learned = (rows: readonly StoredRow[], sought: Sought): Sought => {
  let looking: Looking = { sought, scrub: scrubFor(sought, null) };
  for (;;) {
    const before = looking.sought;
    for (const { collection, document } of rows) {
      const known = ROW_RULES.get(collection)?.learn?.(document, looking) ?? looking.sought;
      if (knowsMore(known, looking.sought)) looking = { sought: known, scrub: scrubFor(known, null) };
    }
    if (!knowsMore(looking.sought, before)) return before;
  }
};

/** Users who have one of the addresses and may no longer come in. */
const inactiveUsers = (rows: readonly StoredRow[], { addresses }: Sought): string[] =>
  rows.flatMap(({ collection, document }) => {
    if (collection !== users.name) return [];
    const user = users.schema.parse(document);
    const text = JSON.stringify(user).toLowerCase();
    return !user.active && addresses.some((address) => text.includes(JSON.stringify(address)))
      ? [user.userId]
      : [];
  });

/** Makes changes: of technical rows alone, of all others with the event that says so. */
const make = async (
  deps: ErasureDeps,
  { personId, requestedBy }: Erasure,
  changes: readonly Change[],
): Promise<'done' | 'conflict'> => {
  const technical = changes.filter((change): change is Change<true> => change.technical);
  const audited = changes.filter((change) => !change.technical);
  for (let from = 0; from < technical.length; from += AT_ONCE)
    if ((await deps.store.write(technical.slice(from, from + AT_ONCE))).kind === 'conflict')
      return 'conflict';
  for (let from = 0; from < audited.length; from += AT_ONCE) {
    const some = audited.slice(from, from + AT_ONCE);
    const event = auditEvent(deps, { actor: requestedBy }, 'person.data-erased', {
      personId,
      after: { records: some.length },
    });
    if ((await deps.store.commit(some, event)).kind === 'conflict') return 'conflict';
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
  const known = learned(rows, sought);
  const lookingAt = lookingFor(known);
  const changes = rows.flatMap(
    (row) => ROW_RULES.get(row.collection)?.change(row.document, lookingAt(row)) ?? [],
  );
  const gone = inactiveUsers(rows, known);
  return {
    sought: known,
    found: changes.length + gone.length,
    next,
    apply: async () => {
      for (const userId of gone)
        await removeUser(deps, { actor: erasure.requestedBy }, userId, () => undefined);
      return make(deps, erasure, changes);
    },
  };
};
