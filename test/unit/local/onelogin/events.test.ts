import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneLoginClient } from './onelogin-client.ts';

let client: OneLoginClient;

beforeEach(async () => {
  client = await OneLoginClient.start();
});

afterEach(() => client.close());

const FIRST = 1_000_000_000;
const DAY_MS = 86_400_000;

/** Ids of all events, page by page, as the links say. */
async function walk(query: string): Promise<number[]> {
  const ids: number[] = [];
  let page = await client.events(query);
  ids.push(...page.data.map(({ id }) => id));
  while (page.pagination.next_link !== null) {
    page = await client.events(new URL(page.pagination.next_link).search.slice(1));
    ids.push(...page.data.map(({ id }) => id));
  }
  return ids;
}

describe('the list of events', () => {
  it('shows sign-ins to apps with person and app', async () => {
    const { data } = await client.events('event_type_id=8');
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      id: FIRST,
      account_id: 1,
      event_type_id: 8,
      user_id: 30_000_000,
      user_name: 'ada Example',
      app_id: 11,
      app_name: 'Zoom',
    });
  });

  it('is bounded by both moments, themselves left out', async () => {
    const { data } = await client.events('');
    const [first, , last] = data.map(({ created_at }) => created_at);
    const between = await client.events(`since=${first ?? ''}&until=${last ?? ''}`);
    expect(between.data.map(({ id }) => id)).toEqual([FIRST + 1]);
  });

  it('filters by type, several of them, and by person', async () => {
    await client.control('POST', 'sign-ins', { email: 'ada@example.com', app: 11, eventTypeId: 13 });
    expect(await walk('event_type_id=13')).toEqual([FIRST + 3]);
    expect(await walk('event_type_id=8,13')).toHaveLength(4);
    expect(await walk('user_id=30000001')).toEqual([FIRST + 1]);
  });

  it('shows the fields asked for, and the id always', async () => {
    const { data } = await client.events('fields=created_at&limit=1');
    expect(Object.keys(data[0] ?? {}).sort()).toEqual(['created_at', 'id']);
  });

  it.each(['since=yesterday', 'page=2', 'limit=0', 'after_cursor=nonsense'])('refuses %s', async (query) => {
    const answer = await client.get(`/api/1/events?${query}`);
    expect(await answer.json()).toMatchObject({ status: { error: true, code: 400, type: 'bad request' } });
  });
});

describe('pages of events', () => {
  it('are followed by cursor or link, forward and back, with the query kept', async () => {
    expect(await walk('limit=2&event_type_id=8')).toEqual([FIRST, FIRST + 1, FIRST + 2]);
    const first = await client.events('limit=2');
    const second = await client.events(`limit=2&after_cursor=${first.pagination.after_cursor ?? ''}`);
    expect(second.data.map(({ id }) => id)).toEqual([FIRST + 2]);
    expect(second.pagination).toMatchObject({ after_cursor: null, next_link: null });
    const back = await client.events(`limit=2&before_cursor=${second.pagination.before_cursor ?? ''}`);
    expect(back.data.map(({ id }) => id)).toEqual([FIRST, FIRST + 1]);
    expect(new URL(first.pagination.next_link ?? '').origin).toBe(client.running.url);
  });

  it('run the other way on request', async () => {
    expect(await walk('limit=2&sort=-id')).toEqual([FIRST + 2, FIRST + 1, FIRST]);
    await client.control('POST', 'switches', { eventOrder: 'descending' });
    expect(await walk('limit=2')).toEqual([FIRST + 2, FIRST + 1, FIRST]);
    expect(await walk('limit=2&sort=+id')).toEqual([FIRST, FIRST + 1, FIRST + 2]);
  });

  it('miss no event that comes in between two of them', async () => {
    const first = await client.events('limit=2');
    await client.control('POST', 'sign-ins', { email: 'ben@example.com', app: 11 });
    const second = await client.events(`limit=2&after_cursor=${first.pagination.after_cursor ?? ''}`);
    expect(second.data.map(({ id }) => id)).toEqual([FIRST + 2, FIRST + 3]);
  });

  it('can name a foreign host', async () => {
    await client.control('POST', 'switches', { linkOrigin: 'https://evil.example' });
    const { pagination } = await client.events('limit=1');
    expect(new URL(pagination.next_link ?? '').host).toBe('evil.example');
  });

  it('give the page before again where a fault says so', async () => {
    await client.control('POST', 'faults', {
      effect: { kind: 'page-repeated' },
      match: { query: 'after_cursor' },
    });
    expect(await walk('limit=2')).toEqual([FIRST, FIRST + 1, FIRST, FIRST + 1, FIRST + 2]);
  });
});

describe('events that are ordered', () => {
  it('come late: behind all others, with a moment before theirs', async () => {
    const at = new Date(Date.now() - 30 * DAY_MS).toISOString();
    await client.control('POST', 'sign-ins', { email: 'ada@example.com', app: 11, at });
    const { data } = await client.events('');
    expect(data.map(({ id }) => id)).toEqual([FIRST, FIRST + 1, FIRST + 2, FIRST + 3]);
    expect(data[3]?.created_at).toBe(at);
    // Whoever asks only for what is newer than the last one seen never sees it.
    expect(await walk(`since=${data[2]?.created_at ?? ''}`)).toEqual([]);
  });

  it('come again under their own ids', async () => {
    await client.control('POST', 'repeated-events', { accountId: 1, ids: [FIRST + 1] });
    expect(await walk('limit=2')).toEqual([FIRST, FIRST + 1, FIRST + 2, FIRST + 1]);
    await client.control('POST', 'repeated-events', { accountId: 1 });
    expect(await walk('limit=50')).toHaveLength(7);
  });

  it('keep the name when the person is gone, and one can be read by its id', async () => {
    await client.control('DELETE', 'users/ada@example.com');
    expect(await (await client.get(`/api/1/events/${String(FIRST)}`)).json()).toMatchObject({
      data: [{ id: FIRST, user_name: 'ada Example' }],
    });
    expect((await client.get('/api/1/events/5')).status).toBe(404);
  });
});
