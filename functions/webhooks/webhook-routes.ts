import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import type { Route } from '../../shared/runtime/route.ts';
import { receiveWebhook } from '../../shared/use-cases/connections/receive-webhook.ts';

const refused = () => new HttpProblem(401, 'wrong-signature', 'The signature is not the one we expect.');

/** Events of vendors, one address per vendor, so that it is known before there is a connection. Zoom wants an answer within three seconds. */
export const webhookRoutes = (deps: Parameters<typeof receiveWebhook>[0]): Route[] => [
  {
    method: 'POST',
    path: '/webhooks/zoom',
    handle: async ({ headers, body }) => {
      const received = await receiveWebhook(deps, 'zoom', { headers, body });
      switch (received.kind) {
        case 'challenge':
          return {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: received.answer,
          };
        case 'taken':
          return { status: 204 };
        case 'unreadable':
          throw new HttpProblem(400, 'unreadable', 'The event cannot be read.');
        case 'refused':
          throw refused();
      }
    },
  },
];
