import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SendCall } from '../../../../../../shared/adapters/connectors/vendor-connector.ts';
import { readCursor, writeCursor } from '../../../../../../shared/adapters/connectors/zoom/account-cursor.ts';
import { zoomLicenses } from '../../../../../../shared/adapters/connectors/zoom/licenses.ts';
import { withoutAddresses } from '../../../../../../shared/adapters/connectors/without-addresses.ts';
import { zoomRefusal } from '../../../../../../shared/adapters/connectors/zoom/refusals.ts';
import { zoomActivity } from '../../../../../../shared/adapters/connectors/zoom/reports.ts';
import { missingScopes, zoomCapabilities } from '../../../../../../shared/adapters/connectors/zoom/scopes.ts';
import { zoomAccounts } from '../../../../../../shared/adapters/connectors/zoom/users.ts';
import { zoomWebhooks } from '../../../../../../shared/adapters/connectors/zoom/webhooks.ts';
import { CorruptDataError } from '../../../../../../shared/errors.ts';

/** Answers every call with one body, as the host would after parsing it. */
const answering =
  (json: unknown): SendCall =>
  async (call) => {
    await Promise.resolve();
    return { kind: 'ok', value: call.schema.parse(json) };
  };

const refusalOf = (status: number, json: unknown) =>
  zoomRefusal({ kind: 'answer', status, headers: new Headers(), json }, 'the-scope');

const listOne = async (row: object) => {
  const page = await zoomAccounts(answering({ users: [row] }), 300).listAccounts(null);
  return page.kind === 'ok' ? page.value.items[0] : undefined;
};

describe('a user of Zoom', () => {
  it('is read with next to nothing in the row, and claims nothing that is not there', async () => {
    expect(await listOne({ email: 'a@example.com', type: 1 })).toEqual({
      vendorAccountId: null,
      email: 'a@example.com',
      emailVerified: true,
      status: 'active',
      tier: 'basic',
      role: { id: null, kind: 'unknown' },
      createdAt: null,
      lastLoginAt: null,
    });
  });

  it('is announced with how many there are of a status, once, and not where Zoom does not say', async () => {
    const announcedBy = async (body: object, cursor: string | null = null) => {
      const page = await zoomAccounts(answering({ users: [], ...body }), 300).listAccounts(cursor);
      return page.kind === 'ok' ? page.value.announced : null;
    };
    expect(await announcedBy({ total_records: 301 })).toBe(301);
    expect(
      await announcedBy({ total_records: 7 }, writeCursor({ status: 'inactive', pageToken: null })),
    ).toBe(7);
    expect(
      await announcedBy({ total_records: 301 }, writeCursor({ status: 'active', pageToken: 'x' })),
    ).toBeUndefined();
    expect(await announcedBy({})).toBeUndefined();
    expect(await announcedBy({ total_records: 'many' })).toBeUndefined();
  });

  it('keeps a last sign-in as given, also when it cannot be true', async () => {
    const at = async (last_login_time: string) =>
      (await listOne({ email: 'a@example.com', type: 1, last_login_time }))?.lastLoginAt;
    expect(await at('1970-01-01T00:00:00Z')).toBe('1970-01-01T00:00:00.000Z');
    expect(await at('2099-01-01T00:00:00Z')).toBe('2099-01-01T00:00:00.000Z');
    expect(await at('')).toBeNull();
    expect(await at('never')).toBeNull();
  });

  it.each([
    [1, 'basic'],
    [2, 'licensed'],
    [3, 'other'],
    [4, 'none'],
    [99, 'none'],
    [7, 'other'],
  ])('of type %i is %s', async (type, tier) => {
    expect((await listOne({ email: 'a@example.com', type }))?.tier).toBe(tier);
  });

  it('is verified unless Zoom says 0, and aged by the older field where the newer is missing', async () => {
    const user_created_at = '2021-03-01T07:58:03Z';
    const user = await listOne({ email: 'a@example.com', type: 1, verified: 0, user_created_at });
    expect(user).toMatchObject({ emailVerified: false, createdAt: '2021-03-01T07:58:03.000Z' });
    const pending = {
      email: 'a@example.com',
      type: 1,
      status: 'pending',
      created_at: '2026-06-27T00:00:00Z',
    };
    expect((await listOne(pending))?.createdAt).toBeNull();
  });

  it('is listed by three statuses in turn, through a cursor nobody else can make', () => {
    const cursor = { status: 'inactive', pageToken: 'abc' } as const;
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    expect(() => readCursor('nonsense')).toThrow(CorruptDataError);
  });
});

describe('a refusal of Zoom', () => {
  it.each([
    [401, { code: 124, message: 'Access token is expired.' }, { kind: 'token-refused' }],
    [400, { code: 124, message: 'Invalid access token.' }, { kind: 'token-refused' }],
    [401, undefined, { kind: 'token-refused' }],
    [404, { code: 1001, message: 'User does not exist: a@example.com.' }, { kind: 'gone' }],
    [400, { code: 1120, message: 'Invitation expired.' }, { kind: 'gone' }],
    [429, { code: 429, message: 'Too many concurrent requests.' }, { kind: 'busy' }],
    [403, undefined, { kind: 'unreadable' }],
    [
      400,
      { code: 4711, message: 'Invalid access token, does not contain scopes:[user:update:user:admin].' },
      { kind: 'not-granted', scope: 'user:update:user:admin' },
    ],
    [400, { code: 4711, message: 'No.' }, { kind: 'not-granted', scope: 'the-scope' }],
    [400, { code: 1108, message: 'Not met.' }, { kind: 'refused', code: '1108', reason: 'Not met.' }],
    [400, { code: 1117, message: 'Admin.' }, { kind: 'refused', code: '1117', reason: 'Admin.' }],
  ])('%i %o is %o', (status, json, refusal) => {
    expect(refusalOf(status, json)).toEqual(refusal);
  });

  it.each([2034, 3412, 2038])('%i says that no license is free', (code) => {
    const refusal = refusalOf(400, { code, message: 'Maximum reached.' });
    expect(refusal).toEqual({
      kind: 'refused',
      code: String(code),
      reason: 'no free license: Maximum reached.',
    });
  });

  it('names nobody', () => {
    const said = 'The user "ada.l+x@example.co.uk" and <bob@example.com>, (eve@localhost) cannot.';
    expect(withoutAddresses(said)).toBe('The user "(address)" and <(address)>, ((address)) cannot.');
    expect(withoutAddresses('x'.repeat(1000))).toHaveLength(300);
  });

  it('of somebody who is not paid is what was asked for, when Basic was', async () => {
    const send: SendCall = async () => {
      await Promise.resolve();
      return { kind: 'refused', code: '1109', reason: 'The host is not a paid user.' };
    };
    expect(await zoomLicenses(send).changeTier('id', 'basic')).toEqual({ kind: 'ok', value: null });
    expect((await zoomLicenses(send).changeTier('id', 'licensed')).kind).toBe('refused');
    expect((await zoomLicenses(send).changeTier('id', 'other')).kind).toBe('refused');
  });
});

describe('scopes of Zoom', () => {
  it('count in their classic form too', () => {
    expect(zoomCapabilities(['user:read:admin', 'role:read:admin', 'report:read:admin'])).toEqual([
      'list-accounts',
      'read-activity',
    ]);
    expect(
      missingScopes(['user:update:user:admin', 'role:read:list_roles:admin'], ['user:write:admin']),
    ).toEqual(['role:read:list_roles:admin']);
    expect(zoomCapabilities(['user:update:user:admin'])).toEqual(['change-tier']);
  });
});

describe('the sign-in log of Zoom', () => {
  it('gives sign-ins only, and only of somebody', async () => {
    const row = (email: string, type: string, time = '2026-06-25T05:40:55Z') => ({ email, type, time });
    const send = answering({
      activity_logs: [row('a@example.com', 'Sign in'), row('b@example.com', 'Sign out'), row('', 'Sign in')],
      next_page_token: '',
    });
    const reader = zoomActivity(send, { pageSize: 300, loginLagDays: 3 });
    expect(await reader.readSignIns({ from: '2026-06-20', to: '2026-06-25' }, null)).toEqual({
      kind: 'ok',
      value: { items: [{ email: 'a@example.com', at: '2026-06-25T05:40:55.000Z' }], next: null },
    });
  });
});

describe('webhooks of Zoom', () => {
  const NOW = '2026-06-27T12:00:00.000Z';
  const SECRET = 'webhook-secret';
  const seconds = (offset = 0) => String(Date.parse(NOW) / 1000 + offset);
  const signed = (body: string, timestamp = seconds(), secret = SECRET) => ({
    headers: {
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
    },
    body: Buffer.from(body),
  });
  const EVENT = '{"event":"meeting.started","payload":{}}';

  it('are read where the app signed them a moment ago', () => {
    expect(zoomWebhooks.read(SECRET, signed(EVENT), NOW)).toEqual({
      kind: 'event',
      name: 'meeting.started',
      event: { kind: 'passed-over' },
    });
  });

  it('answer the challenge with its HMAC', () => {
    const body = '{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}';
    const encryptedToken = createHmac('sha256', SECRET).update('abc').digest('hex');
    expect(zoomWebhooks.read(SECRET, signed(body), NOW)).toEqual({
      kind: 'challenge',
      answer: JSON.stringify({ plainToken: 'abc', encryptedToken }),
    });
  });

  it.each([
    ['signed by somebody else', signed(EVENT, seconds(), 'other'), 'wrong-signature'],
    ['changed by one byte', { ...signed(EVENT), body: Buffer.from(`${EVENT} `) }, 'wrong-signature'],
    ['older than five minutes', signed(EVENT, seconds(-301)), 'too-old'],
    ['from the future', signed(EVENT, seconds(301)), 'too-old'],
    ['not signed', { headers: {}, body: Buffer.from(EVENT) }, 'not-signed'],
    ['with a time that is none', signed(EVENT, 'now'), 'not-signed'],
  ])('are refused where %s', (_name, request, reason) => {
    expect(zoomWebhooks.read(SECRET, request, NOW)).toEqual({ kind: 'refused', reason });
  });

  it('are known again by every byte of signature, time and body', () => {
    const of = (request: Parameters<typeof zoomWebhooks.glance>[0]) => {
      const glanced = zoomWebhooks.glance(request, NOW);
      return glanced.kind === 'signed' ? glanced.fingerprint : glanced.reason;
    };
    const request = signed(EVENT);
    expect(of(signed(EVENT))).toBe(of(request));
    const others = [
      { ...request, body: Buffer.from(`${EVENT} `) },
      { ...request, headers: { ...request.headers, 'x-zm-signature': 'v0=0' } },
      { ...request, headers: { ...request.headers, 'x-zm-request-timestamp': seconds(-1) } },
    ];
    expect(new Set([request, ...others].map(of)).size).toBe(4);
  });

  it('are unreadable where what was signed is no event', () => {
    for (const body of ['', 'no json', '[]', '{"event":"endpoint.url_validation"}'])
      expect(zoomWebhooks.read(SECRET, signed(body), NOW)).toEqual({ kind: 'unreadable' });
  });
});
