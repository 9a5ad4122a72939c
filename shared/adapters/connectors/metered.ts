import type { Meter } from '../../ports/meter.ts';
import type { Permits } from '../../ports/permits.ts';
import type { GuardedFetch } from '../http/guarded-fetch.ts';

/** Counts calls to vendors, refusals by rate, and answers that are none. */
export const meteredFetch =
  (fetch: GuardedFetch, meter: Meter): GuardedFetch =>
  async (url, request) => {
    meter.count('VendorCalls');
    try {
      const response = await fetch(url, request);
      if (response.status === 429) meter.count('VendorRefusals');
      if (response.status >= 500) meter.count('VendorOutages');
      return response;
    } catch (error) {
      meter.count('VendorOutages');
      throw error;
    }
  };

/** Counts calls that found the line for the vendor's rate too long. */
export const meteredPermits = (permits: Permits, meter: Meter): Permits => ({
  take: async (limit, maxWaitMs) => {
    const permit = await permits.take(limit, maxWaitMs);
    if (permit.kind === 'wait') meter.count('VendorWaits');
    return permit;
  },
  block: (name, until) => permits.block(name, until),
});
