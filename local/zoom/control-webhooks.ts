import type { z } from 'zod';
import { badControl, withBody, type ControlRoute } from './control-route.ts';
import { webhookSchema } from './control-schemas.ts';
import type { OAuthApp } from './oauth-store.ts';
import { json } from './reply.ts';
import type { StandIn } from './stand-in.ts';
import { deauthorizedPayload, urlValidationPayload, userPayload } from './webhook-events.ts';
import { hmacHex, type WebhookDelivery } from './webhooks.ts';

type WebhookRequest = z.infer<typeof webhookSchema>;

interface Prepared {
  readonly payload: object;
  /** The answer that proves the receiver knows the secret token. */
  readonly wanted?: object;
}

function prepare(standIn: StandIn, app: OAuthApp, order: WebhookRequest): Prepared | string {
  const now = standIn.now();
  const accountId = order.accountId ?? app.accountIds[0] ?? '';
  switch (order.event) {
    case 'endpoint.url_validation': {
      const { payload, plainToken } = urlValidationPayload(now);
      return { payload, wanted: { plainToken, encryptedToken: hmacHex(app.secretToken, plainToken) } };
    }
    case 'app_deauthorized': {
      const owner = standIn.tenant(accountId)?.users.find(({ roleId }) => roleId === '0');
      return {
        payload: deauthorizedPayload(accountId, owner?.id ?? '', app.clientId, now, order.timestampAt),
      };
    }
    default: {
      const found = standIn.locate(order.email ?? '', accountId);
      if (found === undefined) return 'a user event needs the email of a user';
      return { payload: userPayload(order.event, found.tenant, found.user, now) };
    }
  }
}

const sendWebhook = withBody(webhookSchema, async ({ standIn }, order) => {
  const app = standIn.oauth.apps.get(order.clientId);
  if (app === undefined) return badControl(`there is no app ${order.clientId}`);
  const url = order.url ?? app.eventUrl;
  if (url === undefined) return badControl('the app has no event URL');
  const prepared = prepare(standIn, app, order);
  if (typeof prepared === 'string') return badControl(prepared);
  if (order.event === 'app_deauthorized' && order.revokesTokens) {
    const accountId = order.accountId ?? app.accountIds[0];
    standIn.oauth.revokeGrants((grant) => grant.clientId === app.clientId && grant.accountId === accountId);
  }
  const deliveries: WebhookDelivery[] = [];
  for (let sent = 0; sent < order.times; sent += 1) {
    deliveries.push(
      await standIn.webhooks.send(order.event, {
        url,
        secretToken: app.secretToken,
        payload: prepared.payload,
        timestamp: standIn.now() - order.ageSeconds * 1000,
        signature: order.signature,
      }),
    );
  }
  const { wanted } = prepared;
  const isValid = wanted === undefined || deliveries.every(({ answer }) => answer === JSON.stringify(wanted));
  return json(200, { deliveries, validated: wanted === undefined ? null : isValid });
});

export const CONTROL_WEBHOOK_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_control/webhooks',
    handle: ({ standIn }) => json(200, { deliveries: standIn.webhooks.deliveries() }),
  },
  { method: 'POST', path: '/_control/webhooks', handle: sendWebhook },
];
