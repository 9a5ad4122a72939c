import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Log } from '../../shared/runtime/logger.ts';
import type { Route } from '../../shared/runtime/route.ts';
import {
  type ReceivedWebhook,
  type WebhookNeeds,
  receiveWebhook,
} from '../../shared/use-cases/connections/receive-webhook.ts';

/** Far above any event of a vendor about one user or one app. */
const MAX_BYTES = 64 * 1024;

const JSON_TYPE = /^application\/json\s*(;|$)/i;

const assertReadable = ({ headers, body }: HttpRequest): void => {
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw new HttpProblem(415, 'unsupported-media-type', 'Events are application/json.');
  if (body.length > MAX_BYTES)
    throw new HttpProblem(413, 'too-large', `An event has at most ${String(MAX_BYTES)} bytes.`);
};

/** Signed events have a name of the vendor's, which says nothing of anybody. */
const fieldsOf = (received: ReceivedWebhook) => {
  switch (received.kind) {
    case 'taken':
      return { outcome: received.as, event: received.name };
    case 'refused':
      return { outcome: 'refused', reason: received.reason };
    case 'challenge':
    case 'unreadable':
      return { outcome: received.kind };
  }
};

const answerTo = (received: ReceivedWebhook): HttpResponse => {
  switch (received.kind) {
    case 'challenge':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: received.answer };
    case 'taken':
      return { status: 204 };
    case 'unreadable':
      throw new HttpProblem(400, 'unreadable', 'The event cannot be read.');
    case 'refused':
      throw received.reason === 'too-old'
        ? new HttpProblem(401, 'too-old', 'The signature is too old.')
        : new HttpProblem(401, 'wrong-signature', 'The signature is not the one we expect.');
  }
};

/**
 * Events of vendors, one address per vendor, so that it is known before there is a connection. Zoom wants an answer within three
 * seconds and sends an event again after any other answer than a success.
 */
export const webhookRoutes = (deps: WebhookNeeds & { readonly log: Log }): Route[] => [
  {
    method: 'POST',
    path: '/webhooks/zoom',
    handle: async (request) => {
      assertReadable(request);
      const received = await receiveWebhook(deps, 'zoom', request);
      deps.log.info('webhook', { vendor: 'zoom', ...fieldsOf(received) });
      return answerTo(received);
    },
  },
];
