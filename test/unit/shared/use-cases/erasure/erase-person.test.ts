import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ERASED_ADDRESS } from '../../../../../shared/domain/erasure.ts';
import { users } from '../../../../../shared/records/access.ts';
import { auditEvents } from '../../../../../shared/records/audit.ts';
import { put } from '../../../../../shared/records/change.ts';
import { chartAddresses, orgCharts, people } from '../../../../../shared/records/org-chart.ts';
import { readErasure } from '../../../../../shared/use-cases/erasure/request-erasure.ts';
import { workOnErasure } from '../../../../../shared/use-cases/erasure/erase-person.ts';
import { PLANTED, PlantedWorld } from '../../../../support/planted-person.ts';

const ORDER = { address: PLANTED.email, reason: 'Asked to be forgotten.' };

/** Hands out messages until none is left. */
const work = async (world: PlantedWorld): Promise<void> => {
  for (let next = world.erasureQueue.waiting.shift(); next; next = world.erasureQueue.waiting.shift())
    await workOnErasure(world.erasing(), next);
};

/** Every audit event without the note beside it, by its id. */
const sealed = async (world: PlantedWorld): Promise<Map<string, unknown>> => {
  const all = new Map<string, unknown>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof world.store.scan>> = await world.store.scan('audit', after);
    for (const { collection, document } of page.rows)
      if (collection === auditEvents.name) {
        const event = auditEvents.schema.parse(document);
        all.set(event.eventId, { ...event, note: null });
      }
    after = page.next;
  } while (after !== null);
  return all;
};

const kindsOf = (places: readonly string[]): Set<string> =>
  new Set(places.map((place) => place.split(/[ /]/)[0] ?? place));

/** Begins an erasure and works on it to its end; answers its id. */
const erase = async (world: PlantedWorld, address: string): Promise<string> => {
  const { send } = await world.api().signIn('super-admin');
  const asked = await send('POST', '/v1/erasures', { json: { address, reason: 'Asked to be forgotten.' } });
  expect(asked.status).toBe(202);
  await work(world);
  return z.string().parse(asked.json['erasureId']);
};

describe('erasing a person', () => {
  let world: PlantedWorld;
  let before: string[];
  let hashedBefore: Map<string, unknown>;
  let bobsBefore: string[];
  let left: string[];
  let erasureId: string;
  let counted: number[];

  const bobs = async () =>
    [...(await world.everywhere())].filter(([, text]) => text.includes('bob@example.com'));

  beforeAll(async () => {
    world = await new PlantedWorld().plant();
    before = await world.traces();
    hashedBefore = await sealed(world);
    bobsBefore = (await bobs()).map(([place]) => place);
    const { send } = await world.api().signIn('super-admin');
    const countsOf = async () => {
      const { json: chart } = await send('GET', '/v1/org-chart');
      const { json: list } = await send('GET', '/v1/people?limit=500');
      return [z.int().parse(chart['people']), z.array(z.unknown()).parse(list['items']).length];
    };
    counted = await countsOf();
    const asked = await send('POST', '/v1/erasures', { json: ORDER });
    expect([asked.status, asked.json['state'], asked.json['personId']]).toEqual([
      202,
      'running',
      world.personId,
    ]);
    erasureId = z.string().parse(asked.json['erasureId']);
    await work(world);
    left = await world.traces();
    counted.push(...(await countsOf()));
  });

  it('begins with traces of them nearly everywhere', () => {
    const wanted = [
      'account',
      'account-identity',
      'answer-text',
      'application',
      'audit-event',
      'chart-address',
    ];
    const more = ['exempt-entry', 'exemption-place', 'idempotent-answer', 'person', 'platform-address'];
    const further = ['platform-assignment', 'platform-person', 'service-account-list', 'sign-in-days'];
    const files = ['drop', 'events', 'exports', 'landed', 'receipts', 'uploads'];
    const last = [
      'spend-item',
      'used-day',
      'user',
      'user-name',
      'user-email',
      'token',
      'plan-item',
      'policy',
    ];
    const kinds = [...wanted, ...more, ...further, ...last, ...files];
    expect(kinds.filter((kind) => !kindsOf(before).has(kind))).toEqual([]);
  });

  it('leaves none of their names, addresses and ids in any table or file', () => {
    expect(left).toEqual([]);
  });

  it('ends after a look that found nothing, and forgets whom it looked for', async () => {
    const erasure = await readErasure(world.all(), erasureId);
    expect(erasure).toMatchObject({ sought: null, found: 0 });
    expect(erasure.endedAt).not.toBeNull();
    expect(erasure.pass).toBeGreaterThan(1);
    const trail = world.store.auditTrail().filter(({ personId }) => personId === world.personId);
    expect(trail.at(-1)).toMatchObject({ action: 'person.erased', after: { foundAtLast: 0 } });
    expect(trail.find(({ action }) => action === 'person.erasing')).toMatchObject({ note: ORDER.reason });
  });

  it('leaves every audit event as it was, but for the note beside it', async () => {
    const after = await sealed(world);
    for (const [eventId, hashed] of hashedBefore) expect(after.get(eventId)).toEqual(hashed);
  });

  it('leaves everybody else as they were', async () => {
    const after = (await bobs()).map(([place]) => place);
    // Files that they are in as well went whole.
    expect(bobsBefore.filter((place) => !after.includes(place))).toEqual([]);
  });

  it('leaves decisions under ids alone', async () => {
    const { send } = await world.api().signIn('super-admin');
    const { json } = await send('GET', `/v1/people/${world.personId}/history`);
    const items = json['items'];
    expect(items).toEqual(
      expect.arrayContaining([expect.objectContaining({ action: 'item.kept', answerText: null })]),
    );
    expect((await send('GET', `/v1/people/${world.personId}`)).status).toBe(404);
    expect((await send('GET', `/v1/users/${world.userId}`)).status).toBe(404);
  });

  it('leaves a chart that counts whom it lists', () => {
    const [before = 0] = counted;
    expect(counted).toEqual([before, before, before - 1, before - 1]);
  });

  it('leaves those whose manager they were in the directory, without the manager', async () => {
    const bob = await world.store.get(users, { userId: 'usr_00000000-bob' });
    expect(bob).toMatchObject({ email: 'bob@example.com', active: true, version: 2 });
    expect(bob?.scim?.profile).toEqual({
      title: `Deputy of ${ERASED_ADDRESS}`,
      enterprise: { department: 'Law' },
    });
  });

  it('leaves nothing that leads to their user', async () => {
    const texts = [...(await world.everywhere())].filter(([, text]) => text.includes(world.userId));
    const kinds = kindsOf(texts.map(([place]) => place));
    // What they did and what was done to them stays, by id.
    expect([...kinds].filter((kind) => !kind.includes('event') && !/^(?:run|import)/.test(kind))).toEqual([]);
  });

  it('makes somebody new of who comes again with the address', async () => {
    const { send } = await world.api().signIn('super-admin');
    const again = '/v1/org-chart/imp_00000000-0000-7000-8000-00000000e002';
    const others = ['bob', ...Array.from({ length: 40 }, (_, index) => `busy${String(index)}`)];
    const people = [PLANTED.email, ...others.map((name) => `${name}@example.com`)].map((email) => ({
      email,
    }));
    await send('PUT', again, { json: { people } });
    await send('POST', `${again}/commit`);
    const { json } = await send('GET', `/v1/people?address=${PLANTED.email}`);
    expect(json['items']).toMatchObject([{ email: PLANTED.email }]);
    expect(JSON.stringify(json)).not.toContain(world.personId);
  });
});

describe('erasing somebody whom no org chart ever had', () => {
  let world: PlantedWorld;
  let erasureId: string;
  let before: string[];
  let hashedBefore: Map<string, unknown>;

  beforeAll(async () => {
    world = await new PlantedWorld().plant('stranger');
    const { send } = await world.api().signIn('super-admin');
    await send('PUT', '/v1/kill-switch', { json: { on: false, reason: 'Of nobody' } });
    before = await world.traces();
    hashedBefore = await sealed(world);
    erasureId = await erase(world, PLANTED.email);
  });

  it('begins with traces of them, none of them a person', () => {
    const kinds = kindsOf(before);
    expect(kinds).not.toContain('chart-address');
    for (const kind of ['account', 'account-identity', 'platform-person', 'spend-item', 'used-day', 'user'])
      expect(kinds).toContain(kind);
  });

  it('leaves none but what only another address of theirs leads to', async () => {
    // Nothing here says that the second address is theirs: it is erased by itself.
    const own = [PLANTED.email, PLANTED.last, PLANTED.vendorId, PLANTED.platformId];
    const texts = [...(await world.everywhere())];
    expect(texts.filter(([, text]) => own.some((form) => text.includes(form.toLowerCase())))).toEqual([]);
    await erase(world, PLANTED.alias);
    expect(await world.traces()).toEqual([]);
  });

  it('is told by the id of the erasure alone, and changes nothing that is hashed', async () => {
    const trail = world.store.auditTrail().filter(({ subjectId }) => subjectId === erasureId);
    expect(trail.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.erasing', 'person.data-erased', 'person.erased']),
    );
    expect(trail.every(({ personId }) => personId === null)).toBe(true);
    expect(await readErasure(world.all(), erasureId)).toMatchObject({ sought: null, personId: null });
    const after = await sealed(world);
    for (const [eventId, hashed] of hashedBefore) expect(after.get(eventId)).toEqual(hashed);
  });

  it('leaves the notes of events that name nobody', () => {
    expect(world.store.auditTrail().map(({ note }) => note)).toContain('Of nobody');
  });

  it('finds nothing of somebody who was never there', async () => {
    const id = await erase(world, 'nobody.at.all@example.com');
    expect(await readErasure(world.all(), id)).toMatchObject({ erased: 0, pass: 1, sought: null });
  });
});

describe('erasing somebody', () => {
  it('leaves an address alone that is somebody else’s by now', async () => {
    const world = await new PlantedWorld().plant();
    const { personId } = world;
    const chart = await world.store.get(orgCharts, {});
    const bob = await world.store.get(chartAddresses, {
      chartId: chart?.chartId ?? '',
      address: 'bob@example.com',
    });
    // An older version of the chart, in which the address was theirs.
    const old = { chartId: 'cht_00000000-old', personId, email: PLANTED.email, custom: {} };
    await world.store.writeMany([put(people, { ...old, emailAliases: ['bob@example.com'] }, 'any')]);
    await erase(world, PLANTED.email);
    const { send } = await world.api().signIn('super-admin');
    const { json } = await send('GET', '/v1/people?address=bob@example.com');
    expect(json['items']).toMatchObject([{ personId: bob?.personId, email: 'bob@example.com' }]);
    expect(await world.traces()).toEqual([]);
  });

  it('erases also who comes into the chart meanwhile', async () => {
    const world = await new PlantedWorld().plant('stranger');
    const chartId = (await world.store.get(orgCharts, {}))?.chartId ?? '';
    const { send } = await world.api().signIn('super-admin');
    await send('POST', '/v1/erasures', { json: ORDER });
    const person = { chartId, personId: 'per_00000000-late', email: PLANTED.email, emailAliases: [] };
    await world.store.writeMany([
      put(people, { ...person, firstName: PLANTED.first, lastName: PLANTED.last, custom: {} }, 'any'),
    ]);
    await work(world);
    const { json } = await send('GET', '/v1/people?limit=500');
    expect(JSON.stringify(json)).not.toContain('per_00000000-late');
  });
});
