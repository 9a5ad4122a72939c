import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { HostNotAllowedError } from '../../../../../shared/adapters/http/allowed-hosts.ts';
import { makeGuardedFetch } from '../../../../../shared/adapters/http/guarded-fetch.ts';
import { sendJson } from '../../../../../shared/adapters/http/json-client.ts';

const closers: (() => Promise<void>)[] = [];

const serve = async (listener: RequestListener): Promise<URL> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return new URL(`http://127.0.0.1:${String(port)}/thing`);
};

const get = (url: URL, limits: { timeoutMs?: number; maxBytes?: number; allowedHosts?: string[] } = {}) =>
  sendJson(makeGuardedFetch({ allowedHosts: ['127.0.0.1'], timeoutMs: 2_000, maxBytes: 1_000, ...limits }), {
    method: 'GET',
    url,
    headers: { authorization: 'Bearer a-token' },
  });

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

describe('calls to vendors', () => {
  it('send the token and read status, headers and JSON', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'x-seen': request.headers.authorization ?? '' }).end('{"a":1}');
    });
    const answer = await get(url);
    if (answer.kind !== 'answer') throw new Error('no answer');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ a: 1 });
    expect(answer.headers.get('x-seen')).toBe('Bearer a-token');
  });

  it('read an empty answer as null', async () => {
    const url = await serve((_request, response) => response.writeHead(204).end());
    expect(await get(url)).toMatchObject({ kind: 'answer', status: 204, json: null });
  });

  it('take HTML and half a JSON as an answer that is no JSON', async () => {
    for (const body of ['<html>Bad gateway</html>', '{"a":[1,2']) {
      const url = await serve((_request, response) => response.writeHead(200).end(body));
      expect(await get(url)).toMatchObject({ kind: 'answer', status: 200, json: undefined });
    }
  });

  it('take a body that ends before its length as no answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":1}', () => response.destroy());
    });
    expect(await get(url)).toMatchObject({ kind: 'no-answer' });
  });

  it('take silence and a slow body as no answer', async () => {
    const silent = await serve(() => undefined);
    expect(await get(silent, { timeoutMs: 50 })).toEqual({
      kind: 'no-answer',
      reason: 'The vendor did not answer in time.',
    });
    const slow = await serve((_request, response) => {
      response.writeHead(200);
      response.write('{');
    });
    expect(await get(slow, { timeoutMs: 50 })).toMatchObject({ kind: 'no-answer' });
  });

  it('stop reading what is too large', async () => {
    const url = await serve((_request, response) => response.writeHead(200).end(`"${'x'.repeat(5_000)}"`));
    expect(await get(url)).toEqual({
      kind: 'no-answer',
      reason: 'The answer of the vendor is larger than any it should send.',
    });
  });

  it('never follow a redirect, to wherever it leads', async () => {
    let reached = 0;
    const target = await serve((_request, response) => {
      reached += 1;
      response.writeHead(200).end('{}');
    });
    const url = await serve((_request, response) => response.writeHead(302, { location: target.href }).end());
    expect(await get(url)).toMatchObject({ kind: 'answer', status: 302 });
    expect(reached).toBe(0);
  });

  it.each([
    ['a host that is not listed', 'https://elsewhere.example.com/'],
    ['plain http to another machine', 'http://listed.example.com/'],
    ['a user and password in the address', 'https://user:pass@listed.example.com/'],
    ['a scheme that is not http', 'file://listed.example.com/etc/passwd'],
  ])('refuse %s before anything is sent', async (_name, address) => {
    await expect(get(new URL(address), { allowedHosts: ['listed.example.com'] })).rejects.toBeInstanceOf(
      HostNotAllowedError,
    );
  });
});
