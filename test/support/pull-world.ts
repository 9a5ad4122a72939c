import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import type { Account } from '../../shared/domain/account.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Pull } from '../../shared/domain/pull.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { accounts, dayFigures, pulls } from '../../shared/records/accounts.ts';
import { instances } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { ALL_SHARDS } from '../../shared/use-cases/runs/run-items.ts';
import { CrashError } from './crashing-store.ts';
import { RunWorld } from './run-world.ts';
import { IDS } from './sample-run.ts';
import { daysAgo, untilSettled, user } from './vendor-world.ts';

/** The id of the n-th sync; ids sort as the syncs were begun. */
export const syncId = (n: number): string => `pul_00000000-sync-${String(n).padStart(3, '0')}`;

/** A run's world whose connection is pulled, again and again. */
export class PullWorld extends RunWorld {
  /** People who sign in, and an admin. */
  async openWith(people: number): Promise<this> {
    await this.open();
    this.vendor.users.push(
      user('boss', { role: { id: '1', kind: 'admin' }, lastLoginAt: daysAgo(1) }),
      ...Array.from({ length: people }, (_, index) =>
        user(`person-${String(index)}`, { lastLoginAt: daysAgo(1 + (index % 5)) }),
      ),
    );
    return this;
  }

  /** One call of the step of a sync, on this store or on another. */
  callSync(pullId: string, store: RecordStore = this.store) {
    return pullStep(this.deps(store), { contract: CONTRACT, connectionId: IDS.connection, pullId });
  }

  /** A whole sync, a minute after what came before. */
  async sync(n: number, store: RecordStore = this.store): Promise<Pull> {
    this.clock.advance(60_000);
    await untilSettled(this, () => this.callSync(syncId(n), store));
    return this.pullOf(syncId(n));
  }

  async pullOf(pullId: string): Promise<Pull> {
    const pull = await this.store.get(pulls, { instanceId: IDS.instance, pullId });
    if (pull === undefined) throw new Error(`There is no pull ${pullId}.`);
    return pull;
  }

  /** The pulls that are kept, by id. */
  async pulls(): Promise<Record<string, Pull['state']>> {
    const { records } = await this.store.page(pulls, { instanceId: IDS.instance }, { limit: 500 });
    return Object.fromEntries(records.map(({ pullId, state }) => [pullId, state]));
  }

  async currentPullId(): Promise<string | null> {
    return (await this.instance())?.currentPullId ?? null;
  }

  /** The accounts that lie under a pull. */
  async rows(pullId: string | null): Promise<Account[]> {
    if (pullId === null) return [];
    const scope = { instanceId: IDS.instance, pullId };
    const pages = await Promise.all(
      ALL_SHARDS.map((shard) => this.store.page(accounts, { ...scope, shard }, { limit: 500 })),
    );
    return pages.flatMap(({ records }) => records);
  }

  async figuresOfDay() {
    const day = this.clock.now().slice(0, 10);
    return (await this.store.get(dayFigures, { instanceId: IDS.instance, day }))?.figures;
  }

  /** Puts a pull's record back, as if nobody had swept it. */
  async keep(pull: Pull): Promise<void> {
    await this.store.writeMany([put(pulls, pull, 'any')]);
  }

  async rename(name: string): Promise<void> {
    const instance = await this.instance();
    if (instance === undefined) throw new Error('There is no instance.');
    await this.seed(put(instances, { ...instance, name, version: instance.version + 1 }, 'any'));
  }

  eventsOf(action: AuditEvent['action']): AuditEvent[] {
    return this.store.auditTrail().filter((event) => event.action === action);
  }
}

/** Calls a step on a store that dies at its n-th call; whether it died. */
export const dies = async (call: () => Promise<unknown>): Promise<boolean> => {
  try {
    await call();
    return false;
  } catch (fault) {
    if (!(fault instanceof CrashError)) throw fault;
    return true;
  }
};

/** Cuts a call off at every point, before and after each call to the store, until it gets through; how many points there were. */
export const everywhere = async (
  cutOffAt: (at: number, when: 'before' | 'after') => Promise<boolean>,
): Promise<number> => {
  let points = 0;
  for (const when of ['before', 'after'] as const)
    for (let at = 1; await cutOffAt(at, when); at += 1) points += 1;
  return points;
};
