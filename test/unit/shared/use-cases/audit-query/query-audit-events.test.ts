import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import { type Restriction, UNRESTRICTED } from '../../../../../shared/domain/rights.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import {
  type AuditFilters,
  queryAuditEvents,
} from '../../../../../shared/use-cases/audit-query/query-audit-events.ts';

const START = '2026-03-01T22:00:00.000Z';
const RUN = 'run_00000000-0000-7000-8000-000000000001';
const HOUR = 3_600_000;
const ALL = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };

const APPS = ['app_00000000-a', 'app_00000000-b', 'app_00000000-c'] as const;

/** Events at these hours after the start, of these applications in turn, in the order they were committed. */
const trail = async (hours: readonly number[], of: readonly (string | null)[] = [null]) => {
  const { ids, clock } = fixedSurroundings();
  const store = new MemoryRecordStore();
  const events: AuditEvent[] = [];
  for (const [index, hour] of hours.entries()) {
    clock.set(plusMs(START, hour * HOUR));
    const system = { kind: 'system', name: index % 2 === 0 ? 'run' : 'sync' } as const;
    const event = auditEvent({ ids, clock }, { actor: system }, 'run.started', {
      runId: index % 3 === 0 ? RUN : null,
      applicationId: of[index % of.length] ?? null,
    });
    await store.commit([], event);
    events.push(event);
  }
  return { store, events };
};

const readAll = async (
  store: MemoryRecordStore,
  filters: AuditFilters,
  limit: number,
  restriction: Restriction = UNRESTRICTED,
) => {
  const pages: AuditEvent[][] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof queryAuditEvents>> = await queryAuditEvents(
      { store },
      filters,
      { limit, after },
      restriction,
    );
    pages.push([...page.items]);
    after = page.next;
  } while (after !== null);
  return pages;
};

const newestFirst = (events: readonly AuditEvent[]) =>
  events.toSorted((a, b) => (`${a.at}#${a.eventId}` < `${b.at}#${b.eventId}` ? 1 : -1));

describe('queryAuditEvents', () => {
  it('gives every event of the range once, newest first, whatever the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 0, max: 80 }),
        async (hours, limit, fromHour, toHour) => {
          const { store, events } = await trail(hours);
          const range = { from: plusMs(START, fromHour * HOUR), to: plusMs(START, toHour * HOUR) };
          const pages = await readAll(store, range, limit);
          const wanted = newestFirst(events.filter(({ at }) => at >= range.from && at < range.to));
          expect(pages.flat()).toEqual(wanted);
          expect(pages.every((page) => page.length <= limit)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('filters by run and by actor', async () => {
    const { store, events } = await trail([1, 2, 3, 30, 31, 60]);
    const byRun = await readAll(store, { ...ALL, runId: RUN }, 1);
    expect(byRun.flat()).toEqual(newestFirst(events.filter(({ runId }) => runId === RUN)));
    const byActor = await readAll(store, { ...ALL, actor: 'sync' }, 10);
    expect(byActor.flat()).toHaveLength(3);
    expect((await readAll(store, { ...ALL, action: 'run.ended' }, 10)).flat()).toEqual([]);
  });

  it('moves nothing when events are added while somebody reads', async () => {
    const { store, events } = await trail([1, 2, 3, 4]);
    const first = await queryAuditEvents({ store }, ALL, { limit: 2, after: null }, UNRESTRICTED);
    const { ids, clock } = fixedSurroundings(plusMs(START, 5 * HOUR));
    ids.next('run');
    const late = auditEvent({ ids, clock }, { actor: { kind: 'system', name: 'run' } }, 'run.ended');
    await store.commit([], { ...late, eventId: 'evt_99999999-0000-7000-8000-000000000000' });
    const second = await queryAuditEvents({ store }, ALL, { limit: 10, after: first.next }, UNRESTRICTED);
    expect([...first.items, ...second.items]).toEqual(newestFirst(events));
  });

  it('goes over a long quiet time in bounded steps', async () => {
    const { store, events } = await trail([0]);
    const pages = await readAll(
      store,
      { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
      10,
    );
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flat()).toEqual(events);
  });
});

describe('queryAuditEvents for applications', () => {
  const only = (applicationIds: readonly string[]): Restriction => ({ kind: 'only', applicationIds });

  it('gives somebody restricted exactly the pages of a trail that never held anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.subarray([...APPS]),
        fc.option(fc.constantFrom(...APPS), { nil: undefined }),
        fc.option(fc.constant(RUN), { nil: undefined }),
        async (hours, limit, reach, applicationId, runId) => {
          const { store, events } = await trail(hours, [...APPS, null]);
          const reached = new Set<string | null>(reach);
          const visible = new MemoryRecordStore();
          for (const event of events.filter((one) => reached.has(one.applicationId)))
            await visible.commit([], event);
          const pages = await readAll(store, { ...ALL, applicationId, runId }, limit, only(reach));
          expect(pages).toEqual(await readAll(visible, { ...ALL, applicationId, runId }, limit, only(reach)));
          const wanted = newestFirst(
            events.filter(
              (event) =>
                reached.has(event.applicationId) &&
                (applicationId === undefined || event.applicationId === applicationId) &&
                (runId === undefined || event.runId === runId),
            ),
          );
          expect(pages.flat()).toEqual(wanted);
          if (runId === undefined) expect(pages.length).toBe(Math.max(1, Math.ceil(wanted.length / limit)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads an application’s own events only, whoever asks for it', async () => {
    const { store, events } = await trail([1, 2, 3, 30, 31, 60], APPS);
    const pages = await readAll(store, { ...ALL, applicationId: APPS[1] }, 1);
    expect(pages.flat()).toEqual(newestFirst(events.filter((event) => event.applicationId === APPS[1])));
    expect(await readAll(store, { ...ALL, applicationId: APPS[1] }, 1, only([APPS[0]]))).toEqual([[]]);
  });

  it('costs the same however much is hidden, and a query a shard at first for each application', async () => {
    const costs = [];
    for (const hidden of [0, 1000]) {
      const { store } = await trail([1, 2, 3], [APPS[0]]);
      const { ids, clock } = fixedSurroundings(plusMs(START, 4 * HOUR));
      const actor = { kind: 'system', name: 'run' } as const;
      for (let count = 0; count < hidden; count += 1) {
        const event = auditEvent({ ids, clock }, { actor }, 'run.started', { applicationId: APPS[1] });
        await store.commit([], { ...event, eventId: `evt_99999999-${String(count).padStart(6, '0')}` });
      }
      const before = store.calls.page;
      const page = await queryAuditEvents(
        { store },
        ALL,
        { limit: 2, after: null },
        only([APPS[0], APPS[2]]),
      );
      costs.push({ calls: store.calls.page - before, page });
    }
    expect(costs[0]).toEqual(costs[1]);
    expect(costs[0]?.calls).toBe(8);
  });
});
