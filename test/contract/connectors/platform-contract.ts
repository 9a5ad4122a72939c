import { describe, expect, it } from 'vitest';
import { accessOf, connectPlatform, everyRow, everySignIn } from './connected-platform.ts';
import { good } from './connected.ts';
import { freshForEach } from './fresh-for-each.ts';
import { describePlatformTrouble } from './platform-trouble-contract.ts';
import type { PlatformUnderTest } from './platform-under-test.ts';

const byLogin = <T extends { readonly login: string }>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (a.login < b.login ? -1 : 1));

/** What every platform connector must do with its vendor. A vendor passes by handing in its stand-in. */
export const describePlatform = (name: string, start: () => Promise<PlatformUnderTest>): void => {
  describe(`the platform connector of ${name}`, () => {
    let subject: PlatformUnderTest;

    freshForEach(start, (started) => {
      subject = started;
    });

    it('says whose tenant credentials are of, and what they may read', async () => {
      const access = accessOf(subject);
      const verified = await access.verify(subject.endpoint, await subject.credentials());
      const scopes = access.scopes.map(({ scope }) => scope);
      expect(verified).toEqual({ kind: 'ok', vendorTenantId: subject.tenantId, scopes });
      expect(access.capabilities(scopes)).toEqual(['list-people', 'list-apps', 'read-sso']);
    });

    it('refuses credentials that were taken back, and says which right others lack', async () => {
      const access = accessOf(subject);
      const revoked = await subject.credentials();
      await subject.revoke(revoked);
      expect(await access.verify(subject.endpoint, revoked)).toEqual({ kind: 'refused' });
      const verified = await access.verify(
        subject.endpoint,
        await subject.credentials(subject.traits.deniable),
      );
      const missing = verified.kind === 'missing' ? verified.scopes : [];
      expect(missing).toHaveLength(1);
      expect(access.scopes.map(({ scope }) => scope)).toContain(missing[0]);
    });

    it('takes the address of the tenant, and none that credentials may not be sent to', () => {
      const access = accessOf(subject);
      expect(access.endpointOf(`${subject.endpoint}/`)).toEqual({ kind: 'ok', endpoint: subject.endpoint });
      for (const address of [
        'https://tenant.example.com',
        `${subject.endpoint}/api`,
        subject.endpoint.replace('://', '://user:secret@'),
        'https://169.254.169.254',
        'no address',
      ])
        expect(access.endpointOf(address).kind).toBe('refused');
    });

    it('lists everybody once, those who are gone included where they are kept, over several pages', async () => {
      const { platform } = await connectPlatform(subject);
      const { rows, pages } = await everyRow((cursor) => platform.listPeople(cursor));
      expect(byLogin(rows)).toMatchObject(byLogin(subject.people));
      const customOf = (list: PlatformUnderTest['people']) => byLogin(list).map(({ custom }) => custom);
      expect(customOf(rows)).toEqual(customOf(subject.people));
      expect(new Set(rows.map(({ platformUserId }) => platformUserId)).size).toBe(rows.length);
      expect(rows.some(({ status }) => status === 'deprovisioned')).toBe(subject.traits.listsLeavers);
      expect(pages).toBeGreaterThan(2);
    });

    it('lists the applications with their name in the catalogue and how people get in', async () => {
      const { platform } = await connectPlatform(subject);
      const { rows, pages } = await everyRow((cursor) => platform.listApps(cursor));
      const byLabel = (list: PlatformUnderTest['apps']) =>
        list.toSorted((a, b) => (a.label < b.label ? -1 : 1));
      expect(byLabel(rows)).toMatchObject(byLabel(subject.apps));
      expect(pages).toBeGreaterThan(1);
    });

    it('lists who is assigned to each application, and how', async () => {
      const { platform } = await connectPlatform(subject);
      const { rows: people } = await everyRow((cursor) => platform.listPeople(cursor));
      const loginOf = new Map(people.map(({ platformUserId, login }) => [platformUserId, login]));
      const { rows: apps } = await everyRow((cursor) => platform.listApps(cursor));
      const found: { login: string | undefined; app: string; scope: string; appUserName: string | null }[] =
        [];
      let most = 0;
      for (const { platformAppId, label } of apps) {
        const { rows, pages } = await everyRow((cursor) => platform.listAssignments(platformAppId, cursor));
        most = Math.max(most, pages);
        for (const { platformUserId, scope, appUserName, vendorStatus, since } of rows) {
          found.push({ login: loginOf.get(platformUserId), app: label, scope, appUserName });
          expect(vendorStatus).not.toBe('');
          expect(since !== null).toBe(subject.traits.datesAssignments);
        }
      }
      const key = (one: { readonly login?: string | undefined; readonly app: string }) =>
        `${one.app} ${one.login ?? ''}`;
      const sorted = (list: typeof found) => list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
      expect(sorted(found)).toEqual(sorted([...subject.assignments]));
      expect(most).toBeGreaterThan(1);
      expect(await platform.listAssignments('no-app-has-this-id', null)).toEqual({ kind: 'gone' });
    });

    it('reads from the log who was let in to what, and nobody who was not', async () => {
      const { platform } = await connectPlatform(subject);
      const { rows: apps } = await everyRow((cursor) => platform.listApps(cursor));
      const labelOf = new Map(apps.map(({ platformAppId, label }) => [platformAppId, label]));
      const { events, cursors } = await everySignIn(platform, null);
      const { rows: people } = await everyRow((cursor) => platform.listPeople(cursor));
      const loginOf = new Map(people.map(({ platformUserId, login }) => [platformUserId, login]));
      const plain = events.map(
        ({ platformUserId, platformAppId }) =>
          `${labelOf.get(platformAppId) ?? ''} ${loginOf.get(platformUserId) ?? ''}`,
      );
      expect(plain.toSorted()).toEqual(subject.signIns.map(({ app, login }) => `${app} ${login}`).toSorted());
      expect(cursors.length).toBeGreaterThan(3);
      for (const { login, platformUserId } of events)
        expect(login ?? loginOf.get(platformUserId)).toBe(loginOf.get(platformUserId));
    });

    it('goes on in the log where it stopped, whenever that was', async () => {
      const { platform } = await connectPlatform(subject);
      const first = await everySignIn(platform, null);
      const here = first.cursors.at(-1) ?? null;
      expect(good(await platform.readSsoEvents(here))).toMatchObject({ items: [], caughtUp: true });
      const [{ login, app }] = [...subject.signIns, { login: '', app: '' }];
      const plain = await subject.signIn({ login, app });
      const other = await subject.signIn({ login, app, outcome: 'let-in-otherwise', byOldName: true });
      await subject.signIn({ login, app, outcome: 'denied' });
      await subject.signIn({ login, app, outcome: 'failed' });
      const then = await everySignIn(platform, here);
      expect(then.events.map(({ eventId }) => eventId)).toEqual([plain, other]);
      expect((await everySignIn(platform, then.cursors.at(-1) ?? null)).events).toEqual([]);
    });

    it('finds an event that is stored long after it happened', async () => {
      const { platform } = await connectPlatform(subject);
      const here = (await everySignIn(platform, null)).cursors.at(-1) ?? null;
      const [{ login, app }] = [...subject.signIns, { login: '', app: '' }];
      const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
      await subject.signIn({ login, app, at, held: true });
      const now = await subject.signIn({ login, app });
      const then = await everySignIn(platform, here);
      expect(then.events.map(({ eventId }) => eventId)).toEqual([now]);
      const [late] = await subject.release();
      expect(late).toBeDefined();
      const last = await everySignIn(platform, then.cursors.at(-1) ?? null);
      expect(last.events).toMatchObject([{ eventId: late, at }]);
    });

    it('knows the same event by the same id, however often it comes', async () => {
      const { platform } = await connectPlatform(subject);
      const { events, cursors } = await everySignIn(platform, null);
      const [one] = events;
      await subject.repeat(one?.eventId ?? '');
      const again = await everySignIn(platform, cursors.at(-1) ?? null);
      expect(again.events).toMatchObject([{ eventId: one?.eventId, at: one?.at }]);
      // Whoever was killed after a page reads it once more.
      const [, second] = cursors;
      const repeated = await everySignIn(platform, second ?? null);
      const ids = new Set([...events, ...repeated.events].map(({ eventId }) => eventId));
      expect(ids.size).toBe(new Set(events.map(({ eventId }) => eventId)).size);
    });
  });

  describePlatformTrouble(name, start);
};
