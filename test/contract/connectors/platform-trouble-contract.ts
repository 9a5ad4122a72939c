import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { accessOf, connectPlatform, everyRow } from './connected-platform.ts';
import { good } from './connected.ts';
import { freshForEach } from './fresh-for-each.ts';
import type { PlatformUnderTest } from './platform-under-test.ts';

/** A host of somebody else's that counts who calls. */
const startOther = async () => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end('[]');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, calls: () => calls, stop: () => server.close() };
};

/** What every platform connector must do where its vendor limits, fails, or takes rights away. */
export const describePlatformTrouble = (name: string, start: () => Promise<PlatformUnderTest>): void => {
  describe(`the platform connector of ${name} in trouble`, () => {
    let subject: PlatformUnderTest;

    freshForEach(start, (started) => {
      subject = started;
    });

    it('never calls the host that a link to the next page names', async () => {
      const other = await startOther();
      const { platform } = await connectPlatform(subject);
      const { spot, then } = subject.traits.foreignLink;
      const page = async (cursor: string | null) => {
        if (spot !== 'log') return platform.listPeople(cursor);
        const read = await platform.readSsoEvents(cursor);
        return read.kind === 'ok' ? { kind: read.kind, value: { next: read.value.cursor } } : read;
      };
      await subject.trouble(spot, { kind: 'foreign-link', origin: other.origin });
      const result = await page(null);
      const following = result.kind === 'ok' ? await page(result.value.next) : result;
      other.stop();
      expect([result.kind, following.kind]).toEqual([then, then]);
      expect(other.calls()).toBe(0);
    });

    it('takes for no tenant what only answers', async () => {
      const other = await startOther();
      const verified = await accessOf(subject).verify(other.origin, await subject.credentials());
      other.stop();
      expect(verified).toEqual({ kind: 'not-a-tenant' });
    });

    it('finds everybody where a page comes again', async () => {
      const { platform } = await connectPlatform(subject);
      const first = good(await platform.listPeople(null));
      await subject.trouble('people', { kind: 'repeated-page' });
      const again = good(await platform.listPeople(first.next));
      expect(again.items).toEqual(first.items);
      const { rows } = await everyRow((cursor) => platform.listPeople(cursor ?? again.next));
      const ids = new Set([...first.items, ...rows].map(({ platformUserId }) => platformUserId));
      expect(ids.size).toBe(subject.people.length);
    });

    it('obeys a rate limit and sends nothing before its end', async () => {
      const { platform } = await connectPlatform(subject);
      const asked = Date.now();
      await subject.trouble('people', { kind: 'limited', seconds: 30 });
      const limited = await platform.listPeople(null);
      const waitMs = limited.kind === 'rate-limited' ? Date.parse(limited.notBefore) - asked : 0;
      expect(waitMs).toBeGreaterThan(25_000);
      expect(waitMs).toBeLessThan(60_000);
      expect((await platform.listPeople(null)).kind).toBe('rate-limited');
      expect(await subject.requests('people')).toBe(1);
      expect((await platform.listApps(null)).kind).toBe(subject.traits.limitsApart ? 'ok' : 'rate-limited');
    });

    it('counts the time to a limit’s end by the tenant’s clock', async () => {
      await subject.passTime(600);
      const { platform } = await connectPlatform(subject);
      const asked = Date.now();
      await subject.trouble('people', { kind: 'limited', seconds: 30 });
      const limited = await platform.listPeople(null);
      const waitMs = limited.kind === 'rate-limited' ? Date.parse(limited.notBefore) - asked : 0;
      expect(waitMs).toBeGreaterThan(25_000);
      expect(waitMs).toBeLessThan(60_000);
    });

    it('leaves the share of others to them, as far as the vendor says what is left', async () => {
      await subject.limit('people', 4);
      const { platform } = await connectPlatform(subject, { rateShare: 0.5 });
      good(await platform.listPeople(null));
      good(await platform.listPeople(null));
      expect((await platform.listPeople(null)).kind).toBe('rate-limited');
      expect(await subject.requests('people')).toBe(2);
    });

    it('waits a moment where too many calls were under way, and reads on', async () => {
      const { platform } = await connectPlatform(subject);
      await subject.trouble('people', { kind: 'concurrent' });
      expect((await platform.listPeople(null)).kind).toBe('ok');
      expect(await subject.requests('people')).toBe(2);
    });

    it.each(['server-error', 'html', 'cut-short', 'half-json', 'never-sent'] as const)(
      'reads again after %s',
      async (kind) => {
        const { platform } = await connectPlatform(subject);
        await subject.trouble('apps', { kind });
        expect((await platform.listApps(null)).kind).toBe('ok');
        expect(await subject.requests('apps')).toBe(2);
      },
    );

    it('needs a reconnect at once where the vendor takes the credentials back, and goes on with others', async () => {
      const { platform, credentials, replace } = await connectPlatform(subject);
      const first = good(await platform.listPeople(null));
      await subject.revoke(credentials);
      expect((await platform.listPeople(first.next)).kind).toBe('reconnect-needed');
      await replace(await subject.credentials());
      expect((await platform.listPeople(first.next)).kind).toBe('ok');
    });

    it('says which right is missing, and reads what the others allow', async () => {
      const { deniable } = subject.traits;
      const { platform, access } = await connectPlatform(subject, { without: deniable });
      const refused = deniable === 'log' ? await platform.readSsoEvents(null) : await platform.listApps(null);
      const scopes = access.scopes.map(({ scope }) => scope);
      expect(scopes).toContain(refused.kind === 'not-granted' ? refused.scope : '');
      const { rows } = await everyRow((cursor) => platform.listPeople(cursor));
      expect(rows).toHaveLength(subject.people.length);
    });
  });
};
