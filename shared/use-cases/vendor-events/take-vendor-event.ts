import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import { plus } from '../../domain/time.ts';
import { connections } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { uninstalls, webhookReceipts } from '../../records/vendor-events.ts';
import { startBudget } from '../runs/call-budget.ts';
import { eraseVendorData } from './erase-vendor-data.ts';
import { hearAccountNews } from './hear-account-news.ts';
import { removeCollected } from './remove-collected.ts';
import { uninstall } from './uninstall.ts';
import { type VendorEventDependencies, byVendor } from './vendor-event-dependencies.ts';

/** A request is refused by its age after five minutes, and one from the future counts them from its own moment. */
const REMEMBERED_FOR = 'PT10M';

/** Deleting stops taking up more after this; a page of 500 takes a second or two on top, within the 20 s of a call. */
const ERASE_MS = 10_000;

const LAST_PASS_AFTER_SECONDS = 60;

/** Sends itself the message for the next call, unless all is done. */
const goOn = async (
  { vendorEvents }: VendorEventDependencies,
  result: 'more' | 'later' | 'done',
  again: Extract<VendorEventMessage, { kind: 'erase' | 'delete' }>,
): Promise<void> => {
  if (result === 'more') await vendorEvents.send(again);
  if (result === 'later') await vendorEvents.send(again, LAST_PASS_AFTER_SECONDS);
};

const erase = async (deps: VendorEventDependencies, connectionId: string): Promise<void> => {
  const [connection, begun] = await Promise.all([
    deps.store.get(connections, { connectionId }),
    deps.store.get(uninstalls, { connectionId }),
  ]);
  if (connection === undefined || begun === undefined) return;
  const budget = startBudget(deps.clock, ERASE_MS);
  const result = await eraseVendorData(deps, byVendor(connection), begun, budget);
  await goOn(deps, result, { kind: 'erase', connectionId });
};

const removeDeleted = async (deps: VendorEventDependencies, connectionId: string): Promise<void> => {
  const result = await removeCollected(deps, connectionId, startBudget(deps.clock, ERASE_MS));
  await goOn(deps, result, { kind: 'delete', connectionId });
};

/**
 * Works on one event of a vendor that was found to be signed, or deletes. The very same event does nothing a second time; what
 * was cut off is taken up again by the queue.
 */
export const takeVendorEvent = async (
  deps: VendorEventDependencies,
  message: VendorEventMessage,
): Promise<void> => {
  if (message.kind === 'erase') return erase(deps, message.connectionId);
  if (message.kind === 'delete') return removeDeleted(deps, message.connectionId);
  const { receipt, receivedAt } = message;
  if ((await deps.store.get(webhookReceipts, { receipt })) !== undefined) return;
  await (message.kind === 'uninstalled' ? uninstall(deps, message) : hearAccountNews(deps, message));
  await deps.store.writeMany([
    put(webhookReceipts, { receipt, expiresAt: plus(receivedAt, REMEMBERED_FOR) }, 'any'),
  ]);
};
