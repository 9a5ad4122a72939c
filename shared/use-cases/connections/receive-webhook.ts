import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Instant } from '../../domain/time.ts';
import type { VendorEventQueue } from '../../ports/vendor-event-queue.ts';
import type { VendorEvent, WebhookReader, WebhookReading, WebhookRequest } from '../../ports/webhooks.ts';
import { connections } from '../../records/applications.ts';
import { webhookReceipts } from '../../records/vendor-events.ts';
import { everyRecord } from '../every-record.ts';
import type { Needs } from './connection-dependencies.ts';

/** What taking a webhook needs: it reads, and hands on. */
export type WebhookNeeds = Omit<Needs<'vault'>, 'ids' | 'secrets'> & {
  readonly webhooksOf: (vendor: string) => WebhookReader;
  readonly vendorEvents: VendorEventQueue;
};

export type ReceivedWebhook =
  | { readonly kind: 'challenge'; readonly answer: string }
  /**
   * A signed event: queued, the very same as one that was worked on, nothing we have a use for, or of a tenant that none of our
   * connections is connected to.
   */
  | {
      readonly kind: 'taken';
      readonly as: 'queued' | 'seen' | 'passed-over' | 'not-ours';
      readonly name: string | null;
    }
  | { readonly kind: 'unreadable' }
  | Extract<WebhookReading, { kind: 'refused' }>;

interface Read {
  readonly connection: Connection;
  readonly reading: WebhookReading;
}

const readAs = async (
  deps: WebhookNeeds,
  reader: WebhookReader,
  connection: Connection,
  request: WebhookRequest,
  now: Instant,
): Promise<Read> => {
  const webhookSecret = (await deps.vault.read(connection.connectionId))?.webhookSecret ?? null;
  const reading =
    webhookSecret === null
      ? { kind: 'refused' as const, reason: 'wrong-signature' as const }
      : reader.read(webhookSecret, request, now);
  return { connection, reading };
};

/** The request as each connection of the vendor reads it, side by side: a company has a handful of them. */
const readByAll = async (
  deps: WebhookNeeds,
  vendor: string,
  request: WebhookRequest,
  now: Instant,
): Promise<Read[]> => {
  const reader = deps.webhooksOf(vendor);
  const reads: Promise<Read>[] = [];
  for await (const connection of everyRecord(deps.store, connections, {}))
    if (connection.vendor === vendor) reads.push(readAs(deps, reader, connection, request, now));
  return Promise.all(reads);
};

const LINKED: readonly Connection['state'][] = ['connected', 'needs-reconnect', 'disconnecting'];

/** Whether an event is about this connection: one app may serve tenants of several. */
const isAbout = (
  { state, vendorTenantId, clientId }: Connection,
  event: Exclude<VendorEvent, { kind: 'passed-over' }>,
): boolean =>
  LINKED.includes(state) &&
  vendorTenantId === event.vendorTenantId &&
  (event.kind !== 'uninstalled' || event.clientId === null || event.clientId === clientId);

const messageOf = (
  { connectionId }: Connection,
  event: Exclude<VendorEvent, { kind: 'passed-over' }>,
  receipt: string,
  receivedAt: Instant,
): VendorEventMessage => {
  const heard = { connectionId, receipt, receivedAt };
  if (event.kind === 'uninstalled') return { kind: 'uninstalled', ...heard, at: event.at };
  const { vendorAccountId, facts, at } = event;
  return { kind: 'account-changed', ...heard, at: at ?? receivedAt, vendorAccountId, facts };
};

/**
 * Takes a webhook of a vendor, if the app of one of its connections signed it, and queues what is of use. Which one is told by the
 * signature: what the body says of its sender is not to be believed before. Requests without a signature or of the wrong age are
 * refused without a read; for all others everything is read side by side, and nothing is written, since a vendor waits for the answer.
 */
export const receiveWebhook = async (
  deps: WebhookNeeds,
  vendor: string,
  request: WebhookRequest,
): Promise<ReceivedWebhook> => {
  const now = deps.clock.now();
  const glanced = deps.webhooksOf(vendor).glance(request, now);
  if (glanced.kind === 'refused') return glanced;
  const receipt = glanced.fingerprint;
  const [seen, reads] = await Promise.all([
    deps.store.get(webhookReceipts, { receipt }),
    readByAll(deps, vendor, request, now),
  ]);
  // Also where the secret it was signed with is gone since: it was found good then, to the byte.
  if (seen !== undefined) return { kind: 'taken', as: 'seen', name: null };
  const signed = reads.filter(({ reading }) => reading.kind !== 'refused');
  const reading = signed[0]?.reading ?? { kind: 'refused', reason: 'wrong-signature' };
  if (reading.kind !== 'event') return reading;
  const { name, event } = reading;
  if (event.kind === 'passed-over') return { kind: 'taken', as: 'passed-over', name };
  const about = signed.find(({ connection }) => isAbout(connection, event));
  if (about === undefined) return { kind: 'taken', as: 'not-ours', name };
  await deps.vendorEvents.send(messageOf(about.connection, event, receipt, now));
  return { kind: 'taken', as: 'queued', name };
};
