import * as z from 'zod';
import { addressSchema } from '../../../domain/address.ts';
import { type Exemption, exemptionSchema, subjectKey } from '../../../domain/exemption.ts';
import type { Import } from '../../../domain/import.ts';
import { type Instant, instantSchema, plusDays, startOfDay, toInstant } from '../../../domain/time.ts';
import { put, remove } from '../../../records/change.ts';
import {
  type ExemptList,
  exemptEntries,
  exemptLists,
  exemptionOf,
  exemptionPlaces,
} from '../../../records/exempt-lists.ts';
import { ValidationError } from '../../../errors.ts';
import type { Basics } from '../../dependencies.ts';
import { everyRecord } from '../../every-record.ts';
import type { Cells } from '../sent-row.ts';
import { defineImportKind } from './define-import-kind.ts';
import type { JudgedRow, ReadRow } from './import-kind.ts';

const MAX_ENTRIES = 50_000;

/** The reason of a row that gives none. */
const DEFAULT_REASON = 'Imported';

const rowSchema = z.strictObject({
  email: addressSchema,
  reason: exemptionSchema.shape.reason.nullable(),
  /** Null where it does not end. */
  expiresAt: instantSchema.nullable(),
});
type Row = z.infer<typeof rowSchema>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A moment; a day protects to its end. Text that is neither stays, so that the schema names it. */
const endOf = (text: string): string => {
  const instant = toInstant(text);
  if (instant === null) return text;
  return DAY.test(text) ? startOfDay(plusDays(text, 1)) : instant;
};

const rowOf = ({ known }: Cells): unknown => {
  const expiresAt = known['expiresAt'];
  return {
    email: known['email'],
    reason: known['reason'] ?? null,
    expiresAt: expiresAt === undefined ? null : endOf(expiresAt),
  };
};

interface CurrentList {
  readonly list: ExemptList | undefined;
  readonly entries: readonly Exemption[];
  /** Entries neither removed nor expired, by their subject. */
  readonly live: ReadonlyMap<string, Exemption>;
}

const scopeOf = ({ applicationId }: Pick<Import, 'applicationId'>) => applicationId ?? 'global';

const loadList = async ({ store, clock }: Basics, job: Import): Promise<CurrentList> => {
  const now = clock.now();
  const list = await store.get(exemptLists, { scope: scopeOf(job) });
  const entries: Exemption[] = [];
  const live = new Map<string, Exemption>();
  if (list === undefined) return { list, entries, live };
  for await (const stored of everyRecord(store, exemptEntries, { listId: list.listId })) {
    const entry = exemptionOf(stored);
    entries.push(entry);
    const ended = entry.removedAt !== null || (entry.expiresAt !== null && entry.expiresAt <= now);
    if (!ended) live.set(subjectKey(entry.subject), entry);
  }
  return { list, entries, live };
};

const keyOf = ({ email }: Row): string => subjectKey({ kind: 'email', email });

/** What a row makes of a live entry. A start that lies ahead becomes now: the file says that somebody is exempt. */
const changed = (entry: Exemption, { reason, expiresAt }: Row, now: Instant): Exemption => {
  const startsAt = entry.startsAt > now ? now : entry.startsAt;
  const next = { ...entry, startsAt, reason: reason ?? entry.reason, expiresAt };
  const same =
    next.startsAt === entry.startsAt && next.reason === entry.reason && next.expiresAt === entry.expiresAt;
  return same ? entry : { ...next, version: entry.version + 1 };
};

const judgeAll = (
  rows: readonly ReadRow<Row>[],
  { live }: CurrentList,
  now: Instant,
): readonly JudgedRow<Row>[] => {
  const first = new Map<string, number>();
  return rows.map(({ line, row }): JudgedRow<Row> => {
    const base = { line, row, email: row.email, warning: null };
    const earlier = first.get(row.email);
    if (earlier !== undefined)
      return { ...base, verdict: 'rejected', reason: `names the same address as line ${earlier}` };
    first.set(row.email, line);
    if (row.expiresAt !== null && row.expiresAt <= now)
      return { ...base, verdict: 'rejected', reason: 'expiresAt: must be later than now' };
    const entry = live.get(keyOf(row));
    const same = entry !== undefined && changed(entry, row, now) === entry;
    return { ...base, verdict: same ? 'unchanged' : 'accepted', reason: null };
  });
};

/** Lines that may be taken, of those that were chosen. Throws `ValidationError` for one that was rejected or isn't there. */
const chosen = (judged: readonly JudgedRow<Row>[], lines: readonly number[] | null): JudgedRow<Row>[] => {
  const takeable = judged.filter(({ verdict }) => verdict !== 'rejected');
  if (lines === null) return takeable;
  const byLine = new Map(takeable.map((row) => [row.line, row]));
  return [...new Set(lines)]
    .sort((a, b) => a - b)
    .map((line) => {
      const row = byLine.get(line);
      if (row === undefined)
        throw new ValidationError(`Line ${line} can't be taken: it was rejected or does not exist.`, [
          { field: 'lines', rule: 'must name accepted lines' },
        ]);
      return row;
    });
};

/** An exempt list, global or of an application. Rows are added to the list; an admin may take only some of them. */
export const exemptionsKind = defineImportKind<Row, Exemption>({
  kind: 'exemptions',
  of: 'application',
  beginsRun: false,
  picksLines: true,
  bearsBadRows: false,
  maxRows: MAX_ENTRIES,
  columns: {
    required: ['email'],
    names: {
      email: ['e-mail', 'mail', 'email address', 'user email'],
      reason: ['comment', 'note'],
      expiresAt: ['expires', 'expires on', 'expiry', 'until', 'end date'],
    },
    keepsFurther: false,
  },
  sample: [
    { email: 'ada.lovelace@example.com', reason: 'On call', expiresAt: '2031-12-31' },
    { email: 'grace.hopper@example.com', reason: 'Needs it for audits' },
    { email: 'alan.turing@example.com' },
  ],
  fromCells: rowOf,
  rowSchema,
  documentSchema: exemptionSchema,
  judge: async (deps, job, rows) => judgeAll(rows, await loadList(deps, job), deps.clock.now()),
  plan: async (deps, job, rows, { lines }) => {
    const now = deps.clock.now();
    const current = await loadList(deps, job);
    const takeable = chosen(judgeAll(rows, current, now), lines);
    if (takeable.length === 0) return { kind: 'rejected-rows', rejected: job.rows.rejected };
    const taken = takeable.filter(({ verdict }) => verdict === 'accepted');
    if (taken.length === 0) return { kind: 'unchanged' };
    const { list, entries, live } = current;
    const scope = scopeOf(job);
    const documents = (): Exemption[] => {
      const byId = new Map(entries.map((entry) => [entry.exemptionId, entry]));
      for (const { row } of taken) {
        if (row === null) continue;
        const entry = live.get(keyOf(row)) ?? {
          exemptionId: deps.ids.next('exemption'),
          scope,
          subject: { kind: 'email' as const, email: row.email },
          reason: DEFAULT_REASON,
          ownerId: job.createdBy,
          startsAt: now,
          expiresAt: null,
          removedAt: null,
          version: 0,
        };
        const next = changed(entry, row, now);
        byId.set(entry.exemptionId, { ...next, version: Math.max(next.version, 1) });
      }
      return [...byId.values()];
    };
    return {
      kind: 'set',
      basedOn: `${list?.version ?? 0} ${deps.secrets.sha256(taken.map(({ line }) => line).join(' '))}`,
      currentSetId: list?.listId ?? null,
      currentImportId: list?.importId ?? null,
      newSetId: () => deps.ids.next('exemptList'),
      documents,
      flip: (listId) => [
        put(
          exemptLists,
          { scope, listId, importId: job.importId, version: (list?.version ?? 0) + 1 },
          list === undefined ? 'absent' : { version: list.version },
        ),
      ],
      figures: { taken: taken.length },
    };
  },
  land: (listId, exemption) => [
    put(exemptEntries, { ...exemption, listId }, 'any'),
    put(
      exemptionPlaces,
      { exemptionId: exemption.exemptionId, scope: exemption.scope, subject: exemption.subject },
      'any',
    ),
  ],
  isFollowed: async ({ store }, { setId, applicationId }) =>
    (await store.get(exemptLists, { scope: applicationId ?? 'global' }))?.listId === setId,
  sweep: async ({ store }, listId) => {
    const { records, next } = await store.page(exemptEntries, { listId }, { limit: 1000 });
    await store.writeMany(records.map((entry) => remove(exemptEntries, entry)));
    return next === null ? 'done' : 'more';
  },
  revert: {
    kind: 'version',
    newSetId: ({ ids }) => ids.next('exemptList'),
    plan: async ({ store }, job, { setId, restored }) => {
      const scope = scopeOf(job);
      const list = await store.get(exemptLists, { scope });
      if (list?.listId !== setId)
        return { kind: 'refused', reason: 'A newer exempt list is current: take that one back first.' };
      if (list.importId !== job.importId)
        return {
          kind: 'refused',
          reason: 'Entries of the list were added, changed or removed since. Change them one by one.',
        };
      const { setId: listId, importId } = restored;
      const pointer = { scope, listId, importId, version: list.version + 1 };
      return { kind: 'flip', changes: [put(exemptLists, pointer, { version: list.version })] };
    },
  },
});
