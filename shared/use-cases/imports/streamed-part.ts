import type { Import } from '../../domain/import.ts';
import type { DayLog } from '../../records/day-log.ts';
import type { ImportProgress } from '../../records/imports.ts';
import { type Landing, putEventLines } from '../day-log/day-objects.ts';
import { eachOf } from '../day-log/each-of.ts';
import { type EventGroup, addToGroups } from '../day-log/group-events.ts';
import type { ImportDeps, JudgedRow, StreamedKindEntry } from './import-kind.ts';
import type { SentRow } from './sent-row.ts';
import { ROWS_PER_CHUNK, folderOf, keepRows, storedChunk } from './stored-rows.ts';

const MAX_REASON = 300;

const groupsFolder = (importId: string): string => `${folderOf(importId)}groups/`;

/** The group of rows that an object holds, and where it is taken in from. */
export interface WaitingGroup {
  /** Its day and shard; groups are taken in the order of these. */
  readonly name: string;
  readonly day: string;
  readonly shard: number;
  readonly landings: Landing[];
}

/** The groups of an import's accepted rows, in order. */
export const waitingGroups = async (
  { objects }: Pick<ImportDeps, 'objects'>,
  importId: string,
): Promise<WaitingGroup[]> => {
  const folder = groupsFolder(importId);
  const groups = new Map<string, WaitingGroup>();
  for (const key of await objects.list(folder)) {
    const [day = '', shard = '', part = ''] = key.slice(folder.length).split('/');
    const name = `${day}/${shard}`;
    const group = groups.get(name) ?? { name, day, shard: Number(shard), landings: [] };
    group.landings.push({ name: `${importId}/${part}`, key, isOurs: false });
    groups.set(name, group);
  }
  return [...groups.values()];
};

/** A part of a file while it is read: some rows, the accepted ones grouped as they will be taken in. */
export class StreamedPart {
  readonly #deps: ImportDeps;
  readonly #kind: StreamedKindEntry;
  readonly #importId: string;
  readonly #log: DayLog;
  readonly #groups = new Map<string, EventGroup>();
  #rejected: JudgedRow[] = [];
  accepted = 0;
  rejected = 0;

  constructor(deps: ImportDeps, kind: StreamedKindEntry, { importId }: Import, log: DayLog) {
    this.#deps = deps;
    this.#kind = kind;
    this.#importId = importId;
    this.#log = log;
  }

  /** Judges a row. */
  take({ line, value, fault, email }: SentRow, now: string): void {
    const read = fault ?? this.#kind.read(value, now);
    if (typeof read !== 'string') {
      addToGroups(this.#groups, this.#log, read);
      this.accepted += 1;
      return;
    }
    this.rejected += 1;
    const reason = read.slice(0, MAX_REASON);
    this.#rejected.push({ line, verdict: 'rejected', reason, warning: null, email, row: null });
  }

  /** Writes the part down; writing it again, after somebody was cut off, is the same as once. `before`: what earlier parts came to. */
  async store(number: number, before: Pick<ImportProgress, 'rejected'>): Promise<void> {
    const { objects } = this.#deps;
    const part = String(number).padStart(6, '0');
    const folder = groupsFolder(this.#importId);
    await eachOf([...this.#groups.values()], ({ at, lines }) =>
      putEventLines(objects, `${folder}${at.day}/${String(at.shard).padStart(2, '0')}/${part}`, lines),
    );
    await this.#storeRejected(before.rejected);
  }

  /** Goes on after the rejected rows of earlier parts, of which the last object may not be full. */
  async #storeRejected(before: number): Promise<void> {
    if (this.#rejected.length === 0) return;
    const { objects } = this.#deps;
    const chunk = Math.floor(before / ROWS_PER_CHUNK);
    const left = before % ROWS_PER_CHUNK;
    const earlier =
      left === 0 ? [] : ((await storedChunk(objects, this.#importId, chunk)) ?? []).slice(0, left);
    await keepRows(objects, this.#importId, chunk, [...earlier, ...this.#rejected]);
  }
}
