import { describe, expect, it } from 'vitest';
import { dayOf, plusDays } from '../../../shared/domain/time.ts';
import { allAccounts, connect, good, idOf } from './connected.ts';
import { describeTime } from './connector-time-contract.ts';
import { describeAccounts } from './account-contract.ts';
import { freshForEach } from './fresh-for-each.ts';
import type { VendorUnderTest } from './vendor-under-test.ts';

const today = () => dayOf(new Date().toISOString());

/** What every connector must do with its vendor. A vendor passes by handing in its stand-in. */
export const describeConnector = (name: string, start: () => Promise<VendorUnderTest>): void => {
  describe(`the connector of ${name}`, () => {
    let subject: VendorUnderTest;

    freshForEach(start, (started) => {
      subject = started;
    });

    it('gives no id and no age to an invitation, and both to everybody else', async () => {
      const { vendor } = await connect(subject);
      const { found } = await allAccounts(vendor);
      for (const { status, vendorAccountId, createdAt } of found) {
        expect(vendorAccountId === null).toBe(status === 'pending');
        expect(createdAt === null).toBe(status === 'pending');
      }
      const ids = found.flatMap(({ vendorAccountId }) => vendorAccountId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('lists the roles, and tells owner, admin and member from custom ones', async () => {
      const { vendor } = await connect(subject);
      const kinds = good(await vendor.accounts.listRoles()).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['admin', 'custom', 'member', 'owner']);
    });

    it('counts what a host hosted, and reads the sign-in log', async () => {
      const { vendor } = await connect(subject);
      const { email, count } = subject.people.host;
      const span = { from: plusDays(today(), -10), to: today() };
      const hosts = good(await vendor.activity.readEngagement(span, null)).items;
      expect(hosts.find((row) => row.email === email)?.count).toBe(count);
      expect(hosts).toHaveLength(1);
      let cursor: string | null = null;
      const seen = new Set<string>();
      do {
        const page: { items: readonly { email: string }[]; next: string | null } = good(
          await vendor.activity.readSignIns(span, cursor),
        );
        for (const row of page.items) seen.add(row.email);
        cursor = page.next;
      } while (cursor !== null);
      expect(seen).toContain(email);
    });

    it('asks no report for a longer span than the vendor takes', async () => {
      const { vendor } = await connect(subject);
      const { maxSpanDays } = vendor.activity;
      const longest = { from: plusDays(today(), 1 - maxSpanDays), to: today() };
      expect((await vendor.activity.readEngagement(longest, null)).kind).toBe('ok');
      const longer = { from: plusDays(today(), -maxSpanDays), to: today() };
      await expect(vendor.activity.readEngagement(longer, null)).rejects.toBeInstanceOf(RangeError);
    });

    it('says that no license is free, in words that name nobody', async () => {
      const { vendor } = await connect(subject);
      const id = await idOf(vendor, subject.people.member);
      await vendor.licenses.changeTier(id, 'basic');
      await subject.fillSeats();
      const refused = await vendor.licenses.changeTier(id, 'licensed');
      expect(refused).toMatchObject({ kind: 'refused' });
      const reason = refused.kind === 'refused' ? refused.reason : '';
      expect(reason).toContain('no free license');
      expect(reason).not.toContain('@');
    });

    it('is refused an admin, with a reason', async () => {
      const { vendor } = await connect(subject);
      const id = await idOf(vendor, subject.people.admin);
      expect((await vendor.licenses.deactivate(id)).kind).toBe('refused');
      expect((await vendor.licenses.remove(id, { kind: 'disassociate' })).kind).toBe('refused');
      expect(good(await vendor.accounts.readAccount(id)).status).toBe('active');
    });

    it('removes people, with and without handing over what they own', async () => {
      const { vendor } = await connect(subject);
      const leaver = await idOf(vendor, subject.people.leaver);
      const deleted = await idOf(vendor, subject.people.deleted);
      expect((await vendor.licenses.remove(leaver, { kind: 'disassociate' })).kind).toBe('ok');
      const how = { kind: 'delete', transferTo: subject.people.host.email } as const;
      expect((await vendor.licenses.remove(deleted, how)).kind).toBe('ok');
      for (const id of [leaver, deleted]) {
        expect(await vendor.accounts.readAccount(id)).toEqual({ kind: 'gone' });
        expect(await vendor.licenses.changeTier(id, 'basic')).toEqual({ kind: 'gone' });
      }
    });

    it.each(['seconds', 'iso-date', 'http-date'] as const)(
      'obeys a rate limit that names its end as %s, and sends nothing before',
      async (shape) => {
        const { vendor } = await connect(subject);
        const asked = Date.now();
        await subject.trouble('list', { kind: 'limited', shape, seconds: 60 });
        const limited = await vendor.accounts.listAccounts(null);
        const notBefore = limited.kind === 'rate-limited' ? Date.parse(limited.notBefore) - asked : 0;
        expect(notBefore).toBeGreaterThan(55_000);
        expect(notBefore).toBeLessThan(90_000);
        expect((await vendor.accounts.listAccounts(null)).kind).toBe('rate-limited');
        expect(await subject.requests('list')).toBe(1);
      },
    );

    it.each(['daily-all', 'daily-some', 'daily-none', 'daily-nonsense'] as const)(
      'waits for the next day after a daily limit that names no end: %s',
      async (shape) => {
        const { vendor } = await connect(subject);
        await subject.trouble('list', { kind: 'limited', shape, seconds: 60 });
        const asked = today();
        expect(await vendor.accounts.listAccounts(null)).toEqual({
          kind: 'rate-limited',
          notBefore: `${plusDays(asked, 1)}T00:00:00.000Z`,
        });
        expect((await vendor.accounts.listAccounts(null)).kind).toBe('rate-limited');
        expect(await subject.requests('list')).toBe(1);
      },
    );

    it.each(['second-all', 'second-some', 'second-none', 'second-nonsense'] as const)(
      'waits a moment after a rate limit that names no end, and reads on: %s',
      async (shape) => {
        const { vendor } = await connect(subject);
        await subject.trouble('list', { kind: 'limited', shape, seconds: 1 });
        expect((await vendor.accounts.listAccounts(null)).kind).toBe('ok');
        expect(await subject.requests('list')).toBe(2);
      },
    );

    it('sends a limited change no second time', async () => {
      const { vendor } = await connect(subject);
      const id = await idOf(vendor, subject.people.member);
      await subject.trouble('change', { kind: 'limited', shape: 'second-none', seconds: 1 });
      expect((await vendor.licenses.changeTier(id, 'basic')).kind).toBe('rate-limited');
      expect(await subject.requests('change')).toBe(1);
      expect(good(await vendor.accounts.readAccount(id)).tier).toBe('licensed');
    });
  });

  describeAccounts(name, async () => {
    const subject = await start();
    return { ...subject, open: async () => (await connect(subject)).vendor };
  });
  describeTime(name, start);
};
