import type { Import } from '../../domain/import.ts';
import type { ImportProgress } from '../../records/imports.ts';
import { type Landing, putEventText, textOfLines } from '../day-log/day-objects.ts';
import { eachOf } from '../day-log/each-of.ts';
import { EventLines } from './event-lines.ts';
import type { GroupedRow, ImportDeps, JudgedRow, StreamedKindEntry } from './kinds/import-kind.ts';
import type { SentRow } from './sent-row.ts';
import { ROWS_PER_CHUNK, folderOf, keepRows, storedChunk } from './stored-rows.ts';

const MAX_REASON = 300;

const groupsFolder = (importId: string): string => `${folderOf(importId)}groups/`;

/** A group of rows that waits to be taken in, and the objects that hold its lines. */
export interface WaitingGroup {
  /** Groups are taken in the order of these. */
  readonly name: string;
  /** As its kind named it. */
  readonly group: string;
  readonly landings: Landing[];
}

/** Key of what a part holds of a group, below the folder of groups. */
const placeOf = ({ groupsSpan }: StreamedKindEntry, group: string, part: string): string =>
  groupsSpan === 'file' ? `${group}/${part}` : `${part}/${group}`;

/** What a place says. */
const readPlace = (
  { groupsSpan }: StreamedKindEntry,
  place: string,
): { readonly name: string; readonly group: string; readonly part: string } => {
  const at = groupsSpan === 'file' ? place.lastIndexOf('/') : place.indexOf('/');
  const [before, behind] = [place.slice(0, at), place.slice(at + 1)];
  return groupsSpan === 'file'
    ? { name: before, group: before, part: behind }
    : { name: place, group: behind, part: before };
};

/** The groups of an import's accepted rows, in order. */
export const waitingGroups = async (
  { objects }: Pick<ImportDeps, 'objects'>,
  kind: StreamedKindEntry,
  importId: string,
): Promise<WaitingGroup[]> => {
  const folder = groupsFolder(importId);
  const groups = new Map<string, WaitingGroup>();
  for (const key of await objects.list(folder)) {
    const { name, group, part } = readPlace(kind, key.slice(folder.length));
    const waiting = groups.get(name) ?? { name, group, landings: [] };
    waiting.landings.push({ name: `${importId}/${part}`, key, isOurs: false });
    groups.set(name, waiting);
  }
  return [...groups.values()];
};

/** A part of a file while it is read: some rows, the accepted ones grouped as they will be taken in. */
export class StreamedPart {
  readonly #deps: ImportDeps;
  readonly #kind: StreamedKindEntry;
  readonly #job: Import;
  readonly #met: Set<string>;
  readonly #groups = new Map<string, Set<string>>();
  #events: EventLines | undefined;
  #rejected: JudgedRow[] = [];
  accepted = 0;
  rejected = 0;

  /** `met`: what the kind has met in the parts before. */
  constructor(deps: ImportDeps, kind: StreamedKindEntry, job: Import, met: Set<string>) {
    this.#deps = deps;
    this.#kind = kind;
    this.#job = job;
    this.#met = met;
  }

  /** Judges a row. */
  take({ line, value, fault, email }: SentRow, now: string): void {
    const read = fault ?? this.#kind.read(value, now, this.#job, this.#met);
    if (read === null) return;
    if (typeof read !== 'string') {
      if ('line' in read) this.#add(read);
      else (this.#events ??= new EventLines(this.#kind.partRows)).add(read);
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
    const folder = groupsFolder(this.#job.importId);
    const texts = [...this.#groups].map(([group, lines]) => [group, textOfLines(lines)] as const);
    await eachOf([...texts, ...(this.#events?.texts() ?? [])], ([group, text]) =>
      putEventText(objects, `${folder}${placeOf(this.#kind, group, part)}`, text),
    );
    await this.#storeRejected(before.rejected);
  }

  #add({ group, line }: GroupedRow): void {
    const lines = this.#groups.get(group);
    if (lines === undefined) this.#groups.set(group, new Set([line]));
    else lines.add(line);
  }

  /** Goes on after the rejected rows of earlier parts, of which the last object may not be full. */
  async #storeRejected(before: number): Promise<void> {
    if (this.#rejected.length === 0) return;
    const { objects } = this.#deps;
    const chunk = Math.floor(before / ROWS_PER_CHUNK);
    const left = before % ROWS_PER_CHUNK;
    const earlier =
      left === 0 ? [] : ((await storedChunk(objects, this.#job.importId, chunk)) ?? []).slice(0, left);
    await keepRows(objects, this.#job.importId, chunk, [...earlier, ...this.#rejected]);
  }
}
