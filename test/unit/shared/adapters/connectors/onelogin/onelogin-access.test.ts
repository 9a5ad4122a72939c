import { describe, expect, it } from 'vitest';
import { oneLoginAccess } from '../../../../../../shared/adapters/connectors/onelogin/access.ts';
import { oneLoginRate } from '../../../../../../shared/adapters/connectors/onelogin/rates.ts';
import { NoAnswerError } from '../../../../../../shared/adapters/http/no-answer.ts';
import { fixedSurroundings } from '../../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { CorruptDataError } from '../../../../../../shared/errors.ts';

const ENDPOINT = 'https://acme.onelogin.com';
const CREDENTIALS = { kind: 'client-credentials', clientId: 'client-1', clientSecret: 'secret' } as const;

interface Scripted {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const TOKEN = {
  access_token: 'first',
  created_at: '2026-03-02T09:00:00.000Z',
  expires_in: 36_000,
  account_id: 555,
};
const EVENTS = { data: [] };
const USED_UP = { status: { type: 'bad request', message: 'rate_limit_exceeded' } };

/** The token, people, applications and events in this order; `null` gives no answer. */
const verify = async (script: (Scripted | null)[]) => {
  const { clock } = fixedSurroundings();
  const fetch = async () => {
    await Promise.resolve();
    const next = script.shift();
    if (next === null) throw new NoAnswerError('connection-lost');
    const { status = 200, body = [], headers = {} } = next ?? {};
    return new Response(JSON.stringify(body), { status, headers });
  };
  const access = oneLoginAccess({ allowedHosts: ['*.onelogin.com'], fetch, clock });
  return access.verify(ENDPOINT, CREDENTIALS);
};

const good = { body: TOKEN };
const later = (reason: string, notBefore = '2026-03-02T09:00:05.000Z') => ({
  kind: 'unavailable',
  reason,
  notBefore,
});

describe('credentials of OneLogin', () => {
  it.each<readonly [string, (Scripted | null)[], object]>([
    [
      'are of the account that the token names',
      [good, {}, {}, { body: EVENTS }],
      { kind: 'ok', vendorTenantId: '555', scopes: ['Read Users', 'Read All'] },
    ],
    ['are refused', [{ status: 401 }], { kind: 'refused' }],
    ['are refused as badly formed', [{ status: 400 }], { kind: 'refused' }],
    ['are of no tenant where something else answers', [{ body: [] }], { kind: 'not-a-tenant' }],
    ['are of no tenant where it has no such path', [{ status: 404 }], { kind: 'not-a-tenant' }],
    ['are of no tenant where lists are none', [good, { body: 'x' }], { kind: 'not-a-tenant' }],
    [
      'lack what is named, whichever status says so',
      [good, { status: 401 }, { status: 403, body: { name: 'ForbiddenError' } }, { status: 401 }],
      { kind: 'missing', scopes: ['Read Users', 'Read All'] },
    ],
    ['cannot be tried while it fails', [{ status: 500 }], later('OneLogin answered 500.')],
    ['cannot be tried while it gives no answer', [null], later('The connection to the vendor was lost.')],
    [
      'cannot be tried on while it gives no answer',
      [good, null],
      later('The connection to the vendor was lost.'),
    ],
    [
      'cannot be tried before the hour is over',
      [
        good,
        {
          status: 429,
          headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
        },
      ],
      later('OneLogin answered 429.', '2026-03-02T09:01:01.000Z'),
    ],
    [
      'cannot be tried while an older account refuses by rate',
      [good, {}, {}, { status: 400, body: USED_UP }],
      later('OneLogin answered that the rate is used up.'),
    ],
    [
      'are of no tenant where a list is not there',
      [good, { status: 404, body: {} }],
      { kind: 'not-a-tenant' },
    ],
  ])('%s', async (_what, script, expected) => {
    expect(await verify(script)).toEqual(expected);
  });

  it('are no API token, and have one rate', async () => {
    const { clock } = fixedSurroundings();
    const fetch = () => Promise.reject(new NoAnswerError('connection-lost'));
    const access = oneLoginAccess({ allowedHosts: ['*.onelogin.com'], fetch, clock });
    expect(await access.verify(ENDPOINT, { kind: 'api-token', token: 't' })).toEqual({ kind: 'refused' });
    expect(access.capabilities(['Read Users'])).toEqual(['list-people', 'read-sso']);
    expect(access.capabilities([])).toEqual([]);
    expect(oneLoginRate(null, 'account').perDay).toBeNull();
    expect(() => oneLoginRate(null, 'users')).toThrow(CorruptDataError);
  });
});
