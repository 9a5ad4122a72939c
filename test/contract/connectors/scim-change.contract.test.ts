import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../local/scim/fault-kinds.ts';
import type { Quirks } from '../../../local/scim/quirks.ts';
import { scimSettingsSchema } from '../../../shared/domain/scim.ts';
import { allAccounts, good, idOf } from './connected.ts';
import { PLAIN, SEATS, connectScim } from './connected-scim.ts';
import { freshForEach } from './fresh-for-each.ts';
import { MEMBER, type ScimUnderTest, nameOf, startScimUnderTest } from './scim-under-test.ts';

let scim: ScimUnderTest;

freshForEach(startScimUnderTest, (started) => {
  scim = started;
});

describe('license tiers', () => {
  const seat = { path: 'urn:example:seats:2.0:User:seat', licensed: ['PAID'], basic: ['free'] };
  it.each([
    ['an element of a list', 'objects', SEATS],
    ['an extension', 'objects', scimSettingsSchema.parse({ tiers: seat })],
    [
      'a plain attribute',
      'objects',
      scimSettingsSchema.parse({ tiers: { path: 'userType', licensed: ['staff'], basic: ['Guest'] } }),
    ],
    [
      'a list of texts',
      'strings',
      scimSettingsSchema.parse({ tiers: { path: 'roles.value', licensed: ['Full'], basic: ['View'] } }),
    ],
    [
      'a single text',
      'string',
      scimSettingsSchema.parse({ tiers: { path: 'roles', licensed: ['Full'], basic: ['View'] } }),
    ],
  ] as const)('are read, changed and read back: %s', async (_, lists, settings) => {
    scim.quirk({ lists });
    const vendor = await connectScim(scim.endpoint, settings);
    const id = await idOf(vendor, MEMBER);
    expect(good(await vendor.accounts.readAccount(id)).tier).toBe('licensed');
    expect(await vendor.licenses.changeTier(id, 'basic')).toEqual({ kind: 'ok', value: null });
    expect(good(await vendor.accounts.readAccount(id)).tier).toBe('basic');
    expect(await vendor.licenses.changeTier(id, 'basic')).toEqual({ kind: 'ok', value: null });
    expect(scim.requests('PATCH')).toBe(1);
    expect(await vendor.licenses.changeTier(id, 'licensed')).toEqual({ kind: 'ok', value: null });
    expect(good(await vendor.accounts.readAccount(id)).tier).toBe('licensed');
    expect(scim.person()?.['urn:example:seats:2.0:User']).toMatchObject({ note: 'kept' });
  });

  it('are not changed where they cannot be seen, and are none where nobody says where they stand', async () => {
    scim.quirk({ lists: 'strings' });
    const blind = await connectScim(scim.endpoint, SEATS);
    const id = await idOf(blind, MEMBER);
    expect(good(await blind.accounts.readAccount(id)).tier).toBe('other');
    expect(await blind.licenses.changeTier(id, 'basic')).toMatchObject({ code: 'tier-not-shown' });
    const plain = await connectScim(scim.endpoint, PLAIN);
    expect(good(await plain.accounts.readAccount(id)).tier).toBe('licensed');
    expect(await plain.licenses.changeTier(id, 'basic')).toMatchObject({ code: 'no-tiers' });
    expect(await blind.licenses.changeTier(id, 'none')).toMatchObject({ code: 'unsupported-tier' });
    expect(scim.requests('PATCH') + scim.requests('PUT')).toBe(0);
  });
});

describe('a role', () => {
  it('that nobody has said anything of is unknown, and so is nobody’s', async () => {
    const vendor = await connectScim(scim.endpoint, scimSettingsSchema.parse({ tiers: SEATS.tiers }));
    const { found } = await allAccounts(vendor);
    expect(found.find(({ email }) => email === nameOf(0))?.role).toEqual({ id: 'admin', kind: 'unknown' });
    expect(found.find(({ email }) => email === MEMBER)?.role).toEqual({ id: null, kind: 'unknown' });
  });
});

describe('deactivating at a provider that', () => {
  it.each<[string, Partial<Quirks>, Readonly<Record<string, number>>]>([
    ['behaves', {}, { PATCH: 1, PUT: 0 }],
    ['knows no path', { patch: 'without-path' }, { PATCH: 2, PUT: 0 }],
    ['knows paths alone', { patch: 'with-path' }, { PATCH: 1, PUT: 0 }],
    ...([400, 405, 501] as const).map((patchRefusal): [string, Partial<Quirks>, Record<string, number>] => [
      `has no PATCH, and says ${String(patchRefusal)}`,
      { patch: 'refused', patchRefusal },
      { PATCH: 0, PUT: 1 },
    ]),
    ['has no PATCH, and says nothing of it', { patch: 'refused', discovery: false }, { PATCH: 2, PUT: 1 }],
    ['says that it has no PATCH', { configuration: 'wrong', put: 'refused' }, { PATCH: 1, PUT: 1 }],
    ['has no PUT', { put: 'refused' }, { PATCH: 1, PUT: 0 }],
    ['says nothing then', { changeAnswer: 'nothing' }, { PATCH: 1, PUT: 0 }],
    ['shows it as a text', { active: 'string' }, { PATCH: 1, PUT: 0 }],
    ['has versions', { etag: 'offered' }, { PATCH: 1, PUT: 0 }],
    ['wants versions', { etag: 'demanded' }, { PATCH: 1, PUT: 0 }],
    ['wants versions, and has no PATCH', { etag: 'demanded', patch: 'refused' }, { PATCH: 0, PUT: 1 }],
    ['takes plain JSON alone', { takes: 'json' }, { PATCH: 2, PUT: 0 }],
    ['takes SCIM’s JSON alone', { takes: 'scim' }, { PATCH: 1, PUT: 0 }],
    ['writes nulls, and has no PATCH', { nulls: true, patch: 'refused' }, { PATCH: 0, PUT: 1 }],
    ['has ids in numbers', { ids: 'number', patch: 'refused' }, { PATCH: 0, PUT: 1 }],
    ['errs in texts', { errors: 'text', patch: 'without-path' }, { PATCH: 2, PUT: 0 }],
    ['errs in HTML', { errors: 'html', patch: 'without-path' }, { PATCH: 2, PUT: 0 }],
    ['errs in numbers', { errors: 'number', patch: 'without-path' }, { PATCH: 2, PUT: 0 }],
  ])('%s takes effect once, changes nothing else, and is taken back', async (_, quirks, sent) => {
    scim.quirk(quirks);
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    const before = { ...scim.person() };
    expect(await vendor.licenses.deactivate(id)).toEqual({ kind: 'ok', value: null });
    expect({ PATCH: scim.requests('PATCH'), PUT: scim.requests('PUT') }).toEqual(sent);
    expect(good(await vendor.accounts.readAccount(id)).status).toBe('inactive');
    expect(scim.person()).toEqual({ ...before, active: false });
    expect(await vendor.licenses.deactivate(id)).toEqual({ kind: 'ok', value: null });
    expect({ PATCH: scim.requests('PATCH'), PUT: scim.requests('PUT') }).toEqual(sent);
    expect(await vendor.licenses.activate(id)).toEqual({ kind: 'ok', value: null });
    expect(scim.person()).toEqual(before);
    // What was found out is kept: the way that was taken is the first one now.
    expect(scim.requests('PATCH') + scim.requests('PUT')).toBe((sent['PATCH'] ?? 0) + (sent['PUT'] ?? 0) + 1);
  });

  it.each<[string, Partial<Quirks>, string]>([
    ['refuses it', { deactivation: 'refused' }, '400'],
    ['takes no change', { patch: 'refused', put: 'refused' }, '405'],
    ['does not show it', { active: 'missing' }, 'active-not-shown'],
  ])('%s is refused, and nothing is done', async (_, quirks, code) => {
    scim.quirk(quirks);
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    const refused = await vendor.licenses.deactivate(id);
    expect(refused.kind).toBe('refused');
    expect(refused.kind === 'refused' ? refused.code : '').toContain(code);
    expect(scim.person()?.['active']).toBe(true);
    expect(scim.requests('DELETE')).toBe(0);
  });

  it('only says that it did shows in reading back', async () => {
    scim.quirk({ deactivation: 'ignored' });
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    expect((await vendor.licenses.deactivate(id)).kind).toBe('ok');
    expect(good(await vendor.accounts.readAccount(id)).status).toBe('active');
  });

  it('had the user changed by somebody else meanwhile reads anew', async () => {
    scim.quirk({ etag: 'offered' });
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    scim.fault('PATCH', { kind: 'changed-meanwhile' });
    expect((await vendor.licenses.deactivate(id)).kind).toBe('ok');
    expect(scim.requests('PATCH')).toBe(2);
    expect(scim.person()?.['active']).toBe(false);
  });

  it('protects its last owner says so, in words that name nobody', async () => {
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    const detail = `The last owner ${MEMBER} must stay.`;
    scim.fault('PATCH', { kind: 'scim-error', status: 403, detail });
    expect(await vendor.licenses.deactivate(id)).toEqual({
      kind: 'refused',
      code: '403',
      reason: 'The last owner (address) must stay.',
    });
    expect(scim.requests('PATCH') + scim.requests('PUT')).toBe(1);
  });

  it.each<[FaultEffect, string, boolean]>([
    [{ kind: 'server-error' }, 'unavailable', true],
    [{ kind: 'reset-before' }, 'unavailable', true],
    [{ kind: 'reset-after' }, 'unavailable', false],
    [{ kind: 'rate-limit', seconds: 60, retryAfter: 'http-date' }, 'rate-limited', true],
    [{ kind: 'token-revoked' }, 'reconnect-needed', true],
  ])('fails is not told again: %j', async (effect, kind, active) => {
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    scim.fault('PATCH', effect);
    expect((await vendor.licenses.deactivate(id)).kind).toBe(kind);
    expect(scim.requests('PATCH') + scim.requests('PUT')).toBe(1);
    expect(scim.person()?.['active']).toBe(active);
  });
});

describe('removing', () => {
  it.each<[Partial<Quirks>, 'gone' | 'inactive']>([
    [{}, 'gone'],
    [{ deleteStatus: 200 }, 'gone'],
    [{ etag: 'demanded' }, 'gone'],
    [{ errors: 'html' }, 'gone'],
    [{ deletion: 'inactive' }, 'inactive'],
  ])('deletes, and reading back says what became of it: %j', async (quirks, end) => {
    scim.quirk(quirks);
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    expect(await vendor.licenses.remove(id, { kind: 'disassociate' })).toEqual({ kind: 'ok', value: null });
    const read = await vendor.accounts.readAccount(id);
    expect(read.kind === 'ok' ? read.value.status : read.kind).toBe(end);
  });

  it('is refused where the provider does not delete, and where somebody is to take over', async () => {
    scim.quirk({ deletion: 'refused' });
    const vendor = await connectScim(scim.endpoint);
    const id = await idOf(vendor, MEMBER);
    expect((await vendor.licenses.remove(id, { kind: 'disassociate' })).kind).toBe('refused');
    const how = { kind: 'delete', transferTo: nameOf(5) } as const;
    expect(await vendor.licenses.remove(id, how)).toMatchObject({ code: 'no-transfer' });
    expect(scim.requests('DELETE')).toBe(1);
    expect(scim.person()).toBeDefined();
  });
});
