import type * as z from 'zod';
import type { Import, ImportKind, RowVerdict } from '../../../domain/import.ts';
import type { Instant } from '../../../domain/time.ts';
import type { CsvReader } from '../../../ports/csv-reader.ts';
import type { ObjectStore } from '../../../ports/object-store.ts';
import type { Machines } from '../../../ports/machines.ts';
import type { LineHasher } from '../../../ports/surroundings.ts';
import type { Change } from '../../../records/change.ts';
import type { SetVersion } from '../../../records/imports.ts';
import type { DayLogDeps } from '../../day-log/day-log-dependencies.ts';
import type { Landing } from '../../day-log/day-objects.ts';
import type { Basics } from '../../dependencies.ts';
import type { PolicyDependencies } from '../../policy/policy-in-force.ts';
import type { Cells, CsvColumns, SentRow } from '../sent-row.ts';

/** What the use cases of imports need. */
export interface ImportDeps extends Basics, PolicyDependencies {
  readonly objects: ObjectStore;
  readonly csv: CsvReader;
  readonly lineHasher: LineHasher;
}

/** What a commit needs: it may begin a run, or take events in. */
export interface CommitDeps extends ImportDeps {
  readonly settings: PolicyDependencies['settings'] & DayLogDeps['settings'];
  readonly machines: Pick<Machines, 'startRun'>;
}

/** A row whose fields are all right, each for itself. */
export interface ReadRow<Row> {
  readonly line: number;
  readonly row: Row;
}

/** What the dry parse says of a row, with what it read; `row` is null where it could not be read. */
export interface JudgedRow<Row = object> extends RowVerdict {
  readonly warning: string | null;
  readonly email: string | null;
  readonly row: Row | null;
}

/** What an admin decided in the review. */
export interface CommitOptions {
  readonly acceptLoss: boolean;
  /** Lines to take; null for all accepted ones. */
  readonly lines: readonly number[] | null;
}

/** What a commit came to. */
export interface CommitResult {
  /** See `commitAnswerSchema`. */
  readonly result: 'committed' | 'unchanged' | 'continues' | 'held' | 'rejected-rows';
  readonly import: Import;
}

/**
 * What a commit would do. `set`: a new version, made of documents, that becomes current by the changes of `flip`. It holds only as
 * long as its pointer stands where `basedOn` says.
 */
export type CommitPlan =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected-rows'; readonly rejected: number }
  | { readonly kind: 'held'; readonly lost: number; readonly of: number; readonly reason: string }
  | {
      readonly kind: 'set';
      readonly basedOn: string;
      readonly currentSetId: string | null;
      /** The import that left what is current as it is; null where none did, or it was changed since. */
      readonly currentImportId: string | null;
      readonly newSetId: () => string;
      readonly documents: () => readonly object[];
      readonly flip: (setId: string) => readonly Change[];
      /** Figures for the audit event. */
      readonly figures: Readonly<Record<string, number>>;
    };

/** A committed version to take back, and the one to make current again: an empty one where there was none before it. */
export interface RevertedSet {
  readonly setId: string;
  readonly restored: { readonly setId: string; readonly importId: string | null };
}

/** What taking a version back would do. `refused`: something newer builds on it. `more`: the time is up, and the next try goes on. */
export type RevertPlan =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'more' }
  | { readonly kind: 'flip'; readonly changes: readonly Change[] };

/**
 * How files of a kind are taken back. `version`: the version before becomes current again; `newSetId` names an empty one. `batch`: its
 * files add to what is there, and what one added is removed. A plan may remove technical records itself, a slice a call.
 */
export type Revert =
  | {
      readonly kind: 'version';
      readonly newSetId: (deps: Pick<Basics, 'ids'>) => string;
      readonly plan: (deps: ImportDeps, job: Import, set: RevertedSet, until: Instant) => Promise<RevertPlan>;
    }
  | {
      readonly kind: 'batch';
      readonly plan: (deps: ImportDeps, job: Import, until: Instant) => Promise<RevertPlan>;
    };

/** What every kind of file says. */
interface FileKind {
  readonly kind: ImportKind;
  /** Whether it is about an application, or an instance and so its application; others take none. */
  readonly of: 'organization' | 'application' | 'instance';
  /** Whether its commit begins a run; the version's id is the run's. */
  readonly beginsRun: boolean;
  /** Whether only some lines may be taken. Where not, one rejected row refuses the whole. */
  readonly picksLines: boolean;
  readonly maxRows: number;
  readonly columns: CsvColumns;
  /** Rows of the file that is shown as an example, by the names of their columns; the first one has all of them. */
  readonly sample: readonly Readonly<Record<string, string>>[];
  /** A row of a CSV in the form that rows are sent in. */
  readonly fromCells: (cells: Cells) => unknown;
}

/** A row that is right: the group it is taken in with, and all that it says as one line. Equal lines of a group count once. */
export interface GroupedRow {
  /** A path: groups are taken in the order of these. */
  readonly group: string;
  readonly line: string;
}

/** The same of an event in a log of its own day, whose line is made when it is written: files hold a million of these. */
export interface GroupedEvent {
  /** Of one day. */
  readonly group: string;
  readonly address: string;
  /** {@link hashOf} the address. */
  readonly hash: number;
  readonly at: Instant;
  /** The rest of its line. */
  readonly tail: string;
}

/** A kind whose rows are events: each is judged alone and taken alone, in whatever number, and counts once however often it comes. */
export interface StreamedKindEntry extends FileKind {
  /** Rows that are held at once, and read again by the next call where one is cut off. */
  readonly partRows: number;
  /** Whether rows of a group are taken in together over the whole file, or each part by itself, where nothing is gained by that. */
  readonly groupsSpan: 'file' | 'part';
  /**
   * A row in its group, or what is wrong with it; null where it is right and there is nothing to take of it.
   * `met` is the kind's own: it lives as long as a call reads the file.
   */
  readonly read: (
    value: unknown,
    now: Instant,
    job: Import,
    met: Set<string>,
  ) => GroupedRow | GroupedEvent | string | null;
  /** Takes a group in, from the objects that hold its lines, and says how many were new. Harmless to repeat. */
  readonly take: (
    deps: CommitDeps,
    job: Import,
    group: string,
    landings: readonly Landing[],
  ) => Promise<number>;
  /**
   * Removes what the file brought of a group, where the rows that a file brought can be told apart; absent where they can't. Harmless
   * to repeat.
   */
  readonly untake?: (deps: ImportDeps, job: Import, landings: readonly Landing[]) => Promise<void>;
}

/** What one kind of import is: one entry of the table of kinds, in one file. */
export interface ImportKindEntry extends FileKind {
  /** Whether bad rows are left out and listed where they are 1 % at most. Where not, one refuses the whole, unless lines are picked. */
  readonly bearsBadRows: boolean;
  readonly judge: (
    deps: ImportDeps,
    job: Import,
    rows: AsyncIterable<readonly SentRow[]>,
  ) => Promise<readonly JudgedRow[]>;
  readonly plan: (
    deps: ImportDeps,
    job: Import,
    rows: AsyncIterable<readonly SentRow[]>,
    options: CommitOptions,
  ) => Promise<CommitPlan>;
  /** The records that a document of a version becomes. */
  readonly land: (setId: string, document: unknown) => readonly Change<true>[];
  /** Whether anybody reads a version still. */
  readonly isFollowed: (
    deps: Pick<Basics, 'store'>,
    version: Pick<SetVersion, 'setId' | 'applicationId'>,
  ) => Promise<boolean>;
  /** Removes records of a version nobody follows; `more` where some are left. */
  readonly sweep: (deps: Basics, setId: string) => Promise<'done' | 'more'>;
  /** How a committed file is taken back; null for a kind that acts, or whose files can't be told apart any more. */
  readonly revert: Revert | null;
}

/** A kind before its rows and documents lose their types. */
export interface ImportKindDefinition<Row extends object, Document extends object> extends Omit<
  ImportKindEntry,
  'judge' | 'plan' | 'land'
> {
  readonly rowSchema: z.ZodType<Row>;
  readonly documentSchema: z.ZodType<Document>;
  readonly judge: (
    deps: ImportDeps,
    job: Import,
    rows: readonly ReadRow<Row>[],
  ) => Promise<readonly JudgedRow<Row>[]>;
  readonly plan: (
    deps: ImportDeps,
    job: Import,
    rows: readonly ReadRow<Row>[],
    options: CommitOptions,
  ) => Promise<CommitPlan>;
  readonly land: (setId: string, document: Document) => readonly Change<true>[];
}
