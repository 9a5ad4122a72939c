import { describe, expect, it } from 'vitest';
import type { LicenseVendor } from '../../../shared/ports/connector.ts';
import { allAccounts, good, idOf } from './connected.ts';
import { freshForEach } from './fresh-for-each.ts';
import type { Trouble, VendorUnderTest } from './vendor-under-test.ts';

/** A vendor that has accounts and licenses, whatever else it has and however it lets us in. */
export interface AccountsUnderTest extends Pick<
  VendorUnderTest,
  'accounts' | 'trouble' | 'requests' | 'reset' | 'stop'
> {
  /** Members with a license. */
  readonly people: Pick<VendorUnderTest['people'], 'member' | 'second'>;
  /** Connects as an admin would. */
  open(): Promise<LicenseVendor>;
}

/** What every connector must do with a vendor's accounts. */
export const describeAccounts = (name: string, start: () => Promise<AccountsUnderTest>): void => {
  describe(`accounts and licenses of ${name}`, () => {
    let subject: AccountsUnderTest;

    freshForEach(start, (started) => {
      subject = started;
    });

    it('lists everybody once, in all statuses, over several pages', async () => {
      const vendor = await subject.open();
      const { found, pages } = await allAccounts(vendor);
      const plain = found.map(({ email, status, tier, role, emailVerified }) => ({
        email,
        status,
        tier,
        role: role.kind,
        emailVerified,
      }));
      expect(plain.toSorted((a, b) => (a.email < b.email ? -1 : 1))).toEqual(
        subject.accounts.toSorted((a, b) => (a.email < b.email ? -1 : 1)),
      );
      expect(pages).toBeGreaterThan(3);
    });

    it('reads one account as the list shows it, and says when there is none', async () => {
      const vendor = await subject.open();
      const { found } = await allAccounts(vendor);
      const listed = found.find(({ email }) => email === subject.people.member);
      const read = good(await vendor.accounts.readAccount(listed?.vendorAccountId ?? ''));
      expect(read).toEqual(listed);
      expect(await vendor.accounts.readAccount('nobody-has-this-id')).toEqual({ kind: 'gone' });
    });

    it('changes a license, and what was changed is read back', async () => {
      const vendor = await subject.open();
      const id = await idOf(vendor, subject.people.member);
      expect(await vendor.licenses.changeTier(id, 'basic')).toEqual({ kind: 'ok', value: null });
      expect(good(await vendor.accounts.readAccount(id)).tier).toBe('basic');
      expect((await vendor.licenses.changeTier(id, 'basic')).kind).toBe('ok');
      expect((await vendor.licenses.changeTier(id, 'licensed')).kind).toBe('ok');
      expect(good(await vendor.accounts.readAccount(id)).tier).toBe('licensed');
      // What is so already need not be sent, and nothing is sent twice.
      expect([2, 3]).toContain(await subject.requests('change'));
    });

    it('deactivates and activates again', async () => {
      const vendor = await subject.open();
      const id = await idOf(vendor, subject.people.second);
      expect((await vendor.licenses.deactivate(id)).kind).toBe('ok');
      expect(good(await vendor.accounts.readAccount(id)).status).toBe('inactive');
      expect((await vendor.licenses.activate(id)).kind).toBe('ok');
      expect((await vendor.licenses.changeTier(id, 'licensed')).kind).toBe('ok');
      expect(good(await vendor.accounts.readAccount(id))).toMatchObject({
        status: 'active',
        tier: 'licensed',
      });
    });

    it('gives up a read that never succeeds, for later', async () => {
      const vendor = await subject.open();
      await subject.trouble('list', { kind: 'server-error' }, 50);
      expect((await vendor.accounts.listAccounts(null)).kind).toBe('unavailable');
    });

    it.each(['server-error', 'html', 'cut-short', 'half-json', 'never-sent'] as const)(
      'reads again after %s',
      async (kind) => {
        const vendor = await subject.open();
        await subject.trouble('list', { kind });
        expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
        expect(await subject.requests('list')).toBe(2);
      },
    );

    it.each([{ kind: 'server-error' }, { kind: 'answer-lost' }, { kind: 'never-sent' }] satisfies Trouble[])(
      'never sends a change again after $kind',
      async (trouble) => {
        const vendor = await subject.open();
        const id = await idOf(vendor, subject.people.member);
        await subject.trouble('change', trouble);
        expect((await vendor.licenses.changeTier(id, 'basic')).kind).toBe('unavailable');
        expect(await subject.requests('change')).toBe(1);
        const { tier } = good(await vendor.accounts.readAccount(id));
        expect(tier).toBe(trouble.kind === 'answer-lost' ? 'basic' : 'licensed');
      },
    );
  });
};
