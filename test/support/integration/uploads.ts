import { expect } from 'vitest';
import {
  getImportOperation,
  requestUploadOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import { PATIENCE_SECONDS, ask, until } from './api.ts';

/** What a file is for: a kind, and of an instance where it has one. */
interface Purpose {
  readonly kind: 'org-chart' | 'manual-deprovision';
  readonly instanceId?: string;
}

/** Sends a file by signed upload, and waits until it was read or refused. */
export const uploadFile = async (purpose: Purpose, csv: Uint8Array, seconds = PATIENCE_SECONDS) => {
  const { import: job, upload: place } = await ask(requestUploadOperation, { body: purpose });
  const sent = await fetch(place.url, {
    method: place.method,
    headers: { 'content-type': place.contentType },
    body: csv,
  });
  expect(sent.status).toBe(200);
  const { importId } = job;
  return until(
    `the upload ${importId} to be read`,
    seconds,
    () => ask(getImportOperation, { params: { importId } }),
    ({ state }) => state === 'review' || state === 'refused',
  );
};
