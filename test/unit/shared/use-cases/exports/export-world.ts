import { PapaCsvWriter } from '../../../../../shared/adapters/csv/papa-csv-writer.ts';
import {
  CountingIds,
  FixedClock,
  fixedSurroundings,
} from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryExportQueue } from '../../../../../shared/adapters/memory/memory-export-queue.ts';
import { MemoryMultipartStore } from '../../../../../shared/adapters/memory/memory-multipart-store.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { storeOfAsker } from '../../../../../shared/adapters/records/store-of-asker.ts';
import type { AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import type { ExportContent, ExportFormat } from '../../../../../shared/domain/export.ts';
import { PERMISSIONS } from '../../../../../shared/domain/permission.ts';
import { type Restriction, UNRESTRICTED } from '../../../../../shared/domain/rights.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { getExport } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { type Requested, requestExport } from '../../../../../shared/use-cases/exports/request-export.ts';
import { type WriteDeps, writeExport } from '../../../../../shared/use-cases/exports/write-export.ts';

export const USER = 'usr_00000000-0000-7000-8000-00000000000a';
export const OTHER = 'usr_00000000-0000-7000-8000-00000000000b';
export const APP_A = 'app_00000000-0000-7000-8000-00000000000a';
export const APP_B = 'app_00000000-0000-7000-8000-00000000000b';
const CALLER: Caller = { actor: { kind: 'user', userId: USER, tokenId: null } };
const WORKER: Caller = { actor: { kind: 'system', name: 'run' } };

/** The events of an export were long before it was asked for. */
const FIRST = '2026-01-05T23:59:00.000Z';
export const ALL: ExportContent = {
  kind: 'audit-events',
  filters: { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
};

/** A clock that moves whenever somebody looks at it. */
export class TickingClock extends FixedClock {
  readonly #ms: number;

  constructor(now: string, ms: number) {
    super(now);
    this.#ms = ms;
  }

  override now(): string {
    this.advance(this.#ms);
    return super.now();
  }
}

/** Rights of somebody who may do everything within a restriction. */
export const viewer = (restriction: Restriction = UNRESTRICTED, ownerId = USER) => ({
  ownerId,
  rights: { permissions: new Set(PERMISSIONS), restriction },
});

/** A world of exports on the memory twins; a further one over the same tables and ids has other objects and queues. */
export const exportWorld = (store = new MemoryRecordStore(), tickMs = 0, ids = new CountingIds()) => {
  const surroundings = { ...fixedSurroundings(), ids };
  const clock = tickMs === 0 ? surroundings.clock : new TickingClock('2026-03-02T09:00:00.000Z', tickMs);
  const objects = new MemoryObjectStore(clock);
  const uploads = new MemoryMultipartStore(objects);
  const exportQueue = new MemoryExportQueue();
  const storeFor = (restriction: Restriction) => storeOfAsker(store, restriction);
  const deps = {
    ...surroundings,
    clock,
    store,
    storeFor,
    objects,
    uploads,
    exportQueue,
    csvWriter: new PapaCsvWriter(),
  };

  /** Commits events, a second apart, the later ones last. */
  const addEvents = async (
    count: number,
    about: (index: number) => Partial<Omit<AuditEvent, 'eventId' | 'at'>> = () => ({}),
  ): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const event = auditEvent(deps, WORKER, 'run.started', about(index));
      await store.commit([], { ...event, at: plusMs(FIRST, index * 1000) });
    }
  };

  const ask = (
    content: ExportContent = ALL,
    format: ExportFormat = 'ndjson',
    restriction: Restriction = UNRESTRICTED,
  ): Promise<Requested> =>
    requestExport(deps, { caller: CALLER, ownerId: USER, restriction }, content, format);

  /** Asks for what is too much for one answer; the id of the export. */
  const start = async (...asked: Parameters<typeof ask>): Promise<string> => {
    const result = await ask(...asked);
    if (result.kind !== 'job') throw new Error('it was answered at once');
    return result.export.exportId;
  };

  /** Hands out messages until none is left, each `times` at once; how often that was. */
  const work = async (times = 1, by: WriteDeps = deps): Promise<number> => {
    let handed = 0;
    for (let next = exportQueue.waiting.shift(); next !== undefined; next = exportQueue.waiting.shift()) {
      const message = next;
      handed += 1;
      if (handed > 500) throw new Error('it does not end');
      await Promise.all(Array.from({ length: times }, () => writeExport(by, message)));
    }
    return handed;
  };

  /** The file of an export as text, by its signed address; undefined where it has none. */
  const download = async (exportId: string): Promise<string | undefined> => {
    const { download: address } = await getExport(deps, viewer(), exportId);
    const bytes = address === null ? undefined : await objects.download(address.url);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };

  return { deps, clock, store, objects, uploads, exportQueue, addEvents, ask, start, work, download };
};

/** The ids of all events in an NDJSON. */
export const eventIds = (ndjson: string): string[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => /"eventId":"([^"]+)"/.exec(line)?.[1] ?? `no id in ${line}`);
