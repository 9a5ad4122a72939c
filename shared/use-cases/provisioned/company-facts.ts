import { isPlatform } from '../../domain/vendor.ts';
import type { Instance } from '../../domain/application.ts';
import { connections } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { estimateNow } from './estimate-users.ts';

/**
 * What an instance has to do with the whole company, whatever applications somebody who connects it is restricted to: it is used, and
 * not shown.
 */
export interface CompanyFacts {
  /** Whether a platform is connected that tells who signs in where. */
  readonly hasPlatform: () => Promise<boolean>;
  /** Estimates the users of an instance before a connector speaks for it, unless that was done today. */
  readonly estimateNow: (instance: Instance) => Promise<void>;
}

/** Reads with a store that nobody is restricted in. */
export const companyFacts = (deps: Pick<Basics, 'store' | 'clock'>): CompanyFacts => ({
  hasPlatform: async () => {
    for await (const { vendor, state } of everyRecord(deps.store, connections, {}))
      if (isPlatform(vendor) && state === 'connected') return true;
    return false;
  },
  estimateNow: (instance) => estimateNow(deps, instance),
});
