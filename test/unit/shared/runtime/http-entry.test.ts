import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CorruptDataError, UnauthenticatedError, ValidationError } from '../../../../shared/errors.ts';
import type { HttpRequest } from '../../../../shared/runtime/http.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import type { Route } from '../../../../shared/runtime/route.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';

const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  violations: z.array(z.object({ field: z.string(), rule: z.string() })).optional(),
});

const build = (extra: readonly Route[] = []) => {
  const seen: HttpRequest[] = [];
  const answer = (name: string) => (request: HttpRequest) => {
    seen.push(request);
    return Promise.resolve({ status: 200, headers: { 'content-type': 'text/plain' }, body: name });
  };
  const { log, lines } = capturedLog();
  const entry = httpEntry({
    family: 'api',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: [
      { method: 'GET', path: '/v1/things', handle: answer('list') },
      { method: 'POST', path: '/v1/things', handle: answer('create') },
      { method: 'GET', path: '/v1/things/{thingId}', handle: answer('one') },
      { method: 'GET', path: '/v1/things/newest', handle: answer('newest') },
      ...extra,
    ],
    log,
  });
  const send = (parts: EventParts) => entry(httpEvent(parts), lambdaContext());
  const problem = async (parts: EventParts) => {
    const result = await send(parts);
    return { result, problem: problemSchema.parse(JSON.parse(result.body ?? '')) };
  };
  return { seen, lines, send, problem };
};

describe('httpEntry', () => {
  it('gives a route its path values, query, cookies and lower-case headers', async () => {
    const { seen, send } = build();
    const result = await send({
      path: '/v1/things/t%2D1',
      query: { a: 'b' },
      headers: { 'X-Thing': 'Yes' },
      cookies: ['one=1', 'two=2=2'],
    });
    expect(result.body).toBe('one');
    expect(seen[0]).toMatchObject({
      params: { thingId: 't-1' },
      query: { a: 'b' },
      cookies: { one: '1', two: '2=2' },
      headers: { 'x-thing': 'Yes' },
    });
  });

  it('prefers a path without parameters', async () => {
    expect((await build().send({ path: '/v1/things/newest' })).body).toBe('newest');
  });

  it('undoes base64 once, to the bytes that were sent', async () => {
    const { seen, send } = build();
    const bytes = Buffer.from([0, 255, 10, 13, 195, 164]);
    await send({ method: 'POST', path: '/v1/things', body: bytes.toString('base64'), isBase64Encoded: true });
    await send({ method: 'POST', path: '/v1/things', body: 'ä' });
    expect([...(seen[0]?.body ?? [])]).toEqual([...bytes]);
    expect([...(seen[1]?.body ?? [])]).toEqual([195, 164]);
  });

  it('answers an undeclared method on a known path with 405 and Allow', async () => {
    const { result, problem } = await build().problem({ method: 'DELETE', path: '/v1/things' });
    expect(result.statusCode).toBe(405);
    expect(result.headers?.['allow']).toBe('GET, HEAD, POST');
    expect(problem.code).toBe('method-not-allowed');
  });

  it('answers an unknown path with 404', async () => {
    expect((await build().problem({ path: '/v1/nothing' })).problem).toMatchObject({
      status: 404,
      code: 'no-such-route',
    });
  });

  it('answers HEAD as GET without the body', async () => {
    const result = await build().send({ method: 'HEAD', path: '/v1/things' });
    expect(result).toMatchObject({ statusCode: 200, body: '' });
    expect(result.headers?.['content-type']).toBe('text/plain');
  });

  it.each([{ 'X-Origin-Secret': 'wrong' }, { 'X-Origin-Secret': '' }])(
    'refuses what did not come through the origin: %o',
    async (headers) => {
      const { seen, problem } = build();
      expect((await problem({ path: '/v1/things', headers })).problem.status).toBe(403);
      expect(seen).toEqual([]);
    },
  );

  it('sets security headers on answers and on errors', async () => {
    const { send } = build();
    for (const path of ['/v1/things', '/v1/nothing'])
      expect((await send({ path })).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
  });

  it('maps errors thrown on purpose, and hides every other', async () => {
    const throwing = (path: string, error: Error): Route => ({
      method: 'GET',
      path,
      handle: () => Promise.reject(error),
    });
    const { problem, lines } = build([
      throwing('/v1/invalid', new ValidationError('Wrong.', [{ field: 'a.0', rule: 'must be a number' }])),
      throwing('/v1/nobody', new UnauthenticatedError('Send a token.')),
      throwing('/v1/corrupt', new CorruptDataError('row of ann@example.com')),
      throwing('/v1/bug', new TypeError('ann@example.com is not a function')),
    ]);
    expect((await problem({ path: '/v1/invalid' })).problem).toMatchObject({
      status: 400,
      violations: [{ field: 'a.0', rule: 'must be a number' }],
    });
    expect((await problem({ path: '/v1/nobody' })).result.headers?.['www-authenticate']).toMatch(/^Bearer /);
    for (const path of ['/v1/corrupt', '/v1/bug'])
      expect((await problem({ path })).problem).toMatchObject({ status: 500, code: 'fault' });
    expect(JSON.stringify(lines)).not.toContain('ann@');
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it('logs one line a request, with the route and never the path, query or body', async () => {
    const { send, lines } = build();
    await send({ method: 'POST', path: '/v1/things', query: { email: 'ann@example.com' }, body: 'secret' });
    await send({ path: '/v1/things/ann-1' });
    await send({ path: '/v1/ann-2' });
    expect(lines.map(({ fields }) => [fields['route'], fields['status']])).toEqual([
      ['POST /v1/things', 200],
      ['GET /v1/things/{thingId}', 200],
      ['ANY /v1/{proxy+}', 404],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/ann|secret/);
  });

  it('lets a family of pages show errors itself', async () => {
    const entry = httpEntry({
      family: 'page',
      originSecret: () => Promise.resolve(ORIGIN_SECRET),
      routes: [],
      renderError: ({ status }) => ({
        status,
        headers: { 'content-type': 'text/html' },
        body: `<p>${String(status)}`,
      }),
      log: capturedLog().log,
    });
    const result = await entry(httpEvent({ path: '/answer/x' }), lambdaContext());
    expect(result).toMatchObject({ statusCode: 404, body: '<p>404' });
    expect(result.headers?.['content-type']).toBe('text/html');
  });
});
