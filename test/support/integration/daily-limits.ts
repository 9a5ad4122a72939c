import { put } from '../../../shared/records/change.ts';
import { rateBuckets } from '../../../shared/records/technical.ts';
import { storedRecords } from './aws.ts';

/** Long enough to be a wait of the run; a daily limit of Zoom names hours. */
export const LIMITED_SECONDS = 75;

/** What the vendor answers once the limit of the day is reached. */
export const dailyLimit = (seconds: number, retryAfter: 'iso-date' | 'http-date') =>
  ({ kind: 'rate-limit', limit: 'daily', headers: 'all', retryAfter, seconds }) as const;

/** Makes the workers forget what the vendor said of its limits, as if its day were over. */
export const forgetLimits = async (connectionId: string): Promise<void> => {
  const store = storedRecords();
  for (const label of ['light', 'medium', 'heavy']) {
    const bucket = await store.get(rateBuckets, { name: `${connectionId}#${label}` });
    if (bucket === undefined) continue;
    await store.writeMany([
      put(rateBuckets, { ...bucket, blockedUntilMs: 0, version: bucket.version + 1 }, 'any'),
    ]);
  }
};
