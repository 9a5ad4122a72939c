import type { Import } from '../../shared/domain/import.ts';

/** When the files are checked. */
export const NOW = '2026-03-06T09:00:00.000Z';

/** Bytes of one chunk, as an object store gives them. */
const CHUNK = 65_536;

/** The import that a file is checked for. */
export const JOB: Import = {
  importId: 'imp_bench-0001',
  kind: 'org-chart',
  applicationId: null,
  instanceId: null,
  deprovision: null,
  state: 'reading',
  source: 'upload',
  contentHash: null,
  parts: 0,
  rows: { accepted: 0, rejected: 0, unchanged: 0 },
  reason: null,
  receiptKey: null,
  createdBy: 'usr_bench-0001',
  createdAt: NOW,
  endedAt: null,
  set: null,
  revertedAt: null,
  version: 1,
};

/** A file as it comes from an object store. */
export async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    await Promise.resolve();
    yield bytes.subarray(from, from + CHUNK);
  }
}
