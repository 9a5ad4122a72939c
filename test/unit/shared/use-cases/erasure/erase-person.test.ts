import { beforeAll, describe, expect, it } from 'vitest';
import { auditEvents } from '../../../../../shared/records/audit.ts';
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

describe('erasing a person', () => {
  let world: PlantedWorld;
  let before: string[];
  let hashedBefore: Map<string, unknown>;
  let bobsBefore: string[];
  let left: string[];

  const bobs = async () =>
    [...(await world.everywhere())].filter(([, text]) => text.includes('bob@example.com'));

  beforeAll(async () => {
    world = await new PlantedWorld().plant();
    before = await world.traces();
    hashedBefore = await sealed(world);
    bobsBefore = (await bobs()).map(([place]) => place);
    const { send } = await world.api().signIn('super-admin');
    const asked = await send('POST', `/v1/people/${world.personId}/erase`, { json: ORDER });
    expect([asked.status, asked.json['state']]).toEqual([202, 'running']);
    await work(world);
    left = await world.traces();
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
    const kinds = [...wanted, ...more, ...further, 'spend-item', 'used-day', 'user', 'user-name', ...files];
    expect(kinds.filter((kind) => !kindsOf(before).has(kind))).toEqual([]);
  });

  it('leaves none of their names, addresses and ids in any table or file', () => {
    expect(left).toEqual([]);
  });

  it('ends after a look that found nothing, and forgets whom it looked for', async () => {
    const erasure = await readErasure(world.all(), world.personId);
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
