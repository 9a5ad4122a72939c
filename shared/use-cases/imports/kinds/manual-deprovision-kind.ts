import * as z from 'zod';
import { addressSchema } from '../../../domain/address.ts';
import { idSchema } from '../../../domain/ids.ts';
import type { Import } from '../../../domain/import.ts';
import { SHARDS } from '../../../domain/plan.ts';
import { put, remove } from '../../../records/change.ts';
import { fileTargets } from '../../../records/imports.ts';
import { runs } from '../../../records/runs.ts';
import type { Basics } from '../../dependencies.ts';
import type { PolicyDependencies } from '../../policy/policy-in-force.ts';
import { defineImportKind } from './define-import-kind.ts';
import type { JudgedRow, ReadRow } from './import-kind.ts';
import { judgeMembers } from '../judge-members.ts';
import { deprovisionOf } from '../rule-of-file.ts';

/** Addresses of one file: what one call judges in its time. A workflow takes back from as many as there are. */
const MAX_ADDRESSES = 10_000;

/** Targets removed a call. */
const SWEPT_AT_ONCE = 1000;

const rowSchema = z.strictObject({ email: addressSchema });
type Row = z.infer<typeof rowSchema>;

const documentSchema = z.strictObject({
  importId: idSchema('import'),
  accountId: idSchema('account'),
  line: z.int().min(1),
});
type Document = z.infer<typeof documentSchema>;

interface JudgedAddress {
  readonly judged: JudgedRow<Row>;
  readonly accountId: string | null;
}

const judgeAll = async (
  deps: Basics & PolicyDependencies,
  job: Import,
  rows: readonly ReadRow<Row>[],
): Promise<JudgedAddress[]> => {
  const named = rows.map(({ line, row: { email } }) => ({ line, email }));
  const members = await judgeMembers(deps, job.importId, deprovisionOf(job), named);
  const first = new Map<string, number>();
  return rows.map(({ line, row }, index) => {
    const { email } = row;
    const earlier = first.get(email);
    if (earlier === undefined) first.set(email, line);
    const member = members[index] ?? { accountId: null, fault: 'not judged', warning: null };
    const fault =
      earlier === undefined ? member.fault : `duplicate: names the same address as line ${earlier}`;
    const judged: JudgedRow<Row> = {
      line,
      row,
      email,
      verdict: fault === null ? 'accepted' : 'rejected',
      reason: fault,
      warning: fault === null ? member.warning : null,
    };
    return { judged, accountId: member.accountId };
  });
};

/**
 * A list of members of an instance whose licenses are taken back because somebody says so. All or nothing: one address that is no
 * active, ordinary member refuses the whole file. Its commit begins a run of exactly these accounts.
 */
export const manualDeprovisionKind = defineImportKind<Row, Document>({
  kind: 'manual-deprovision',
  of: 'instance',
  beginsRun: true,
  picksLines: false,
  bearsBadRows: false,
  maxRows: MAX_ADDRESSES,
  columns: {
    required: ['email'],
    names: { email: ['e-mail', 'mail', 'email address', 'user email'] },
    keepsFurther: false,
  },
  sample: [{ email: 'ada.lovelace@example.com' }, { email: 'grace.hopper@example.com' }],
  fromCells: ({ known }) => ({ email: known['email'] }),
  rowSchema,
  documentSchema,
  judge: async (deps, job, rows) => (await judgeAll(deps, job, rows)).map(({ judged }) => judged),
  plan: async (deps, job, rows) => {
    const all = await judgeAll(deps, job, rows);
    const rejected = all.filter(({ judged }) => judged.verdict === 'rejected').length;
    if (rejected > 0) return { kind: 'rejected-rows', rejected };
    const { importId } = job;
    const documents = all.flatMap(({ accountId, judged: { line } }) =>
      accountId === null ? [] : [{ importId, accountId, line }],
    );
    return {
      kind: 'set',
      basedOn: deps.secrets.sha256(JSON.stringify(documents)),
      currentSetId: null,
      currentImportId: null,
      newSetId: () => deps.ids.next('run'),
      documents: () => documents,
      // What becomes current is the run, and nothing before it.
      flip: () => [],
      figures: { taken: documents.length },
    };
  },
  land: (runId, document) => [put(fileTargets, { ...document, runId }, 'any')],
  // The preview reads the list; after it the evidence of each account says the same.
  isFollowed: async ({ store }, { setId }) => {
    const run = await store.get(runs, { runId: setId });
    return run?.status === 'open' && run.verdicts === null;
  },
  sweep: async ({ store }, runId) => {
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const { records } = await store.page(fileTargets, { runId, shard }, { limit: SWEPT_AT_ONCE });
      if (records.length === 0) continue;
      await store.writeMany(records.map((target) => remove(fileTargets, target)));
      return 'more';
    }
    return 'done';
  },
  // What the run did is restored by the run; what it did not do yet, by cancelling it.
  revert: null,
});
