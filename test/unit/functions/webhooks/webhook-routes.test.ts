import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webhookRoutes } from '../../../../functions/webhooks/webhook-routes.ts';
import { zoomWebhooks } from '../../../../shared/adapters/connectors/zoom/webhooks.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { connectionWorld } from '../../../support/connection-world.ts';
import { ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';

const build = async () => {
  const world = await connectionWorld();
  const { log } = capturedLog();
  const entry = httpEntry({
    family: 'webhook',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: webhookRoutes({ ...world.deps, webhooksOf: () => zoomWebhooks }),
    log,
  });
  const send = async (body: string, { secret = 'webhook-secret', isBase64Encoded = false } = {}) => {
    const timestamp = String(Date.parse(world.clock.now()) / 1000);
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return entry(
      httpEvent({
        method: 'POST',
        path: '/webhooks/zoom',
        headers: { 'X-Zm-Signature': `v0=${signature}`, 'X-Zm-Request-Timestamp': timestamp },
        body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
        isBase64Encoded,
      }),
      lambdaContext(),
    );
  };
  return { ...world, send };
};

const EVENT = '{"event":"user.deactivated","payload":{"object":{"email":"ä@example.com"}}}';

describe('the webhook door', () => {
  it('takes what the app of the connection signed, over the bytes as they were sent', async () => {
    const { send } = await build();
    expect((await send(EVENT)).statusCode).toBe(204);
    expect((await send(EVENT, { isBase64Encoded: true })).statusCode).toBe(204);
  });

  it('answers the validation of its address', async () => {
    const { send } = await build();
    const result = await send('{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}');
    expect(result.statusCode).toBe(200);
    expect(JSON.parse(result.body ?? '')).toEqual({
      plainToken: 'abc',
      encryptedToken: createHmac('sha256', 'webhook-secret').update('abc').digest('hex'),
    });
  });

  it('answers 401 to what no app of a connection signed', async () => {
    const { send } = await build();
    const result = await send(EVENT, { secret: 'other' });
    expect(result.statusCode).toBe(401);
    expect(result.body).toContain('The signature is not the one we expect.');
  });

  it('answers 400 to what was signed and is no event', async () => {
    const { send } = await build();
    expect((await send('no json')).statusCode).toBe(400);
  });

  it('changes nothing by itself', async () => {
    const { send, connection } = await build();
    const before = await connection();
    await send('{"event":"app_deauthorized","payload":{"account_id":"x"}}');
    expect(await connection()).toEqual(before);
  });
});
