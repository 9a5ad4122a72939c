import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import { NO_FACTS, hear, isSameNews } from '../../domain/account-news.ts';
import { plus } from '../../domain/time.ts';
import { accountIdentities } from '../../records/accounts.ts';
import { connections } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { accountNews } from '../../records/vendor-events.ts';
import type { Basics } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

/** No run is older: it waits for 90 days at most. */
const KEPT_FOR = 'P120D';

/**
 * Keeps what a vendor reported of an account, as small facts that a plan is checked against before it acts. An account we have never read
 * is in no plan, and the next pull reads it as it is by then. Reports may come in any order and any number of times.
 */
export const hearAccountNews = async (
  deps: Pick<Basics, 'store'>,
  {
    connectionId,
    vendorAccountId,
    facts,
    at,
    receivedAt,
  }: Extract<VendorEventMessage, { kind: 'account-changed' }>,
): Promise<void> => {
  const connection = await deps.store.get(connections, { connectionId });
  if (connection === undefined || connection.state === 'disconnected') return;
  const { instanceId } = connection;
  const vendorKey = `id:${vendorAccountId}`;
  const identity = await deps.store.get(accountIdentities, { instanceId, vendorKey });
  if (identity === undefined) return;
  const { accountId } = identity;
  await untilDone(async () => {
    const stored = await deps.store.get(accountNews, { instanceId, accountId });
    const known = stored ?? NO_FACTS;
    const after = hear(known, { facts, at, heardAt: receivedAt });
    if (stored !== undefined && isSameNews(known, after)) return 'done';
    const version = (stored?.version ?? 0) + 1;
    const news = { instanceId, accountId, ...after, expiresAt: plus(receivedAt, KEPT_FOR), version };
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    const written = await deps.store.write([put(accountNews, news, expect)]);
    return written.kind === 'done' ? 'done' : 'conflict';
  });
};
