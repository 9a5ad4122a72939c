import type { Connection } from '../../domain/connection.ts';
import type { WebhookReader, WebhookRequest } from '../../ports/webhooks.ts';
import { connections } from '../../records/applications.ts';
import type { Needs } from './connection-dependencies.ts';

export type ReceivedWebhook =
  | { readonly kind: 'challenge'; readonly answer: string }
  /** A signed event: a hint, which the daily pull finds out without it. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'unreadable' }
  /** Not signed by the app of this connection. Whether there is such a connection is not said. */
  | { readonly kind: 'refused' };

/** Takes a webhook of one connection, if the vendor's app of that connection signed it. */
export const receiveWebhook = async (
  deps: Needs<'vault'> & { readonly webhooksOf: (vendor: Connection['vendor']) => WebhookReader },
  target: Pick<Connection, 'vendor' | 'connectionId'>,
  request: WebhookRequest,
): Promise<ReceivedWebhook> => {
  const { connectionId } = target;
  const connection = await deps.store.get(connections, { connectionId });
  if (connection?.vendor !== target.vendor) return { kind: 'refused' };
  const webhookSecret = (await deps.vault.read(connectionId))?.webhookSecret ?? null;
  if (webhookSecret === null) return { kind: 'refused' };
  const reading = deps.webhooksOf(target.vendor).read(webhookSecret, request, deps.clock.now());
  switch (reading.kind) {
    case 'challenge':
      return reading;
    case 'event':
      return { kind: 'taken' };
    case 'unreadable':
      return reading;
    case 'refused':
      return { kind: 'refused' };
  }
};
