import type { AuditEvent } from '../../domain/audit-event.ts';
import {
  EXPORT_LIFETIME,
  type Export,
  type ExportContent,
  type ExportFormat,
  narrowedTo,
} from '../../domain/export.ts';
import { type Restriction, soleApplication } from '../../domain/rights.ts';
import { plus } from '../../domain/time.ts';
import type { CsvWriter } from '../../ports/csv-writer.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import { put } from '../../records/change.ts';
import { exportProgress, fileExports } from '../../records/exports.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';
import { loadRun } from '../runs/run-progress.ts';
import { collectRows } from './collect-rows.ts';
import { newProgress } from './export-progress.ts';
import { openSource } from './export-source.ts';
import { type ExportFile, fileOf } from './export-file.ts';

/** Bytes of a file that is answered at once: a Lambda's answer is at most 6 MB. */
const MOST_BYTES = 4_000_000;

export interface RequestDeps extends Pick<Basics, 'store' | 'clock' | 'ids'> {
  readonly csvWriter: CsvWriter;
  readonly exportQueue: ExportQueue;
}

/** Who asks for an export. */
export interface ExportAsker {
  readonly caller: Caller;
  /** What the asker is known by. */
  readonly ownerId: string;
  readonly restriction: Restriction;
}

/** What came of asking: the file itself, or a job that writes it. */
export type Requested =
  { readonly kind: 'file'; readonly file: ExportFile } | { readonly kind: 'job'; readonly export: Export };

interface Scope {
  /** Which applications the rows can be of at most. */
  readonly reach: Restriction;
  /** What the event names. */
  readonly about: Partial<Pick<AuditEvent, 'applicationId' | 'instanceId' | 'runId'>>;
}

const scopeOf = async (
  deps: Pick<Basics, 'store'>,
  content: ExportContent,
  asked: Restriction,
): Promise<Scope> => {
  if (content.kind === 'run-items') {
    const { runId, workflow } = await loadRun(deps, content.runId);
    const { applicationId, instanceId } = workflow;
    const about = { applicationId, instanceId, runId };
    return { reach: narrowedTo(asked, applicationId), about };
  }
  const { applicationId } = content.filters;
  const reach = applicationId === undefined ? asked : narrowedTo(asked, applicationId);
  return { reach, about: { applicationId: soleApplication(reach) } };
};

const given = (filters: ExportContent['filters']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/**
 * Exports rows: up to 1,000 as a file at once, more as a job that a worker writes. Both are an audit event with kind, filters and the
 * number of rows, where it is known. Needs the right of `EXPORT_PERMISSIONS`. Throws `NotFoundError` for a run the asker does not reach.
 */
export const requestExport = async (
  deps: RequestDeps,
  { caller, ownerId, restriction }: ExportAsker,
  content: ExportContent,
  format: ExportFormat,
): Promise<Requested> => {
  const { reach, about } = await scopeOf(deps, content, restriction);
  const source = await openSource(deps, content, restriction, format);
  const rows = await collectRows(deps.clock, source);
  const event = (after: Record<string, string | number | null>, subjectId: string | null) =>
    auditEvent(deps, caller, 'export.requested', {
      ...about,
      subjectId,
      after: { kind: content.kind, format, ...given(content.filters), ...after },
    });
  if (rows !== null) {
    const file = fileOf(deps.csvWriter, { kind: content.kind, format }, source, rows);
    if (new TextEncoder().encode(file.text).length <= MOST_BYTES) {
      await deps.store.commit([], event({ rows: rows.length }, null));
      return { kind: 'file', file };
    }
  }
  const now = deps.clock.now();
  const exportId = deps.ids.next('export');
  const job: Export = {
    ...{ exportId, ownerId, content, format, restriction, reach },
    ...{ state: 'running', rows: null, bytes: null, failure: null },
    ...{ createdAt: now, endedAt: null, expiresAt: plus(now, EXPORT_LIFETIME), version: 1 },
  };
  const changes = [put(fileExports, job, 'absent'), put(exportProgress, newProgress(job), 'absent')];
  assertDone(await deps.store.commit(changes, event({ rows: null }, exportId)));
  await deps.exportQueue.send({ ownerId, exportId });
  return { kind: 'job', export: job };
};
