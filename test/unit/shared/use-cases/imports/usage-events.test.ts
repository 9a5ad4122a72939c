import { describe, expect, it } from 'vitest';
import type { UsageEvent } from '../../../../../shared/domain/usage-event.ts';
import type { ObjectStore } from '../../../../../shared/ports/object-store.ts';
import { put } from '../../../../../shared/records/change.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { importProgress, imports } from '../../../../../shared/records/imports.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { discardImport } from '../../../../../shared/use-cases/imports/discard-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import {
  addImport,
  changeImport,
  importOf,
  newImport,
} from '../../../../../shared/use-cases/imports/import-record.ts';
import { getReceipt, listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { readStreamed } from '../../../../../shared/use-cases/imports/read-streamed.ts';
import { usageEventsKind } from '../../../../../shared/use-cases/imports/kinds/usage-events-kind.ts';
import { CrashError } from '../../../../support/crashing-store.ts';
import { CUSTOM, DayLogWorld, event, plainRollup } from '../../../../support/day-log-world.ts';
import { fileNeeds, importDropped } from '../../../../support/dropped-files.ts';
import { Death } from '../../../../support/mortal.ts';
import { ADMIN } from '../../../../support/run-world.ts';

const TARGET = { kind: 'usage-events', applicationId: null, instanceId: CUSTOM.instanceId } as const;
const KEY = `drop/usage-events/${CUSTOM.instanceId}/march.csv`;
const HEADER = 'Event Name;E-Mail;Time';
const START = Date.UTC(2026, 1, 27);

class UsageWorld extends DayLogWorld {
  readonly files = fileNeeds();

  override deps() {
    return { ...super.deps(), ...this.files };
  }

  async drop(key: string, putting = '1') {
    return { receipt: await importDropped(this.deps(), key, putting) };
  }
}

const open = async () => {
  const world = new UsageWorld();
  await world.open();
  return world;
};

/** So many events of some people, one a minute. */
const events = (count: number, people = 3): UsageEvent[] =>
  Array.from({ length: count }, (_, index) =>
    event(`p${String(index % people)}@x.example`, 'open', new Date(START + index * 60_000).toISOString()),
  );

const rowOf = ({ eventName, email, timestamp }: UsageEvent): string => `${eventName};${email};${timestamp}`;
const csvOf = (...rows: readonly string[]): Uint8Array =>
  new TextEncoder().encode([HEADER, ...rows].join('\n'));

describe('a file of usage events', () => {
  it('is reviewed, committed without its few bad rows, and says what was new', async () => {
    const world = await open();
    const all = events(200);
    const rows = [
      ...all.map(rowOf),
      rowOf(all[0] ?? event('', '', '')),
      'open;nobody;2026-03-01T09:00:00Z',
      'open;a@x.example;noon',
    ];
    const job = await importCsv(world.deps(), ADMIN, TARGET, csvOf(...rows));
    expect(job).toMatchObject({
      state: 'review',
      rows: { accepted: 201, rejected: 2 },
      applicationId: CUSTOM.applicationId,
    });
    const listed = await listImportRows(world.deps(), job, { limit: 50, after: null });
    expect(listed.items.map(({ line, reason }) => [line, reason?.split(':')[0]])).toEqual([
      [203, 'email'],
      [204, 'timestamp'],
    ]);
    expect((await world.rollup()).days).toEqual([]);
    const { result, import: done } = await commitImport(world.deps(), ADMIN, job.importId);
    expect([result, done.state, done.rows]).toEqual([
      'committed',
      'committed',
      { accepted: 200, rejected: 2, unchanged: 1 },
    ]);
    expect(await world.rollup()).toEqual(plainRollup(all));
    const receipt = await getReceipt(world.deps(), job.importId);
    expect(receipt).toMatchObject({ result: 'committed', instanceId: CUSTOM.instanceId, rejectedBeyond: 0 });
    expect(receipt.rejected.map(({ line }) => line)).toEqual([203, 204]);
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('x.example');
  });

  it('is refused whole where more than 1 % of it is bad', async () => {
    const world = await open();
    const bad = 'open;nobody;2026-03-01T09:00:00Z';
    const exact = await importCsv(world.deps(), ADMIN, TARGET, csvOf(...events(198).map(rowOf), bad, bad));
    expect((await commitImport(world.deps(), ADMIN, exact.importId)).result).toBe('committed');
    const before = await world.rollup();
    const job = await importCsv(
      world.deps(),
      ADMIN,
      TARGET,
      csvOf(...events(299).slice(198).map(rowOf), bad, bad),
    );
    expect((await commitImport(world.deps(), ADMIN, job.importId)).result).toBe('rejected-rows');
    expect(await world.rollup()).toEqual(before);
  });

  it('names an instance, of a custom application, and nothing of other kinds', async () => {
    const world = await open();
    const send = (target: object) =>
      importCsv(world.deps(), ADMIN, { ...TARGET, ...target }, csvOf(...events(1).map(rowOf)));
    await expect(send({ instanceId: undefined })).rejects.toMatchObject({
      violations: [{ field: 'instanceId' }],
    });
    await expect(send({ applicationId: CUSTOM.applicationId })).rejects.toMatchObject({
      violations: [{ field: 'applicationId' }],
    });
    await expect(send({ kind: 'org-chart' })).rejects.toMatchObject({
      violations: [{ field: 'instanceId' }],
    });
    await expect(send({ kind: 'manual-deprovision' })).rejects.toMatchObject({
      violations: [{ field: 'instanceId' }],
    });
  });

  it('is not discarded once some of it was taken', async () => {
    const world = await open();
    const job = await importCsv(world.deps(), ADMIN, TARGET, csvOf(...events(10).map(rowOf)));
    const { importId } = job;
    const begun = {
      importId,
      lines: 0,
      accepted: 10,
      rejected: 0,
      chain: '',
      taken: '2026-02-27/00',
      fresh: 1,
      version: 1,
    };
    await world.store.write([put(importProgress, begun, 'absent')]);
    await expect(discardImport(world.deps(), ADMIN, importId)).rejects.toMatchObject({
      code: 'import-begun',
    });
  });
});

describe('a file of usage events in the drop folder', () => {
  it('is taken, and the same again under another name changes nothing', async () => {
    const world = await open();
    const all = events(300);
    await world.objects.put(KEY, csvOf(...all.map(rowOf), 'open;nobody;noon'), 'text/csv');
    const { receipt } = await world.drop(KEY);
    expect(receipt).toMatchObject({
      result: 'committed',
      rows: { accepted: 300, rejected: 1, unchanged: 0 },
    });
    expect(receipt.rejected).toMatchObject([{ line: 302 }]);
    const other = KEY.replace('march', 'again');
    await world.objects.put(other, csvOf(...all.map(rowOf)), 'text/csv');
    expect((await world.drop(other)).receipt).toMatchObject({
      result: 'unchanged',
      rows: { accepted: 0, rejected: 0, unchanged: 300 },
    });
    expect(await world.rollup()).toEqual(plainRollup(all));
  });

  it('is refused in the folder of an instance that has a connector, and of none', async () => {
    const world = await open();
    const zoomId = 'ins_00000000-0000-7000-8000-0000000000a1';
    const zoom = { ...CUSTOM, ordinaryRoleIds: [], instanceId: zoomId, vendor: 'zoom' as const };
    const opened = auditEvent(world.deps(), ADMIN, 'instance.created', { instanceId: zoomId });
    await world.store.commit([put(instances, zoom, 'absent')], opened);
    const csv = csvOf(...events(1).map(rowOf));
    const refused = async (key: string) => {
      await world.objects.put(key, csv, 'text/csv');
      return (await world.drop(key)).receipt;
    };
    expect(await refused(`drop/usage-events/${zoomId}/a.csv`)).toMatchObject({
      result: 'refused',
      reason: 'Usage events are sent for instances of custom applications only.',
    });
    expect((await refused('drop/usage-events/a.csv')).reason).toContain('named by its id');
    const members = await refused(`drop/manual-deprovision/${CUSTOM.instanceId}/a.csv`);
    expect(members.reason).toContain('has no connector');
  });

  it('is refused with the lines of its bad rows where they are more than 1 %', async () => {
    const world = await open();
    await world.objects.put(KEY, csvOf(...events(50).map(rowOf), 'open;nobody;noon'), 'text/csv');
    const { receipt } = await world.drop(KEY);
    expect(receipt).toMatchObject({ result: 'refused', rows: { accepted: 50, rejected: 1 } });
    expect(receipt.reason).toContain('more than 1 %');
    expect((await world.rollup()).days).toEqual([]);
  });

  it('is read and taken over several calls in bounded memory, with about one record for 20 rows', async () => {
    const PEOPLE = 2_000;
    const EACH = 20;
    const rows = 2 * PEOPLE * EACH;
    const world = await open();
    let sent = 0;
    let stored = 0;
    let mostHeld = 0;
    let written = 0;
    async function* file(): AsyncGenerator<Uint8Array> {
      let calls = 0;
      yield new TextEncoder().encode(`${HEADER}\n`);
      for (let from = 0; from < rows; from += 1_000) {
        await Promise.resolve();
        calls += 1_000;
        sent = Math.max(sent, calls);
        mostHeld = Math.max(mostHeld, sent - stored);
        const some = Array.from({ length: 1_000 }, (_, offset) => {
          const index = from + offset;
          const at = new Date(
            Date.UTC(2026, 1, 27 + (index % 2), 0, 0, Math.floor(index / (2 * PEOPLE))),
          ).toISOString();
          return `open;p${String(Math.floor(index / 2) % PEOPLE)}@x.example;${at}`;
        });
        // One row in a hundred comes twice.
        yield new TextEncoder().encode(`${[...some, ...some.slice(0, 10)].join('\n')}\n`);
      }
    }
    const { store, surroundings } = world;
    const counting = {
      ...world.deps(),
      objects: new Proxy(world.objects, {
        get: (target, key): unknown => {
          const value: unknown = Reflect.get(target, key);
          if (key === 'read') return () => Promise.resolve(file());
          if (typeof value !== 'function') return value;
          return (...given: unknown[]): unknown => {
            const [name, body] = given;
            if (key === 'put' && String(name).includes('/groups/'))
              stored += String(body).split('\n').length - 1;
            return Reflect.apply(value, target, given);
          };
        },
      }) satisfies ObjectStore,
      store: new Proxy(store, {
        get: (target, key): unknown => {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]): unknown => {
            const [changes] = given;
            if (['write', 'writeMany', 'commit'].includes(String(key)) && Array.isArray(changes))
              written += changes.length;
            // Each call takes as long as the machine of a function would.
            surroundings.clock.advance(300);
            return Reflect.apply(value, target, given);
          };
        },
      }),
    };
    let calls = 1;
    for (
      let result = await importDrop(counting, { key: KEY, putting: '1' });
      result.kind === 'continues';
      calls += 1
    )
      result = await importDrop(counting, { key: KEY, putting: '1' });
    expect(calls).toBeGreaterThan(2);
    const [job] = (await store.page(imports, {}, { limit: 1 })).records;
    expect(job?.rows).toEqual({ accepted: rows, rejected: 0, unchanged: rows / 100 });
    const { days } = await world.rollup();
    expect(days.map(({ people, events: count }) => [people, count])).toEqual([
      [PEOPLE, rows / 2],
      [PEOPLE, rows / 2],
    ]);
    // A part, and the bytes that came with its last row.
    expect(mostHeld).toBeLessThanOrEqual(usageEventsKind.partRows + 2_000);
    // A record for each person and day, and a few for each of 32 groups.
    expect(written).toBeLessThanOrEqual(2 * PEOPLE + 4 * 32 + 20);
  });

  it('is refused where it was changed while it was read', async () => {
    const world = await open();
    const deps = world.deps();
    const kind = { ...usageEventsKind, partRows: 10 };
    const job = await newImport(deps, ADMIN, deps.ids.next('import'), TARGET, 'drop');
    const read = (rows: readonly UsageEvent[], isSpent: boolean) =>
      readStreamed(deps, job, kind, sentRows(rows), () => isSpent);
    expect(await read(events(30), true)).toEqual({ kind: 'more' });
    await expect(read(events(30).toReversed(), true)).rejects.toThrow('changed while it was read');
    await expect(read(events(5), true)).rejects.toThrow('changed while it was read');
    expect(await read(events(30), false)).toMatchObject({ kind: 'read', parsed: { rows: { accepted: 30 } } });
  });
});

async function* sentRows(rows: readonly UsageEvent[]) {
  for (const [index, value] of rows.entries()) {
    await Promise.resolve();
    yield [{ line: index + 2, value, fault: null, email: value.email }];
  }
}

describe('an import of usage events whose worker is killed', () => {
  it('at any write, and called again, takes each event once and counts what was new', async () => {
    const all = events(45);
    const sent = [...all, ...all.slice(0, 5)];
    const kind = { ...usageEventsKind, partRows: 10 };
    let isThrough = false;
    let deaths = 0;
    for (let at = 1; !isThrough; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await open();
        const job = await newImport(
          world.deps(),
          ADMIN,
          'imp_00000000-0000-7000-8000-0000000000aa',
          TARGET,
          'drop',
        );
        await addImport(world.deps(), ADMIN, job);
        const { importId } = job;
        const call = async (deps: ReturnType<UsageWorld['deps']>) => {
          const now = await importOf(deps, importId);
          if (now.state === 'open') {
            const read = await readStreamed(deps, now, kind, sentRows(sent), () => false);
            if (read.kind !== 'read') throw new Error(read.kind);
            await changeImport(deps, ADMIN, 'import.landed', now, { ...read.parsed, state: 'review' });
          }
          return commitImport(deps, ADMIN, importId);
        };
        const death = new Death(at, when);
        try {
          const deps = world.deps();
          await call({
            ...deps,
            store: death.over(world.store, 'store'),
            objects: death.over(world.objects, 'objects'),
          });
          isThrough = true;
        } catch (error) {
          if (!(error instanceof CrashError)) throw error;
          deaths += 1;
          await call(world.deps());
        }
        const done = await importOf(world.deps(), importId);
        expect([done.state, done.rows]).toEqual(['committed', { accepted: 45, rejected: 0, unchanged: 5 }]);
        expect(await world.rollup()).toEqual(plainRollup(all));
      }
    expect(deaths).toBeGreaterThan(40);
  });
});
