import type { Connection } from '../../domain/connection.ts';
import type { WebhookReader, WebhookRequest } from '../../ports/webhooks.ts';
import { connections } from '../../records/applications.ts';
import { everyRecord } from '../every-record.ts';
import type { Needs } from './connection-dependencies.ts';

export type ReceivedWebhook =
  | { readonly kind: 'challenge'; readonly answer: string }
  /** A signed event: a hint, which the daily pull finds out without it. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'unreadable' }
  /** Not signed by the app of any connection. */
  | { readonly kind: 'refused' };

/**
 * Takes a webhook of a vendor, if the app of one of its connections signed it. Which one is told by the signature alone: what the
 * body says of its sender is not to be believed before. A company has a handful of connections of a vendor, read side by side.
 */
export const receiveWebhook = async (
  deps: Needs<'vault'> & { readonly webhooksOf: (vendor: Connection['vendor']) => WebhookReader },
  vendor: string,
  request: WebhookRequest,
): Promise<ReceivedWebhook> => {
  const candidates: Promise<ReceivedWebhook>[] = [];
  for await (const connection of everyRecord(deps.store, connections, {}))
    if (connection.vendor === vendor) candidates.push(readAs(deps, connection, request));
  const readings = await Promise.all(candidates);
  return readings.find(({ kind }) => kind !== 'refused') ?? { kind: 'refused' };
};

const readAs = async (
  deps: Needs<'vault'> & { readonly webhooksOf: (vendor: Connection['vendor']) => WebhookReader },
  { vendor, connectionId }: Pick<Connection, 'vendor' | 'connectionId'>,
  request: WebhookRequest,
): Promise<ReceivedWebhook> => {
  const webhookSecret = (await deps.vault.read(connectionId))?.webhookSecret ?? null;
  if (webhookSecret === null) return { kind: 'refused' };
  const reading = deps.webhooksOf(vendor).read(webhookSecret, request, deps.clock.now());
  return reading.kind === 'event' ? { kind: 'taken' } : reading;
};
