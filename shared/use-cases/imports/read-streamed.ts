import { type Import, MOST_REJECTED } from '../../domain/import.ts';
import { ValidationError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { type ImportProgress, importProgress } from '../../records/imports.ts';
import type { ImportDeps, StreamedKindEntry } from './kinds/import-kind.ts';
import type { Parsed } from './parse-import.ts';
import type { SentRow } from './sent-row.ts';
import { StreamedPart } from './streamed-part.ts';

/** What reading came to. `more`: the time is up, and the next call goes on. `conflict`: somebody else reads the same. */
export type StreamRead =
  { readonly kind: 'read'; readonly parsed: Parsed } | { readonly kind: 'more' | 'conflict' };

const HASHED_AT_ONCE = 1_000;

const nothingRead = (importId: string): ImportProgress => ({
  ...{ importId, lines: 0, accepted: 0, rejected: 0, chain: '', taken: null, fresh: 0, version: 0 },
});

/** Refuses a file once it is sure that too much of it is rejected, so that the list of what is has an end. */
const assertBearable = ({ maxRows }: StreamedKindEntry, rejected: number, line: number): void => {
  if (rejected <= MOST_REJECTED * maxRows) return;
  throw new ValidationError(
    `More than ${String(MOST_REJECTED * 100)} % of the rows a file may have are rejected up to line ${String(line)}, so nothing was taken.`,
  );
};

/**
 * Reads the rows of a file, a part at a time in constant memory, gives each its verdict, and keeps the accepted ones as they will be
 * taken in. Each part that was read is remembered: whoever reads the file again passes over it, and finds out whether it is the same
 * file still. Throws `ValidationError` where it is not, and where too many rows are rejected.
 */
export const readStreamed = async (
  deps: ImportDeps,
  job: Import,
  kind: StreamedKindEntry,
  sent: AsyncIterable<readonly SentRow[]>,
  isSpent: () => boolean,
): Promise<StreamRead> => {
  const { importId } = job;
  const { partRows } = kind;
  const now = job.createdAt;
  let known = (await deps.store.get(importProgress, { importId })) ?? nothingRead(importId);
  const begun = known.lines;
  let lines = 0;
  let chain = '';
  let hash = deps.lineHasher.start();
  // Rows of the part that are not in its hash yet: some at once, since a row at a time takes half as long as all else.
  let unhashed: unknown[] = [];
  const met = new Set<string>();
  let part = new StreamedPart(deps, kind, job, met);

  /** Ends a part; the last one is not noted, since the import says then that it is read. */
  const endPart = async (isLast: boolean): Promise<'done' | 'conflict'> => {
    if (unhashed.length > 0) hash.add(JSON.stringify(unhashed));
    unhashed = [];
    chain = deps.secrets.sha256(`${chain}${hash.digest()}`);
    hash = deps.lineHasher.start();
    if (lines === begun && chain !== known.chain)
      throw new ValidationError('The file was changed while it was read. Put it there again.');
    if (lines <= begun) return 'done';
    await part.store(Math.ceil(lines / partRows), known);
    const { version } = known;
    known = {
      ...known,
      lines,
      accepted: known.accepted + part.accepted,
      rejected: known.rejected + part.rejected,
      chain,
      version: version + 1,
    };
    part = new StreamedPart(deps, kind, job, met);
    if (isLast) return 'done';
    const noted = put(importProgress, known, version === 0 ? 'absent' : { version });
    return (await deps.store.write([noted])).kind;
  };

  for await (const rows of sent)
    for (const row of rows) {
      unhashed.push(row.value ?? row.fault);
      if (unhashed.length === HASHED_AT_ONCE) {
        hash.add(JSON.stringify(unhashed));
        unhashed = [];
      }
      if (lines >= begun) {
        part.take(row, now);
        if (part.rejected > 0) assertBearable(kind, known.rejected + part.rejected, row.line);
      }
      lines += 1;
      if (lines % partRows !== 0) continue;
      if ((await endPart(false)) === 'conflict') return { kind: 'conflict' };
      if (lines > begun && isSpent()) return { kind: 'more' };
    }
  if (lines < begun) throw new ValidationError('The file was changed while it was read. Put it there again.');
  if (lines % partRows !== 0) await endPart(true);
  const { accepted, rejected } = known;
  const unchanged = lines - accepted - rejected;
  const contentHash = deps.secrets.sha256(
    `${job.kind} ${job.instanceId ?? job.applicationId ?? 'all'} ${chain}`,
  );
  return { kind: 'read', parsed: { rows: { accepted, rejected, unchanged }, contentHash } };
};
