import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allAccounts, connect, good, idOf } from './connected.ts';
import type { VendorUnderTest } from './vendor-under-test.ts';

const PAGE_TOKEN_AND_MORE = 20 * 60;
const ACCESS_TOKEN_AND_MORE = 2 * 3_600;

/** What every connector must do about consent and tokens. Each test has a vendor of its own, since its clock is moved. */
export const describeTime = (name: string, start: () => Promise<VendorUnderTest>): void => {
  describe(`consent and tokens of ${name}`, () => {
    let subject: VendorUnderTest;

    beforeEach(async () => {
      subject = await start();
    });
    afterEach(async () => {
      await subject.stop();
    });

    it('names the tenant that was connected, and what may be done with it', async () => {
      const { flow, stored, connection } = await connect(subject);
      const accessToken = (await stored())?.accessToken ?? '';
      expect(await flow.identify(accessToken)).toEqual({
        kind: 'ok',
        value: { vendorTenantId: subject.tenantId },
      });
      expect(connection.capabilities).toEqual([
        'list-accounts',
        'read-activity',
        'change-tier',
        'deactivate',
        'remove',
        'restore',
      ]);
      expect((await flow.identify('no-token')).kind).toBe('reconnect-needed');
    });

    it('sends the browser back with an error where consent is denied', async () => {
      const { flow, clientId } = await connect(subject);
      const url = flow.authorizeUrl({
        clientId,
        redirectUri: subject.redirectUri,
        state: 'my-state',
        codeChallenge: 'a'.repeat(43),
        scopes: [],
      });
      const back = await subject.consent(url, 'deny');
      expect(back.searchParams.get('error')).toBe('access_denied');
      expect(back.searchParams.get('state')).toBe('my-state');
    });

    it('refuses a code with the wrong verifier, and one that was used', async () => {
      const { flow, clientId, clientSecret } = await connect(subject);
      const consent = async () =>
        subject.consent(
          flow.authorizeUrl({
            clientId,
            redirectUri: subject.redirectUri,
            state: 's',
            codeChallenge: 'a'.repeat(43),
            scopes: [],
          }),
          'allow',
        );
      const request = {
        clientId,
        clientSecret,
        redirectUri: subject.redirectUri,
        code: (await consent()).searchParams.get('code') ?? '',
        codeVerifier: 'b'.repeat(43),
      };
      expect(await flow.exchange(request)).toEqual({ kind: 'refused', error: 'invalid_grant' });
      expect(await flow.exchange(request)).toEqual({ kind: 'refused', error: 'invalid_grant' });
      expect(await flow.exchange({ ...request, clientSecret: 'wrong' })).toEqual({
        kind: 'refused',
        error: 'invalid_client',
      });
    });

    it('may only read where only that was granted, and says which scope a change lacks', async () => {
      const { vendor, connection, flow } = await connect(subject, 'read');
      expect(connection.capabilities).toEqual(['list-accounts', 'read-activity']);
      const id = await idOf(vendor, subject.people.member);
      const refused = await vendor.licenses.changeTier(id, 'basic');
      const toAct = flow.scopes.filter(({ needed }) => needed === 'to-act').map(({ scope }) => scope);
      expect(refused.kind).toBe('not-granted');
      expect(toAct).toContain(refused.kind === 'not-granted' ? refused.scope : '');
    });

    it('knows that a scope it always needs was not granted', async () => {
      const { vendor, connection, flow } = await connect(subject, 'too-few');
      const always = flow.scopes.filter(({ needed }) => needed === 'always').map(({ scope }) => scope);
      const missing = flow.missing(always, connection.grantedScopes);
      expect(missing).toHaveLength(1);
      expect(await vendor.accounts.listAccounts(null)).toEqual({ kind: 'not-granted', scope: missing[0] });
    });

    it('renews a token the vendor refuses, stores the new one, and reads on', async () => {
      const { vendor, stored } = await connect(subject);
      const before = await stored();
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
      const after = await stored();
      expect(after?.generation).toBe(2);
      expect(after?.refreshToken).not.toBe(before?.refreshToken);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
      expect((await stored())?.generation).toBe(3);
    });

    it('renews once, however many workers meet the refused token at the same moment', async () => {
      const connected = await connect(subject);
      const others = await Promise.all([connected.another(), connected.another(), connected.another()]);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      const before = await subject.requests('token');
      const results = await Promise.all(
        [connected, ...others].map(({ vendor }) => vendor.accounts.listRoles()),
      );
      expect(results.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok']);
      expect(await subject.requests('token')).toBe(before + 1);
    });

    it('changes something once although its token was refused first', async () => {
      const { vendor } = await connect(subject);
      const id = await idOf(vendor, subject.people.member);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      expect((await vendor.licenses.changeTier(id, 'basic')).kind).toBe('ok');
      expect(good(await vendor.accounts.readAccount(id)).tier).toBe('basic');
    });

    it('tries the stored token once more where the answer was lost on the way to the vendor', async () => {
      const { vendor } = await connect(subject);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      await subject.trouble('token', { kind: 'never-sent' });
      expect((await vendor.accounts.listRoles()).kind).toBe('ok');
    });

    it('needs a reconnect where the lost answer held the only good token', async () => {
      const { vendor } = await connect(subject);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      await subject.trouble('token', { kind: 'answer-lost' });
      expect((await vendor.accounts.listRoles()).kind).toBe('reconnect-needed');
    });

    it('keeps its token through an outage of the token endpoint', async () => {
      const { vendor, stored } = await connect(subject);
      await subject.passTime(ACCESS_TOKEN_AND_MORE);
      await subject.trouble('token', { kind: 'server-error' });
      expect((await vendor.accounts.listRoles()).kind).toBe('unavailable');
      expect((await stored())?.generation).toBe(1);
      expect((await vendor.accounts.listRoles()).kind).toBe('ok');
    });

    it('needs a reconnect once the tokens are revoked; revoking twice is no fault', async () => {
      const { vendor, stored, flow, clientId, clientSecret } = await connect(subject);
      const accessToken = (await stored())?.accessToken ?? '';
      const request = { clientId, clientSecret, accessToken };
      expect(await flow.revoke(request)).toEqual({ kind: 'ok' });
      expect(await flow.revoke(request)).toEqual({ kind: 'ok' });
      expect((await vendor.accounts.listAccounts(null)).kind).toBe('reconnect-needed');
    });

    it('reports a list that was left too long, and begins it again', async () => {
      const { vendor } = await connect(subject);
      const first = good(await vendor.accounts.listAccounts(null));
      await subject.passTime(PAGE_TOKEN_AND_MORE);
      expect((await vendor.accounts.listAccounts(first.next)).kind).toBe('refused');
      const { found } = await allAccounts(vendor);
      expect(found).toHaveLength(subject.accounts.length);
    });
  });
};
