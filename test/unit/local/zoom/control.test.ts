import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hmacHex } from '../../../../local/zoom/webhooks.ts';
import { BASIC_HEADER, logOf, ZoomClient } from './zoom-client.ts';

let client: ZoomClient;

beforeEach(async () => {
  client = await ZoomClient.start();
  await client.connect();
});

afterEach(() => client.close());

const patch = (email: string): Promise<Response> => client.rest('PATCH', `/users/${email}`, { type: 1 });

describe('the request log', () => {
  it('holds every request in order, without secrets and without control calls', async () => {
    await client.rest('GET', '/users?page_size=2');
    await client.rest('GET', '/nowhere');
    const entries = await logOf(client);
    expect(entries.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/oauth/authorize', 302],
      ['POST', '/oauth/token', 200],
      ['GET', '/v2/users', 200],
      ['GET', '/v2/nowhere', 404],
    ]);
    expect(entries.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(entries[0]?.query['state']).toBe('[secret]');
    expect(entries[1]?.body).toEqual({ grant_type: 'authorization_code' });
    await client.control('DELETE', 'log');
    expect(await logOf(client)).toEqual([]);
  });
});

describe('sabotage', () => {
  it('drops a change and still answers 204', async () => {
    await client.control('POST', 'sabotage', { kind: 'drop-patch', email: 'ada@example.com' });
    expect((await patch('ada@example.com')).status).toBe(204);
    expect(await client.typeOf('ada@example.com')).toBe(2);
    expect((await patch('ada@example.com')).status).toBe(204);
    expect(await client.typeOf('ada@example.com')).toBe(1);
  });

  it('logs a change as if it had come twice', async () => {
    await client.control('POST', 'sabotage', { kind: 'double-patch' });
    await patch('ada@example.com');
    const patches = (await logOf(client)).filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ email, status }) => [email, status])).toEqual([
      ['ada@example.com', 204],
      ['ada@example.com', 204],
    ]);
    expect(new Set(patches.map(({ id }) => id)).size).toBe(2);
  });

  it('changes the wrong person', async () => {
    await client.control('POST', 'sabotage', { kind: 'wrong-person' });
    await patch('ada@example.com');
    expect([await client.typeOf('ada@example.com'), await client.typeOf('ben@example.com')]).toEqual([2, 1]);
  });
});

describe('the control calls', () => {
  it.each([
    ['faults', { effect: { kind: 'nothing' } }],
    ['faults', { effect: { kind: 'vendor-error', error: 'nothing' } }],
    ['sign-in', { email: 'nobody@example.com' }],
    ['sign-in', { mail: 'ada@example.com' }],
    ['switches', { autoConsent: 'yes' }],
    ['apps', { redirectUris: [] }],
    ['apps', { redirectUris: ['http://127.0.0.1/'], eventUrl: 'nothing' }],
    ['apps', { redirectUris: ['http://127.0.0.1/'], accountIds: ['nowhere'] }],
    ['sabotage', { kind: 'drop-patch', times: 0 }],
    ['users/ada@example.com', { colour: 'red' }],
  ])('answer 400 with a reason to a wrong body of %s', async (path, body) => {
    const answer = await client.control('POST', path, body);
    expect(answer.status).toBe(400);
    expect(z.strictObject({ error: z.string().min(1) }).safeParse(await answer.json()).success).toBe(true);
  });

  it('leave a user out of the list, whom everything else still knows', async () => {
    const listed = async () => {
      const page = z.object({ total_records: z.int(), users: z.array(z.object({ email: z.string() })) });
      const { total_records, users } = page.parse(await (await client.rest('GET', '/users')).json());
      return [total_records, users.some(({ email }) => email === 'ada@example.com')];
    };
    const [total] = await listed();
    await client.control('POST', 'users/ada@example.com', { unlisted: true });
    expect(await listed()).toEqual([Number(total) - 1, false]);
    expect((await client.rest('GET', '/users/ada@example.com')).status).toBe(200);
    await client.control('POST', 'users/ada@example.com', { unlisted: false });
    expect(await listed()).toEqual([total, true]);
  });

  it('set fields of a user and go back to the company file', async () => {
    await client.control('POST', 'users/ada@example.com', {
      roleId: '1',
      lastLogin: { text: '1970-01-01T00:00:00Z' },
    });
    expect(await (await client.rest('GET', '/users/ada@example.com')).json()).toMatchObject({
      role_id: '1',
      last_login_time: '1970-01-01T00:00:00Z',
    });
    await client.control('POST', 'reset');
    expect(await (await client.rest('GET', '/users/ada@example.com')).json()).toMatchObject({ role_id: '2' });
  });
});

describe('webhooks', () => {
  let receiver: Server;
  let url: string;
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

  beforeEach(async () => {
    received.length = 0;
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        const plainToken = /"plainToken":"([^"]+)"/.exec(body)?.[1] ?? '';
        response.end(JSON.stringify({ plainToken, encryptedToken: hmacHex('hook', plainToken) }));
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    const address = receiver.address();
    url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/events`;
    await client.registerApp({ eventUrl: url, secretToken: 'hook' });
  });

  afterEach(async () => {
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('validate the address of the receiver', async () => {
    const answer = await client.control('POST', 'webhooks', {
      clientId: 'client',
      event: 'endpoint.url_validation',
    });
    expect(await answer.json()).toMatchObject({ validated: true, deliveries: [{ status: 200 }] });
  });

  it('are signed over timestamp and body, or wrongly when told to', async () => {
    const order = { clientId: 'client', event: 'user.updated', email: 'ada@example.com' };
    await client.control('POST', 'webhooks', order);
    await client.control('POST', 'webhooks', { ...order, signature: 'wrong' });
    const signatures = received.map(({ headers, body }) => {
      const wanted = hmacHex('hook', `v0:${String(headers['x-zm-request-timestamp'])}:${body}`);
      return headers['x-zm-signature'] === `v0=${wanted}`;
    });
    expect(signatures).toEqual([true, false]);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      event: 'user.updated',
      payload: { account_id: 'one', object: { email: 'ada@example.com' } },
    });
  });

  it('end the tokens of an uninstalled app', async () => {
    await client.control('POST', 'webhooks', { clientId: 'client', event: 'app_deauthorized' });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      event: 'app_deauthorized',
      payload: { account_id: 'one', client_id: 'client' },
    });
    expect((await client.rest('GET', '/users')).status).toBe(401);
  });

  it('follow a revocation', async () => {
    const { access_token: token } = await client.connect();
    const arrived = new Promise((resolve) => receiver.once('request', resolve));
    await fetch(`${client.zoom.url}/oauth/revoke`, {
      method: 'POST',
      headers: { authorization: BASIC_HEADER },
      body: new URLSearchParams({ token }),
    });
    await arrived;
    expect(await (await client.control('GET', 'webhooks')).json()).toHaveProperty('deliveries');
  });

  it('follow every change of a user, and name what changed', async () => {
    const { access_token: token } = await client.connect();
    const authorization = `Bearer ${token}`;
    const call = (method: string, path: string, body?: object) =>
      fetch(`${client.zoom.url}/v2/users/${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    await client.control('POST', 'users/ada@example.com', { roleId: '1' });
    await expect.poll(() => received.length).toBe(1);
    await call('PATCH', 'ben@example.com', { type: 1 });
    await expect.poll(() => received.length).toBe(2);
    await call('PATCH', 'ben@example.com', { type: 1 });
    await call('PUT', 'cem@example.com/status', { action: 'deactivate' });
    await call('DELETE', 'basic@example.com?action=delete');
    await expect.poll(() => received.length).toBe(5);
    const told = received.map(({ body }) => z.looseObject({ event: z.string() }).parse(JSON.parse(body)));
    const of = (event: string) => told.filter((one) => one.event === event);
    expect(of('user.updated').map(({ payload }) => payload)).toMatchObject([
      { object: { role: 'Admin' }, old_object: { role: 'Member' } },
      { object: { type: 1 }, old_object: { type: 2 } },
      { object: { type: 1 }, old_object: { type: 2 } },
    ]);
    expect(of('user.deactivated')).toMatchObject([{ payload: { account_id: 'one' } }]);
    expect(of('user.deleted')).toHaveLength(1);
    await client.control('POST', 'switches', { changesSendWebhooks: false });
    await client.control('POST', 'users/ada@example.com', { roleId: '2' });
    expect(received).toHaveLength(5);
  });

  it('go to this machine only', async () => {
    const far = await client.control('POST', 'webhooks', {
      clientId: 'client',
      event: 'app_deauthorized',
      url: 'http://zoom.example.com/events',
    });
    expect(far.status).toBe(400);
  });
});
