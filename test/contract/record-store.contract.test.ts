import { beforeAll, describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { CountingIds } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import type { Account } from '../../shared/domain/account.ts';
import type { Application } from '../../shared/domain/application.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import { CorruptDataError, ValidationError } from '../../shared/errors.ts';
import type { IdSource } from '../../shared/ports/surroundings.ts';
import type { Page, RecordStore } from '../../shared/ports/record-store.ts';
import { accountIdentities, accounts } from '../../shared/records/accounts.ts';
import { applications } from '../../shared/records/applications.ts';
import { applicationEvents, auditEvents, auditShardOf } from '../../shared/records/audit.ts';
import { type Change, check, put, remove } from '../../shared/records/change.ts';
import { technicalCollection } from '../../shared/records/collection.ts';
import { leases, oauthStates } from '../../shared/records/technical.ts';
import { planItems } from '../../shared/records/runs.ts';
import { sampleAccount } from '../support/sample-account.ts';
import { sampleItem } from '../support/sample-run.ts';
import { emulatedTables, emulatorClient } from '../support/emulated-aws.ts';

const AT = '2026-03-02T09:00:00.000Z';

const twins: readonly {
  name: string;
  ids: IdSource;
  open: () => RecordStore | Promise<RecordStore>;
}[] = [
  { name: 'memory', ids: new CountingIds(), open: () => new MemoryRecordStore() },
  {
    name: 'DynamoDB',
    ids: new UuidIds(),
    open: async () => new DynamoRecordStore({ tables: await emulatedTables(), client: emulatorClient() }),
  },
];

describe.each(twins)('RecordStore on $name', ({ ids, open }) => {
  let store: RecordStore;
  beforeAll(async () => {
    store = await open();
  });

  const application = (version = 1, name = 'Zoom'): Application => ({
    applicationId: ids.next('application'),
    name,
    contacts: [{ kind: 'it', email: 'it@example.com' }],
    createdAt: AT,
    version,
  });
  const event = (): AuditEvent => ({
    eventId: ids.next('auditEvent'),
    at: AT,
    action: 'application.created',
    actor: { kind: 'system', name: 'deploy' },
    from: null,
    applicationId: null,
    instanceId: null,
    runId: null,
    planHash: null,
    accountId: null,
    personId: null,
    subjectId: 'anything',
    before: null,
    after: { name: 'Zoom', count: 3, share: 0.25, on: true, none: null },
    note: null,
  });
  const lease = (version = 1) => ({
    name: ids.next('operation'),
    holder: 'a',
    generation: 1,
    until: AT,
    version,
  });
  const eventsLike = async ({ eventId }: AuditEvent): Promise<AuditEvent[]> => {
    const { records } = await store.page(
      auditEvents,
      { day: '2026-03-02', shard: auditShardOf(eventId) },
      { limit: 1000 },
    );
    return records.filter((record) => record.eventId === eventId);
  };

  it('gives back what was put, and undefined where nothing was', async () => {
    const record = application();
    expect(await store.get(applications, record)).toBeUndefined();
    expect(await store.commit([put(applications, record, 'absent')], event())).toEqual({ kind: 'done' });
    expect(await store.get(applications, record)).toEqual(record);
  });

  it('shares no object with its callers', async () => {
    const record = application();
    await store.commit([put(applications, record, 'absent')], event());
    record.contacts.push({ kind: 'security', email: 'security@example.com' });
    const read = await store.get(applications, record);
    read?.contacts.push({ kind: 'functional', email: 'functional@example.com' });
    expect((await store.get(applications, record))?.contacts).toHaveLength(1);
  });

  it('puts the event of a commit, whole, and none of a refused one', async () => {
    const record = application();
    const [made, refused] = [event(), event()];
    await store.commit([put(applications, record, 'absent')], made);
    expect(await store.commit([put(applications, record, 'absent')], refused)).toEqual({ kind: 'conflict' });
    expect(await eventsLike(made)).toEqual([made]);
    expect(await eventsLike(refused)).toEqual([]);
  });

  it('puts an event of an application once more among that application’s, and none of a refused commit', async () => {
    const app = application();
    const made = { ...event(), applicationId: app.applicationId };
    const refused = { ...made, eventId: ids.next('auditEvent') };
    const changes = [put(applications, app, 'absent')];
    for (const about of [made, made, refused]) await store.commit(changes, about);
    const pages = [0, 1, 2, 3].map((shard) => store.page(applicationEvents, { ...app, shard }, { limit: 9 }));
    expect((await Promise.all(pages)).flatMap(({ records }) => records)).toEqual([made]);
  });

  it('records an event without any change', async () => {
    const denied = event();
    expect(await store.commit([], denied)).toEqual({ kind: 'done' });
    expect(await eventsLike(denied)).toEqual([denied]);
  });

  it('changes nothing when one of many expectations does not hold', async () => {
    const [a, b] = [application(), application()];
    await store.commit([put(applications, b, 'absent')], event());
    const both = [put(applications, a, 'absent'), put(applications, b, 'absent')];
    expect(await store.commit(both, event())).toEqual({ kind: 'conflict' });
    expect(await store.get(applications, a)).toBeUndefined();
  });

  it('spans tables', async () => {
    const [record, item] = [application(), sampleItem({ accountId: ids.next('account') })];
    const commit = (state: Change) => store.commit([put(applications, record, 'absent'), state], event());
    expect(await commit(put(planItems, item, 'present'))).toEqual({ kind: 'conflict' });
    expect(await store.get(applications, record)).toBeUndefined();
    expect(await commit(put(planItems, item, 'absent'))).toEqual({ kind: 'done' });
    expect(await store.get(planItems, item)).toEqual(item);
  });

  it('knows a repeated commit by its event, and does nothing more', async () => {
    const record = application();
    const first = event();
    const changes = [put(applications, record, 'absent')];
    await store.commit(changes, first);
    await store.commit(
      [put(applications, { ...record, version: 2, name: 'Later' }, { version: 1 })],
      event(),
    );
    expect(await store.commit(changes, first)).toEqual({ kind: 'done' });
    expect((await store.get(applications, record))?.name).toBe('Later');
  });

  it('knows it by the event alone, also when it comes back otherwise', async () => {
    const [record, other] = [application(), application()];
    const first = event();
    await store.commit([put(applications, record, 'absent')], first);
    const again = [put(applications, record, 'absent'), put(applications, other, 'absent')];
    expect(await store.commit(again, first)).toEqual({ kind: 'done' });
    expect(await store.get(applications, other)).toBeUndefined();
    expect(await eventsLike(first)).toEqual([first]);
  });

  it('does not take a refused commit for done when it is repeated', async () => {
    const record = application();
    const late = event();
    const changes = [put(applications, { ...record, version: 2 }, { version: 1 })];
    expect(await store.commit(changes, late)).toEqual({ kind: 'conflict' });
    expect(await store.commit(changes, late)).toEqual({ kind: 'conflict' });
    await store.commit([put(applications, record, 'absent')], event());
    expect(await store.commit(changes, late)).toEqual({ kind: 'done' });
    expect((await store.get(applications, record))?.version).toBe(2);
  });

  it('refuses another event under a used id', async () => {
    const first = event();
    await store.commit([], first);
    expect(await store.commit([], { ...first, note: 'something else' })).toEqual({ kind: 'conflict' });
  });

  it.each([
    ['absent', 'conflict'],
    ['present', 'done'],
    ['any', 'done'],
    [{ version: 1 }, 'done'],
    [{ version: 2 }, 'conflict'],
  ] as const)('puts over a stored version 1 expecting %j: %s', async (expect_, kind) => {
    const record = lease();
    await store.write([put(leases, record, 'absent')]);
    const next = { ...record, version: typeof expect_ === 'object' ? expect_.version + 1 : 9 };
    expect(await store.write([put(leases, next, expect_)])).toEqual({ kind });
    expect((await store.get(leases, record))?.version).toBe(kind === 'done' ? next.version : 1);
  });

  it.each([
    ['absent', 'done'],
    ['present', 'conflict'],
    ['any', 'done'],
    [{ version: 1 }, 'conflict'],
  ] as const)('puts where nothing is stored expecting %j: %s', async (expect_, kind) => {
    const record = lease(2);
    expect(await store.write([put(leases, record, expect_)])).toEqual({ kind });
    expect(await store.get(leases, record)).toEqual(kind === 'done' ? record : undefined);
  });

  it('removes and checks by the same expectations', async () => {
    const record = lease();
    expect(await store.write([check(leases, record, 'absent')])).toEqual({ kind: 'done' });
    expect(await store.write([remove(leases, record, 'present')])).toEqual({ kind: 'conflict' });
    expect(await store.write([remove(leases, record)])).toEqual({ kind: 'done' });
    await store.write([put(leases, record, 'absent')]);
    expect(await store.write([check(leases, record, { version: 1 })])).toEqual({ kind: 'done' });
    expect(await store.write([remove(leases, record, { version: 2 })])).toEqual({ kind: 'conflict' });
    expect(await store.get(leases, record)).toEqual(record);
    expect(await store.write([remove(leases, record, { version: 1 })])).toEqual({ kind: 'done' });
    expect(await store.get(leases, record)).toBeUndefined();
  });

  it.each([
    [['planned', 'noticed'], 'done'],
    [['due'], 'conflict'],
  ] as const)('guards a stored state of planned by %j: %s', async (stateIn, kind) => {
    const item = sampleItem({ accountId: ids.next('account'), state: 'planned', version: 1 });
    await store.commit([put(planItems, item, 'absent')], event());
    const moved = { ...item, state: 'kept', version: 2 } as const;
    expect(await store.commit([put(planItems, moved, { version: 1 }, { stateIn })], event())).toEqual({
      kind,
    });
    expect((await store.get(planItems, item))?.state).toBe(kind === 'done' ? 'kept' : 'planned');
  });

  it('guards against a record that is not there', async () => {
    const item = sampleItem({ accountId: ids.next('account') });
    const guarded = put(planItems, item, 'any', { stateIn: [item.state] });
    expect(await store.commit([guarded], event())).toEqual({ kind: 'conflict' });
  });

  it('lets one of many racing writers through, however they are expected', async () => {
    const record = lease();
    const racers = Array.from({ length: 12 }, (_, index) => ({ ...record, holder: `racer ${index}` }));
    const results = await Promise.all(racers.map((racer) => store.write([put(leases, racer, 'absent')])));
    expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const winner = racers[results.findIndex(({ kind }) => kind === 'done')];
    expect(await store.get(leases, record)).toEqual(winner);
  });

  it('counts without losing one when racing writers read again after a conflict', async () => {
    const record = lease();
    await store.write([put(leases, record, 'absent')]);
    const add = async (): Promise<void> => {
      const now = await store.get(leases, record);
      if (now === undefined) throw new Error('the record is gone');
      const next = { ...now, generation: now.generation + 1, version: now.version + 1 };
      const { kind } = await store.write([put(leases, next, { version: now.version })]);
      if (kind === 'conflict') await add();
    };
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await store.get(leases, record)).toMatchObject({ generation: 9, version: 9 });
  });

  it('takes 97 changes with an event and 100 without, and not one more', async () => {
    const many = (count: number) => Array.from({ length: count }, () => put(leases, lease(), 'absent'));
    expect(await store.commit(many(97), event())).toEqual({ kind: 'done' });
    await expect(store.commit(many(98), event())).rejects.toThrow(RangeError);
    expect(await store.write(many(100))).toEqual({ kind: 'done' });
    await expect(store.write(many(101))).rejects.toThrow(RangeError);
    expect(await store.write([])).toEqual({ kind: 'done' });
  });

  it('refuses a version that does not follow, and two changes of one record', async () => {
    const record = lease(5);
    await expect(store.write([put(leases, record, { version: 5 })])).rejects.toThrow(RangeError);
    const twice = [put(leases, record, 'any'), remove(leases, record)];
    await expect(store.write(twice)).rejects.toThrow(RangeError);
    await expect(store.write([check(leases, record, 'any')])).rejects.toThrow(RangeError);
  });

  it('writes and reads many, each once, in the order asked for', async () => {
    const rows = Array.from({ length: 130 }, () => lease());
    await store.writeMany(rows.map((row) => put(leases, row, 'any')));
    const asked = [...rows.toReversed(), lease(), ...rows.slice(0, 2)];
    const wanted = [...rows.toReversed(), undefined, ...rows.slice(0, 2)];
    expect(await store.getMany(leases, asked)).toEqual(wanted);
    const [gone, ...kept] = rows;
    if (gone === undefined) throw new Error('no rows');
    await store.writeMany([
      remove(leases, gone),
      ...kept.map((row) => put(leases, { ...row, holder: 'b' }, 'any')),
    ]);
    expect(await store.get(leases, gone)).toBeUndefined();
    expect(await store.getMany(leases, kept)).toEqual(kept.map((row) => ({ ...row, holder: 'b' })));
    expect(await store.getMany(leases, [])).toEqual([]);
    await store.writeMany([]);
  });

  it('writes the last of several changes of one record, and nothing conditional, in bulk', async () => {
    const row = lease();
    await store.writeMany([put(leases, row, 'any'), put(leases, { ...row, holder: 'last' }, 'any')]);
    expect((await store.get(leases, row))?.holder).toBe('last');
    await expect(store.writeMany([put(leases, row, 'absent')])).rejects.toThrow(RangeError);
  });

  it('keeps a record with a technical expiry until it really is removed', async () => {
    const state = {
      stateHash: ids.next('operation'),
      connectionId: 'con_000001',
      startHash: 'a',
      cookieHash: null,
      codeVerifier: null,
      scopes: ['user:read'],
      userId: 'usr_000001',
      expiresAt: '2100-01-01T00:00:00.500Z',
      usedAt: null,
      version: 1,
    };
    await store.write([put(oauthStates, state, 'absent')]);
    expect(await store.get(oauthStates, state)).toEqual(state);
  });

  it('pages in key order, both ways, within bounds, without an empty last page', async () => {
    const instanceId = ids.next('instance');
    const [pullId, accountIds] = [ids.next('pull'), Array.from({ length: 60 }, () => ids.next('account'))];
    const rows = accountIds.map((accountId) => sampleAccount({ instanceId, pullId, accountId }));
    await store.writeMany(rows.map((row) => put(accounts, row, 'any')));
    const shards = Map.groupBy(rows, (row) => accounts.at(row).partition);
    const mine = [...shards.values()].reduce((most, rowsOf) => (rowsOf.length > most.length ? rowsOf : most));
    const keys = mine.map(({ accountId }) => accountId).sort();
    const shard = Number(
      accounts
        .at(mine[0] ?? { instanceId, pullId, accountId: '' })
        .partition.split('#')
        .at(-1),
    );
    const walk = async (request: { from?: string; to?: string; descending?: boolean }, limit: number) => {
      const pages: string[][] = [];
      let after: string | null = null;
      do {
        const page: Page<Account> = await store.page(
          accounts,
          { instanceId, pullId, shard },
          { ...request, limit, after },
        );
        pages.push(page.records.map(({ accountId }) => accountId));
        after = page.next;
      } while (after !== null);
      return pages;
    };
    expect(keys.length).toBeGreaterThanOrEqual(4);
    expect(await walk({}, keys.length)).toEqual([keys]);
    expect((await walk({}, 2)).flat()).toEqual(keys);
    expect(await walk({}, 2)).toHaveLength(Math.ceil(keys.length / 2));
    expect((await walk({ descending: true }, 3)).flat()).toEqual(keys.toReversed());
    const [from, to] = [keys[1] ?? '', keys[keys.length - 2] ?? ''];
    expect((await walk({ from, to }, 1)).flat()).toEqual(keys.slice(1, -1));
    expect((await walk({ from, to, descending: true }, 1)).flat()).toEqual(keys.slice(1, -1).toReversed());
    expect((await walk({ from }, 100)).flat()).toEqual(keys.slice(1));
    expect((await walk({ to }, 1)).flat()).toEqual(keys.slice(0, -1));
  });

  it('orders sort keys by their bytes and keeps any character of a key', async () => {
    const words = technicalCollection<typeof identity, { accountId: string }, object>({
      name: 'word',
      table: 'directory',
      belongs: 'product',
      schema: accountIdentities.schema,
      at: ({ accountId }) => ({ partition: 'Words # and Signs', sort: accountId }),
      within: () => 'Words # and Signs',
    });
    const identity = { instanceId: 'ins_000001', vendorKey: 'email:Ä b#c@example.com', accountId: '' };
    const sorts = ['A', 'a', 'a b', 'a#b', 'ä', '\uFF5E', '\u{1F600}'];
    await store.writeMany(
      sorts.toReversed().map((accountId) => put(words, { ...identity, accountId }, 'any')),
    );
    const { records } = await store.page(words, {}, { limit: 10 });
    expect(records.map(({ accountId }) => accountId)).toEqual(sorts);
    await store.write([put(accountIdentities, identity, 'absent')]);
    expect(
      await store.get(accountIdentities, { ...identity, vendorKey: 'email:ä b#c@example.com' }),
    ).toBeUndefined();
    expect(await store.get(accountIdentities, identity)).toEqual(identity);
  });

  it.each(['', Buffer.from('a').toString('base64url'), 'A'.repeat(4000)])(
    'refuses a cursor that is not of this list: %s',
    async (after) => {
      const request = { limit: 10, after, from: 'b', to: 'c' };
      await expect(store.page(applications, {}, request)).rejects.toThrow(ValidationError);
    },
  );

  it('calls a row that does not fit its schema corrupt, without its values', async () => {
    const bad = { ...lease(), until: 'secret nonsense' };
    await store.write([put(leases, bad, 'absent')]);
    const reading = store.get(leases, bad);
    await expect(reading).rejects.toThrow(CorruptDataError);
    await expect(reading).rejects.toThrow(/until/);
    await expect(reading).rejects.not.toThrow(/nonsense/);
  });
});
