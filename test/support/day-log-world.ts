import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { DaySummary, UsedDay } from '../../shared/domain/day-rollup.ts';
import type { Instance } from '../../shared/domain/application.ts';
import { SHARDS } from '../../shared/domain/plan.ts';
import type { UsageEvent } from '../../shared/domain/usage-event.ts';
import { instances } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { dayMarks, loggedDays, usedDays } from '../../shared/records/day-log.ts';
import type { DayLogDeps } from '../../shared/use-cases/day-log/day-log-dependencies.ts';
import { everyRecord } from '../../shared/use-cases/every-record.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { usageByDay } from '../../shared/use-cases/usage/read-usage.ts';
import { ADMIN } from './run-world.ts';

export const CUSTOM = {
  instanceId: 'ins_00000000-0000-7000-8000-0000000c0570',
  applicationId: 'app_00000000-0000-7000-8000-0000000c0570',
  name: 'Own',
  vendor: 'custom',
  vendorTenantId: null,
  currentPullId: null,
  ordinaryRoleIds: [],
  createdAt: '2026-03-01T09:00:00.000Z',
  version: 1,
} as const satisfies Omit<Instance, 'ordinaryRoleIds'> & { ordinaryRoleIds: readonly string[] };

export const LOG = { log: 'usage', instanceId: CUSTOM.instanceId } as const;

export const event = (email: string, eventName: string, timestamp: string): UsageEvent => ({
  email,
  eventName,
  timestamp,
});

/** Everything that day logs are read by, in a form that can be compared. */
export interface Rollup {
  readonly days: readonly (DaySummary & { day: string })[];
  readonly people: readonly (UsedDay & { day: string })[];
}

const inOrder = <T>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** What a plain walk over all events comes to. */
export const plainRollup = (events: readonly UsageEvent[]): Rollup => {
  const different = [
    ...new Map(
      events.map((one) => [JSON.stringify([one.timestamp, one.email, one.eventName]), one]),
    ).values(),
  ];
  const countsOf = (some: readonly UsageEvent[]) => ({
    events: some.length,
    names: [...Map.groupBy(some, ({ eventName }) => eventName)]
      .map(([name, of]) => ({ name, count: of.length }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    otherEvents: 0,
  });
  const byDay = [...Map.groupBy(different, ({ timestamp }) => timestamp.slice(0, 10))];
  return {
    days: byDay
      .map(([day, some]) => ({
        day,
        ...countsOf(some),
        people: new Set(some.map(({ email }) => email)).size,
      }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
    people: inOrder(
      byDay.flatMap(([day, some]) =>
        [...Map.groupBy(some, ({ email }) => email)].map(([address, own]) => {
          const moments = own.map(({ timestamp }) => timestamp).sort();
          return {
            ...{ address, day, ...countsOf(own) },
            ...{ firstAt: moments[0] ?? '', lastAt: moments.at(-1) ?? '' },
          };
        }),
      ),
    ),
  };
};

/** A custom application, with everything that usage events need, on memory twins. */
export class DayLogWorld {
  readonly surroundings = fixedSurroundings();
  readonly store = new MemoryRecordStore();
  readonly objects = new MemoryObjectStore(this.surroundings.clock);
  readonly settings: DayLogDeps['settings'] = { landedExpiry: 'P30D' };

  async open(): Promise<this> {
    const { applicationId, instanceId } = CUSTOM;
    await this.store.commit(
      [put(instances, { ...CUSTOM, ordinaryRoleIds: [] }, 'absent')],
      auditEvent(this.surroundings, ADMIN, 'instance.created', { applicationId, instanceId }),
    );
    return this;
  }

  deps() {
    const { store, objects, settings } = this;
    return { ...this.surroundings, store, objects, settings };
  }

  /** What is stored of the log now. */
  async rollup(): Promise<Rollup> {
    const { items } = await usageByDay(this.deps(), CUSTOM.instanceId, {}, { limit: 500, after: null });
    const people: (UsedDay & { day: string })[] = [];
    for (let shard = 0; shard < SHARDS; shard += 1)
      for await (const used of everyRecord(this.store, usedDays, { ...LOG, shard })) {
        const { address, day, events, names, otherEvents, firstAt, lastAt } = used;
        people.push({ address, day, events, names, otherEvents, firstAt, lastAt });
      }
    return {
      days: items.map(({ day, events, names, otherEvents, people: count }) => ({
        ...{ day, events, names, otherEvents },
        people: count,
      })),
      people: inOrder(people),
    };
  }

  async marks() {
    return (await this.store.page(dayMarks, LOG, { limit: 500 })).records;
  }

  async isExact(): Promise<boolean> {
    const { records } = await this.store.page(loggedDays, LOG, { limit: 500 });
    return records.every(({ isExact }) => isExact);
  }
}
