import { tokenLease } from '../../domain/connection.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Basics } from '../dependencies.ts';
import type { ConnectionSettings } from './connection-dependencies.ts';

/** Somebody who refreshes tokens is done within seconds. */
const TRIES = 30;
const TRY_AGAIN_MS = 200;

/** Does something with the tokens of a connection while nobody else may. `busy`: somebody else kept them all the while. */
export const underTokenLease = async <T>(
  deps: Basics & {
    readonly leases: Leases;
    readonly settings: Pick<ConnectionSettings, 'refreshLease'>;
  },
  connectionId: string,
  work: () => Promise<T>,
): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' }> => {
  const holder = deps.secrets.token();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const lease = await deps.leases.take(tokenLease(connectionId), holder, deps.settings.refreshLease);
    if (lease.kind === 'taken') {
      try {
        return { kind: 'done', value: await work() };
      } finally {
        await deps.leases.release(lease.lease);
      }
    }
    await deps.clock.sleep(TRY_AGAIN_MS);
  }
  return { kind: 'busy' };
};
