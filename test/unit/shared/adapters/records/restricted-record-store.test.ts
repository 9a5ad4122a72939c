import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { storeOfAsker } from '../../../../../shared/adapters/records/store-of-asker.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import type { Restriction } from '../../../../../shared/domain/rights.ts';
import type { Page, PageRequest, RecordStore } from '../../../../../shared/ports/record-store.ts';
import { accountIdentities, accounts, dayFigures } from '../../../../../shared/records/accounts.ts';
import {
  applications,
  connections,
  instances,
  vendorTenants,
  workflows,
} from '../../../../../shared/records/applications.ts';
import { applicationEvents, auditEvents } from '../../../../../shared/records/audit.ts';
import { type Change, check, put, remove } from '../../../../../shared/records/change.ts';
import { exemptLists } from '../../../../../shared/records/exempt-lists.ts';
import { imports } from '../../../../../shared/records/imports.ts';
import { policies } from '../../../../../shared/records/protections.ts';
import { claims, openRuns, planItems, runPointers, runs } from '../../../../../shared/records/runs.ts';
import { leases } from '../../../../../shared/records/technical.ts';
import { tokens } from '../../../../../shared/records/access.ts';
import {
  APPS,
  KINDS,
  PULL,
  type Row,
  eventOf,
  fill,
  idOf,
  only,
  twoApplications,
} from '../../../../support/restricted-rows.ts';

const REACHED: Restriction = only([APPS[0]]);

const arbitraryRows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    app: fc.constantFrom(...APPS, null),
    number: fc.integer({ min: 0, max: 30 }),
  }),
  { selector: ({ kind, number }) => `${kind} ${String(number)}`, maxLength: 60 },
);

const arbitraryReach = fc.subarray([...APPS]);

const every = async <R>(read: (request: PageRequest) => Promise<Page<R>>, request: PageRequest) => {
  const pages: Page<R>[] = [];
  let after: string | null = null;
  do {
    const page: Page<R> = await read({ ...request, after });
    pages.push(page);
    after = page.next;
  } while (after !== null);
  return pages;
};

/** Everything that can be read, in every way there is. */
const readings = async (store: RecordStore, rows: readonly Row[], limit: number, descending: boolean) => {
  const request = { limit, descending };
  const numbers = (kind: Row['kind']) => rows.filter((row) => row.kind === kind).map(({ number }) => number);
  const instanceIds = numbers('instance').map((number) => idOf('instance', number));
  const runIds = numbers('run').map((number) => idOf('run', number));
  return {
    applications: await every((page) => store.page(applications, {}, page), request),
    instances: await every((page) => store.page(instances, {}, page), request),
    connections: await every((page) => store.page(connections, {}, page), request),
    workflows: await every((page) => store.page(workflows, {}, page), request),
    imports: await every((page) => store.page(imports, {}, page), request),
    openRuns: await every((page) => store.page(openRuns, {}, page), request),
    gotten: await Promise.all(instanceIds.map((instanceId) => store.get(instances, { instanceId }))),
    runs: await store.getMany(
      runs,
      runIds.map((runId) => ({ runId })),
    ),
    claims: await store.getMany(
      claims,
      numbers('run').map((number) => ({ accountId: idOf('account', number) })),
    ),
    tenants: await Promise.all(
      instanceIds.map((id) => store.get(vendorTenants, { vendor: 'zoom', vendorTenantId: id })),
    ),
    figures: await Promise.all(
      instanceIds.map((instanceId) => every((page) => store.page(dayFigures, { instanceId }, page), request)),
    ),
    items: await Promise.all(
      runIds.map((runId) =>
        every((page) => store.page(planItems, { runId, shard: shardOf(idOf('account', 1)) }, page), request),
      ),
    ),
    pointers: await every((page) => store.page(runPointers, { list: 'all' }, page), request),
    lists: await Promise.all([...APPS, 'global'].map((scope) => store.get(exemptLists, { scope }))),
    events: await Promise.all(
      APPS.map((applicationId) =>
        every((page) => store.page(applicationEvents, { applicationId, shard: 1 }, page), request),
      ),
    ),
  };
};

describe('a record store under a restriction', () => {
  it('answers every read as a store that never held what is hidden', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRows,
        arbitraryReach,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (rows, reach, limit, descending) => {
          const [whole, visible] = [new MemoryRecordStore(), new MemoryRecordStore()];
          await fill(whole, rows);
          const shown = new Set<string | null>(reach);
          const isShown = ({ app, kind }: Row) => shown.has(app) || (kind === 'list' && app === null);
          await fill(visible, rows.filter(isShown));
          const restricted = () => storeOfAsker(whole, only(reach));
          expect(await readings(restricted(), rows, limit, descending)).toEqual(
            await readings(visible, rows, limit, descending),
          );
        },
      ),
      { numRuns: 80 },
    );
  });

  it('is the plain store for whoever is not restricted', () => {
    const store = new MemoryRecordStore();
    expect(storeOfAsker(store, { kind: 'none' })).toBe(store);
  });

  it('looks a parent up once a request', async () => {
    const plain = await twoApplications();
    const store = storeOfAsker(plain, REACHED);
    const before = plain.calls.getMany;
    const scope = {
      instanceId: idOf('instance', 1),
      pullId: PULL,
      shard: shardOf(idOf('account', 1)),
    };
    await store.page(accounts, scope, { limit: 1 });
    await store.page(accounts, scope, { limit: 1 });
    expect(plain.calls.getMany - before).toBe(1);
  });

  it('reads on over pages of hidden records', async () => {
    const plain = new MemoryRecordStore();
    const rows = Array.from({ length: 1200 }, (_, number): Row => ({
      kind: 'instance',
      app: number === 1150 ? APPS[0] : APPS[1],
      number,
    }));
    await fill(plain, rows);
    const { records, next } = await storeOfAsker(plain, REACHED).page(instances, {}, { limit: 1 });
    expect(records).toHaveLength(1);
    expect(next).toBeNull();
  });

  it('refuses a cursor that is not one, also where nothing is to be seen', async () => {
    const plain = await twoApplications();
    const store = storeOfAsker(plain, REACHED);
    const page = () => store.page(dayFigures, { instanceId: idOf('instance', 2) }, { limit: 1, after: '' });
    await expect(page()).rejects.toThrow('The cursor does not belong to this list.');
  });

  it('reads what is the organization’s, and nothing of our own workings', async () => {
    const plain = await twoApplications();
    const store = storeOfAsker(plain, REACHED);
    expect(await store.get(policies, {})).toBeUndefined();
    await expect(store.get(leases, { name: 'a' })).rejects.toThrow('not read or written on behalf');
    await expect(store.page(leases, { name: 'a' }, { limit: 1 })).rejects.toThrow('on behalf');
  });
});

const found = async <R>(reading: Promise<R | undefined>): Promise<R> => {
  const record = await reading;
  if (record === undefined) throw new Error('the world has it');
  return record;
};

const seen = async () => {
  const plain = await twoApplications();
  const records = async (n: number) => ({
    instance: await found(plain.get(instances, { instanceId: idOf('instance', n) })),
    workflow: await found(plain.get(workflows, { workflowId: idOf('workflow', n) })),
    run: await found(plain.get(runs, { runId: idOf('run', n) })),
  });
  return { plain, own: await records(1), hidden: await records(2) };
};
type Seen = Awaited<ReturnType<typeof seen>>;

describe('writing under a restriction', () => {
  const commit = async (changes: (world: Seen) => readonly Change[], about: string | null) => {
    const all = await seen();
    return storeOfAsker(all.plain, REACHED).commit(changes(all), eventOf(about));
  };
  it('changes what is reached', async () => {
    const done = await commit(
      ({ own }) => [
        put(instances, { ...own.instance, version: 2 }, { version: 1 }),
        check(workflows, own.workflow, 'present'),
        check(openRuns, { workflowId: idOf('workflow', 1) }, 'present'),
      ],
      APPS[0],
    );
    expect(done).toEqual({ kind: 'done' });
  });

  it('makes a thing and its parts in one transaction', async () => {
    const made = { ...(await seen()).own.run, runId: idOf('run', 9) };
    const claim = { accountId: idOf('account', 9), runId: idOf('run', 9) };
    const changes = () => [put(claims, claim, 'absent'), put(runs, made, 'absent')];
    expect(await commit(changes, APPS[0])).toEqual({ kind: 'done' });
  });

  it('finds nothing to change where it is hidden', async () => {
    const missing = (name: string) => `There is no ${name}.`;
    await expect(
      commit(({ hidden }) => [put(instances, { ...hidden.instance, version: 2 }, { version: 1 })], APPS[0]),
    ).rejects.toThrow(missing(`instance ${idOf('instance', 2)}`));
    await expect(
      commit(() => [remove(workflows, { workflowId: idOf('workflow', 2) })], APPS[0]),
    ).rejects.toThrow(missing(`workflow ${idOf('workflow', 2)}`));
    await expect(
      commit(() => [check(instances, { instanceId: idOf('instance', 5) }, 'absent')], APPS[0]),
    ).rejects.toThrow(missing(`instance ${idOf('instance', 5)}`));
    await expect(
      commit(
        () => [put(claims, { accountId: idOf('account', 1), runId: idOf('run', 2) }, 'absent')],
        APPS[0],
      ),
    ).rejects.toThrow(missing(`run ${idOf('run', 2)}`));
  });

  it('takes no hidden thing over by calling it one’s own', async () => {
    const stolen = ({ own, hidden }: Seen) => [
      put(instances, { ...own.instance, instanceId: hidden.instance.instanceId }, 'any'),
    ];
    await expect(commit(stolen, APPS[0])).rejects.toThrow(`There is no instance ${idOf('instance', 2)}.`);
  });

  it('changes nothing of the organization’s, and nothing whose owner can’t be told', async () => {
    await expect(commit(() => [remove(policies, {})], APPS[0])).rejects.toMatchObject({ code: 'restricted' });
    const list = { scope: 'global' as const, listId: idOf('exemptList', 1), importId: null, version: 1 };
    await expect(commit(() => [put(exemptLists, list, 'absent')], APPS[0])).rejects.toMatchObject({
      code: 'restricted',
    });
    await expect(commit(() => [remove(claims, { accountId: idOf('account', 1) })], APPS[0])).rejects.toThrow(
      'on behalf',
    );
  });

  it('writes no event about anything but a reached application or the asker’s own', async () => {
    await expect(commit(() => [], null)).rejects.toMatchObject({ code: 'restricted' });
    await expect(commit(() => [], APPS[1])).rejects.toThrow(`There is no application ${APPS[1]}.`);
    const plain = await twoApplications();
    const own = { ...eventOf(null), action: 'token.revoked' as const };
    const done = await storeOfAsker(plain, REACHED).commit(
      [remove(tokens, { tokenId: idOf('token', 1) })],
      own,
    );
    expect(done).toEqual({ kind: 'done' });
    expect(plain.auditTrail()).toContainEqual(own);
    expect(await storeOfAsker(plain, REACHED).get(auditEvents, own)).toBeUndefined();
  });

  it('writes technical records of what is reached only', async () => {
    const plain = await twoApplications();
    const store = storeOfAsker(plain, REACHED);
    const account = (instanceId: string) => ({
      instanceId,
      vendorKey: 'id:1',
      accountId: idOf('account', 1),
    });
    expect(await store.write([put(accountIdentities, account(idOf('instance', 1)), 'absent')])).toEqual({
      kind: 'done',
    });
    await expect(
      store.writeMany([put(accountIdentities, account(idOf('instance', 2)), 'any')]),
    ).rejects.toThrow(`There is no instance ${idOf('instance', 2)}.`);
  });
});
