import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import { oauthSecretIn } from '../../domain/connection-secret.ts';
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
  /** Null where the secret it may be signed with is not to be had at this moment. */
  readonly reading: WebhookReading | null;
}

/**
 * A linked connection has secrets, and yet they were not found: they are being written at this moment, or not to be read yet. Whether the
 * request is signed can't be said, so it is a fault of ours, after which a vendor sends it again; after a refusal it would not.
 */
class SecretsMissingError extends Error {
  override readonly name = 'SecretsMissingError';
}

const LINKED: readonly Connection['state'][] = ['connected', 'needs-reconnect', 'disconnecting'];

const isLinked = ({ state }: Connection): boolean => LINKED.includes(state);

const readAs = async (
  deps: WebhookNeeds,
  reader: WebhookReader,
  connection: Connection,
  request: WebhookRequest,
  now: Instant,
): Promise<Read> => {
  const secret = await deps.vault.read(connection.connectionId);
  if (secret === undefined && isLinked(connection)) return { connection, reading: null };
  const webhookSecret = oauthSecretIn(secret)?.webhookSecret ?? null;
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

/** Whether an event is about this connection: one app may serve tenants of several. */
const isAbout = (connection: Connection, event: Exclude<VendorEvent, { kind: 'passed-over' }>): boolean =>
  isLinked(connection) &&
  connection.vendorTenantId === event.vendorTenantId &&
  (event.kind !== 'uninstalled' || event.clientId === null || event.clientId === connection.clientId);

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
  const signed = reads.flatMap(({ connection, reading }) =>
    reading === null || reading.kind === 'refused' ? [] : [{ connection, reading }],
  );
  const [first] = signed;
  if (first === undefined) {
    if (reads.some(({ reading }) => reading === null))
      throw new SecretsMissingError('The secrets of a connection are not to be had.');
    return { kind: 'refused', reason: 'wrong-signature' };
  }
  if (first.reading.kind !== 'event') return first.reading;
  const { name, event } = first.reading;
  if (event.kind === 'passed-over') return { kind: 'taken', as: 'passed-over', name };
  const about = signed.find(({ connection }) => isAbout(connection, event));
  if (about === undefined) return { kind: 'taken', as: 'not-ours', name };
  await deps.vendorEvents.send(messageOf(about.connection, event, receipt, now));
  return { kind: 'taken', as: 'queued', name };
};
