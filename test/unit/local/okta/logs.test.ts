import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  allPages,
  appId,
  errorOf,
  OktaClient,
  shownEvent,
  type Page,
  type ShownEvent,
} from './okta-client.ts';

const DAY_MS = 86_400_000;

let client: OktaClient;

beforeEach(async () => {
  client = await OktaClient.start();
});

afterEach(() => client.close());

const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

const page = (
  pathOrLink: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Page<ShownEvent>> => client.page(shownEvent, pathOrLink, parameters);

const happen = async (order: object): Promise<readonly string[]> => {
  const answer = await client.control('POST', 'events', { login: 'ada@example.com', app: 'zoom', ...order });
  return z.object({ uuids: z.array(z.string()) }).parse(await answer.json()).uuids;
};

const daysOf = (rows: readonly ShownEvent[]): readonly number[] =>
  rows.map(({ published }) => Math.round((Date.now() - Date.parse(published)) / DAY_MS));

const uuidsOf = (rows: readonly ShownEvent[]): readonly string[] => rows.map(({ uuid }) => uuid);

describe('an event of the System Log', () => {
  it('says who signed in to which app, and how it went', async () => {
    const { rows } = await page('/logs', { since: ago(1.5) });
    expect(rows[0]).toMatchObject({
      eventType: 'user.authentication.sso',
      legacyEventType: 'app.auth.sso',
      actor: { type: 'User', alternateId: 'ada@example.com', displayName: 'ada Example' },
      outcome: { result: 'SUCCESS', reason: null },
      target: [
        { id: await appId(client, 'Zoom'), type: 'AppInstance', alternateId: 'Zoom', displayName: 'zoomus' },
        { type: 'AppUser', alternateId: 'ada@example.com' },
      ],
    });
  });

  it('may show the label of an app as its display name', async () => {
    await client.control('POST', 'switches', { appDisplayName: 'label' });
    await happen({});
    const { rows } = await page('/logs', { since: ago(0.5) });
    expect(rows[0]?.target[0]?.displayName).toBe('Zoom');
  });
});

describe('polling', () => {
  it('gives what was stored since a time, within 90 days, and always leads on', async () => {
    const all = await page('/logs', { since: ago(179) });
    expect(daysOf(all.rows)).toEqual([30, 4, 2, 1]);
    expect((await page('/logs', { since: ago(3) })).rows).toHaveLength(2);
    expect((await page('/logs')).rows).toHaveLength(3);
    const empty = await page(all.next ?? '');
    expect(empty.rows).toEqual([]);
    expect(empty.next).toBe(all.next);
    expect(all.next).not.toContain('since=');
  });

  it('gives every event once over many pages', async () => {
    const made = await happen({ count: 7 });
    let at = await page('/logs', { since: ago(0.5), limit: '3' });
    const seen = [...uuidsOf(at.rows)];
    while (at.rows.length > 0) {
      at = await page(at.next ?? '');
      seen.push(...uuidsOf(at.rows));
    }
    expect(seen).toEqual(made);
    const [later = ''] = await happen({});
    expect(uuidsOf((await page(at.next ?? '')).rows)).toEqual([later]);
  });

  it('gives a late event behind newer ones, with its older date', async () => {
    const at = await page('/logs', { since: ago(0.5) });
    const [late = ''] = await happen({ at: ago(5) });
    const { rows } = await page(at.next ?? '');
    expect(uuidsOf(rows)).toEqual([late]);
    expect(daysOf(rows)).toEqual([5]);
  });

  it('gives an event that was held back once it is stored, though others of the same moment were read', async () => {
    const frozen = Date.now();
    await client.close();
    client = await OktaClient.start(() => frozen);
    const [held = ''] = await happen({ held: true });
    const [other = ''] = await happen({});
    const at = await page('/logs', { since: ago(0.5) });
    expect(uuidsOf(at.rows)).toEqual([other]);
    expect(await (await client.control('POST', 'events/release', { uuids: [held] })).json()).toEqual({
      released: 1,
    });
    expect(uuidsOf((await page(at.next ?? '')).rows)).toEqual([held]);
  });

  it('gives an event when its lag is over', async () => {
    await client.control('POST', 'switches', { persistenceLagSeconds: 60 });
    const at = await page('/logs', { since: ago(0.5) });
    const [event = ''] = await happen({});
    expect((await page(at.next ?? '')).rows).toEqual([]);
    await client.control('POST', 'clock', { advanceSeconds: 61 });
    expect(uuidsOf((await page(at.next ?? '')).rows)).toEqual([event]);
  });

  it('may give an event twice', async () => {
    const [uuid = ''] = await happen({});
    await client.control('POST', 'events/repeat', { uuid, times: 2 });
    expect(uuidsOf((await page('/logs', { since: ago(0.5) })).rows)).toEqual([uuid, uuid, uuid]);
  });

  it('may begin a page earlier than asked', async () => {
    const made = await happen({ count: 4 });
    const first = await page('/logs', { since: ago(0.5), limit: '2' });
    await client.fault({ kind: 'page-repeated' });
    const again = await page(first.next ?? '');
    expect(uuidsOf(again.rows)).toEqual(made.slice(0, 2));
    expect(uuidsOf((await page(again.next ?? '')).rows)).toEqual(made.slice(2));
  });

  it('gives a page of nothing where the limit is 0, and stays where it is', async () => {
    const [event = ''] = await happen({});
    const none = await page('/logs', { since: ago(0.5), limit: '0' });
    expect(none.rows).toEqual([]);
    expect(uuidsOf((await page((none.next ?? '').replace('limit=0', 'limit=5'))).rows)).toEqual([event]);
  });

  it('is read on by a link of before after a new start', async () => {
    const at = await page('/logs', { since: ago(0.5) });
    const link = new URL(at.next ?? '');
    await client.close();
    client = await OktaClient.start();
    const [event = ''] = await happen({});
    expect(
      uuidsOf((await page(new URL(`${link.pathname}${link.search}`, client.okta.url).href)).rows),
    ).toEqual([event]);
  });
});

describe('a bounded question', () => {
  it('goes by date, in order, and ends', async () => {
    await happen({ at: ago(3) });
    const question = { since: ago(31), until: ago(0), limit: '2' };
    const pages = await allPages(client, shownEvent, '/logs', question);
    expect(pages.map(({ rows }) => rows.length)).toEqual([2, 2, 1]);
    expect(daysOf(pages.flatMap(({ rows }) => rows))).toEqual([30, 4, 3, 2, 1]);
    expect(pages[0]?.self).toContain('since=');
    const back = await allPages(client, shownEvent, '/logs', { ...question, sortOrder: 'DESCENDING' });
    expect(daysOf(back.flatMap(({ rows }) => rows))).toEqual([1, 2, 3, 4, 30]);
  });

  it('misses what is not stored yet', async () => {
    await happen({ at: ago(3), held: true });
    const question = { since: ago(5), until: ago(1.5) };
    expect(daysOf((await page('/logs', question)).rows)).toEqual([4, 2]);
    await client.control('POST', 'events/release', {});
    expect(daysOf((await page('/logs', question)).rows)).toEqual([4, 3, 2]);
  });

  it('is what a descending one without an end is, too', async () => {
    const { rows, next } = await page('/logs', { sortOrder: 'DESCENDING' });
    expect(daysOf(rows)).toEqual([1, 2, 4]);
    expect(next).toBeUndefined();
  });
});

describe('the filter of the log', () => {
  it('knows the type, the app, the person and the outcome', async () => {
    await happen({ login: 'cem@example.com', app: 'zoom-labs', eventType: 'app.auth.sso' });
    await happen({ login: 'cem@example.com', app: undefined, eventType: 'user.session.start' });
    const [zoom, labs] = [await appId(client, 'Zoom'), await appId(client, 'Zoom Labs')];
    const found = async (filter: string): Promise<readonly string[]> =>
      (await page('/logs', { filter, since: ago(5) })).rows.map(
        ({ actor }) => actor.alternateId.split('@')[0] ?? '',
      );
    expect(await found(`eventType eq "user.authentication.sso" and target.id eq "${zoom}"`)).toEqual([
      'idle',
      'ben',
      'ada',
    ]);
    expect(
      await found(
        `(eventType eq "app.auth.sso" or eventType eq "user.authentication.sso") and target.id eq "${labs}"`,
      ),
    ).toEqual(['cem']);
    expect(await found('outcome.result eq "FAILURE"')).toEqual(['idle']);
    expect(await found('eventType sw "user.session"')).toEqual(['cem']);
    expect(await found('actor.alternateId ne "cem@example.com"')).toEqual(['idle', 'ben', 'ada']);
  });

  it('finds keywords, all of them', async () => {
    expect((await page('/logs', { q: 'ADA@example.com zoomus' })).rows).toHaveLength(1);
    expect((await page('/logs', { q: 'ada@example.com nothing' })).rows).toEqual([]);
  });

  it.each([
    [{ filter: 'published gt "2026-01-01T00:00:00Z"' }, 'E0000053'],
    [{ filter: 'target[type eq "User"]' }, 'E0000053'],
    [{ filter: 'eventType eqq "x"' }, 'E0000053'],
    [{ since: '2026-01-01T00:00:00Z', after: '1_1' }, 'E0000001'],
    [{ since: 'yesterday' }, 'E0000001'],
    [{ since: new Date(Date.now() - 181 * DAY_MS).toISOString() }, 'E0000053'],
    [{ after: 'made-up' }, 'E0000001'],
    [{ after: 'made-up', until: '2026-01-01T00:00:00Z' }, 'E0000001'],
    [{ limit: '1001' }, 'E0000001'],
    [{ q: 'x'.repeat(41) }, 'E0000001'],
  ])('refuses %j', async (parameters, code) => {
    expect(await errorOf(await client.call('/logs', parameters))).toEqual([400, code]);
  });
});
