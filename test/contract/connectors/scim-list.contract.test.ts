import { describe, expect, it } from 'vitest';
import type { Quirks } from '../../../local/scim/quirks.ts';
import { userByName } from '../../../local/scim/tenant.ts';
import type { VendorAccount } from '../../../shared/domain/account.ts';
import type { LicenseVendor, VendorResult } from '../../../shared/ports/connector.ts';
import { allAccounts, good, idOf } from './connected.ts';
import { SEATS, connectScim, verify } from './connected-scim.ts';
import { freshForEach } from './fresh-for-each.ts';
import {
  EVERYBODY,
  MEMBER,
  type ScimUnderTest,
  emails,
  nameOf,
  startScimUnderTest,
} from './scim-under-test.ts';

let scim: ScimUnderTest;

freshForEach(startScimUnderTest, (started) => {
  scim = started;
});

/** The whole list, or why there is none. */
const listed = async (vendor: LicenseVendor): Promise<VendorAccount[] | VendorResult<never>> => {
  const found: VendorAccount[] = [];
  let cursor: string | null = null;
  do {
    const page: VendorResult<{ items: readonly VendorAccount[]; next: string | null }> =
      await vendor.accounts.listAccounts(cursor);
    if (page.kind !== 'ok') return page;
    found.push(...page.value.items);
    cursor = page.value.next;
  } while (cursor !== null);
  return found;
};

describe('the list of a provider that', () => {
  it.each<[string, Partial<Quirks>]>([
    ['behaves', {}],
    ['counts from 0', { firstIndex: 0 }],
    ['gives cursors', { cursors: 'supported' }],
    ['announces cursors and has none', { cursors: 'announced' }],
    ['gives as many as it likes', { count: 'ignored' }],
    ['gives one person at a time', { maxPageSize: 1 }],
    ['says that a page holds what was asked for', { itemsPerPage: 'asked' }],
    ['does not say what a page holds', { itemsPerPage: 'missing' }],
    ['counts in texts', { totalResults: 'string' }],
    ['counts the page alone', { totalResults: 'page' }],
    ['does not count', { totalResults: 'missing' }],
    ['shifts', { order: 'shifting' }],
    ['knows no pages and has one', { startIndex: 'ignored', maxPageSize: 200 }],
    [
      'knows no pages, and gives more to who asks',
      { startIndex: 'ignored', count: 'ignored', maxPageSize: 50 },
    ],
    ['has ids in numbers', { ids: 'number' }],
    ['writes nulls', { nulls: true }],
    ['refuses filters', { filter: 'refused' }],
    ['tells nothing of itself', { discovery: false }],
    ['tells wrong things of itself', { configuration: 'wrong' }],
    ['takes plain JSON alone', { takes: 'json', answersAs: 'json' }],
  ])('%s holds everybody, as they are', async (_, quirks) => {
    scim.quirk(quirks);
    const { found } = await allAccounts(await connectScim(scim.endpoint));
    expect(emails(found)).toEqual(EVERYBODY);
    const statuses = found.map(({ email, status }) => `${email} ${status}`);
    expect(statuses.filter((text) => text.endsWith(' inactive'))).toContain(`${nameOf(1)} inactive`);
    expect(found.every(({ tier }) => tier === 'licensed')).toBe(true);
    const admin = found.find(({ email }) => email === nameOf(0));
    expect(admin?.role).toEqual({ id: 'admin', kind: 'admin' });
    expect(found.find(({ email }) => email === MEMBER)).toMatchObject({
      emailVerified: true,
      role: { id: null, kind: 'member' },
      lastLoginAt: null,
    });
    expect(found.every(({ createdAt }) => createdAt !== null)).toBe(true);
  });

  it.each<[string, Partial<Quirks>]>([
    ['knows no pages, and counts all', { startIndex: 'ignored' }],
    ['knows no pages, and counts the page', { startIndex: 'ignored', totalResults: 'page' }],
    ['knows no pages, and does not count', { startIndex: 'ignored', totalResults: 'missing' }],
  ])('%s is refused: nobody may be left out', async (_, quirks) => {
    scim.quirk(quirks);
    expect(await listed(await connectScim(scim.endpoint))).toMatchObject({
      kind: 'refused',
      code: 'no-paging',
    });
  });

  it('shifts without counting is refused', async () => {
    scim.quirk({ order: 'shifting', totalResults: 'missing' });
    expect(await listed(await connectScim(scim.endpoint))).toMatchObject({
      kind: 'refused',
      code: 'list-moves',
    });
  });

  it('gives a page twice once holds everybody', async () => {
    const vendor = await connectScim(scim.endpoint);
    scim.fault('GET', { kind: 'page-repeated' }, 2);
    const found = await listed(vendor);
    expect(Array.isArray(found) ? emails(found) : found).toEqual(EVERYBODY);
  });

  it.each<[Partial<Quirks>, string]>([
    [{ listed: 'bound' }, nameOf(2)],
    [{ listed: 'active' }, nameOf(1)],
  ])('leaves somebody out still tells of them by id: %j', async (quirks, name) => {
    scim.quirk(quirks);
    const vendor = await connectScim(scim.endpoint);
    const { found } = await allAccounts(vendor);
    expect(emails(found)).toEqual(EVERYBODY.filter((email) => email !== name));
    const read = good(await vendor.accounts.readAccount(userByName(scim.tenant(), name)?.id ?? ''));
    expect(read.email).toBe(name);
  });

  it('says how many there are, for who compares it with what was found', async () => {
    const vendor = await connectScim(scim.endpoint);
    expect(good(await vendor.accounts.listAccounts(null)).announced).toBe(EVERYBODY.length);
  });

  it('shows no status is taken for active, and shows a status as text is read', async () => {
    scim.quirk({ active: 'missing' });
    const { found } = await allAccounts(await connectScim(scim.endpoint));
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['active']));
    scim.quirk({ active: 'string' });
    const { found: texts } = await allAccounts(await connectScim(scim.endpoint));
    expect(texts.filter(({ status }) => status === 'inactive').map(({ email }) => email)).toEqual([
      nameOf(1),
    ]);
  });
});

describe('reading', () => {
  it('takes a proxy’s 404 for no word of the provider', async () => {
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    scim.fault('GET', { kind: 'reply', status: 404, body: '<html>no such site</html>', headers: {} }, 1, 2);
    expect(await vendor.accounts.readAccount(id)).toMatchObject({ kind: 'refused', code: '404 page' });
    expect((await vendor.accounts.readAccount(id)).kind).toBe('ok');
  });

  it.each(['seconds', 'http-date', 'none'] as const)('obeys a rate limit told as %s', async (retryAfter) => {
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    const sent = scim.requests('GET');
    scim.fault('GET', { kind: 'rate-limit', seconds: 60, retryAfter });
    const result = await vendor.accounts.readAccount(id);
    expect(result.kind).toBe(retryAfter === 'none' ? 'ok' : 'rate-limited');
    expect(scim.requests('GET')).toBe(retryAfter === 'none' ? sent + 2 : sent + 1);
  });

  it('reads on after an answer that was cut short', async () => {
    const vendor = await connectScim(scim.endpoint);
    scim.fault('GET', { kind: 'truncated', shape: 'framed' });
    expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
  });
});

describe('connecting', () => {
  const client = { kind: 'client-credentials', clientId: 'a client', clientSecret: 's&cret' } as const;

  it('finds out what a provider announces', async () => {
    scim.quirk({ etag: 'offered', cursors: 'supported' });
    expect(await verify(scim.endpoint)).toMatchObject({
      kind: 'ok',
      vendorTenantId: scim.endpoint,
      found: { patch: true, etag: true, cursorPages: true, maxResults: 5, usersPath: '/Users' },
    });
    scim.quirk({ discovery: false });
    expect(await verify(scim.endpoint)).toMatchObject({
      kind: 'ok',
      found: { patch: null, etag: null, cursorPages: false, maxResults: null, schemas: [] },
    });
  });

  it('is refused without a good token, or where nothing speaks SCIM', async () => {
    expect(await verify(scim.endpoint, { kind: 'api-token', token: 'other' })).toEqual({ kind: 'refused' });
    expect(await verify(`${scim.url}/elsewhere`)).toEqual({ kind: 'not-a-tenant' });
    const other = await startScimUnderTest();
    await other.stop();
    expect((await verify(other.endpoint)).kind).toBe('unavailable');
  });

  it('works by a client, which gets its tokens itself', async () => {
    const tokenEndpoint = `${scim.url}/oauth2/token`;
    const vendor = await connectScim(scim.endpoint, SEATS, { ...client, tokenEndpoint });
    expect(emails((await allAccounts(vendor)).found)).toEqual(EVERYBODY);
    scim.tenant().tokens.clear();
    expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
    const wrong = { ...client, clientSecret: 'wrong', tokenEndpoint };
    expect(await verify(scim.endpoint, wrong)).toEqual({ kind: 'refused' });
    const elsewhere = { ...client, tokenEndpoint: 'https://tokens.example.com/token' };
    expect(await verify(scim.endpoint, elsewhere)).toEqual({ kind: 'not-a-tenant' });
  });
});
