import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../shared/adapters/memory/memory-vault.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import type { Instance } from '../../shared/domain/application.ts';
import { type Pull, pullSchema } from '../../shared/domain/pull.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { accountIdentities, accounts, activities, dayFigures, pulls } from '../../shared/records/accounts.ts';
import { connections, instances, vendorTenants } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { type ConnectionDeletion, connectionDeletions } from '../../shared/records/connection-deletions.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { landedOf } from '../../shared/use-cases/pull/land-page.ts';
import type { CallBudget } from '../../shared/use-cases/runs/call-budget.ts';
import { removeCollected } from '../../shared/use-cases/vendor-events/remove-collected.ts';
import { ADMIN } from './run-world.ts';
import { sampleAccount } from './sample-account.ts';

const APPLICATION = 'app_00000000-deleting';
const INSTANCE = 'ins_00000000-deleting';
const AT = '2026-03-02T09:00:00.000Z';

export const CONNECTION = 'con_00000000-deleting';
export const OTHER = 'con_00000000-staying';

/** What is left where everything collected is gone, beside audit events. */
export const NOTHING_LEFT = { instance: 1, 'connection-deletion': 1, landed: 0 };

const ENDLESS: CallBudget = { leftMs: () => 1, isSpent: () => false };

/** An instance whose connection was taken off and is being deleted, with all that was collected over it, on memory twins. */
export class DeletingWorld {
  readonly surroundings = fixedSurroundings();
  readonly store = new MemoryRecordStore();
  readonly objects = new MemoryObjectStore(this.surroundings.clock);
  readonly vault = new MemoryVault();
  readonly pullIds: string[] = [];

  async open(): Promise<this> {
    const { clock } = this.surroundings;
    const instance: Instance = {
      ...{ instanceId: INSTANCE, applicationId: APPLICATION, name: 'Miro', vendor: 'zoom' as const },
      ...{ vendorTenantId: 'tenant', currentPullId: null, ordinaryRoleIds: [], createdAt: AT, version: 1 },
    };
    await this.store.commit(
      [
        put(instances, instance, 'any'),
        put(vendorTenants, { vendor: 'zoom', vendorTenantId: 'tenant', instanceId: INSTANCE }, 'any'),
      ],
      auditEvent(this.surroundings, ADMIN, 'instance.created'),
    );
    await this.connection(CONNECTION);
    clock.set('2026-03-09T09:00:00.000Z');
    return this;
  }

  async connection(connectionId: string): Promise<void> {
    const connection = {
      ...{ connectionId, instanceId: INSTANCE, applicationId: APPLICATION, vendor: 'zoom' as const },
      ...{ state: 'disconnected' as const, plan: null, rateShare: 0.5, clientId: null },
      ...{ vendorTenantId: 'tenant', grantedScopes: [], capabilities: [], trouble: null },
      sync: { schedule: { kind: 'rate' as const, value: 1, unit: 'days' as const }, paused: false },
      ...{ createdBy: 'usr_00000000-admin', connectedAt: null, createdAt: AT, version: 1 },
    };
    await this.store.commit(
      [put(connections, connection, 'any')],
      auditEvent(this.surroundings, ADMIN, 'connection.created'),
    );
    await this.vault.write(connectionId, { kind: 'token', token: null, generation: 1 });
  }

  /** A pull of so many accounts, each with its activity, and a page that was landed. */
  async pulled(name: string, people: number, more: Partial<Pull> = {}): Promise<void> {
    const pullId = `pul_00000000-${name}`;
    const { connectionId = CONNECTION } = more;
    const figures = { accounts: people, active: people, inactive: 0, pending: 0, licensed: 0, basic: 0 };
    const pull = pullSchema.parse({
      ...{ pullId, instanceId: INSTANCE, connectionId, startedAt: AT, endedAt: AT, state: 'applied' },
      ...{ lookbackDays: [], loginLagDays: 0, cursor: null, sources: [], failure: null, figures, version: 1 },
      ...more,
    });
    const ids = Array.from({ length: people }, (_, index) => `acc_00000000-${name}-${String(index)}`);
    await this.store.writeMany([
      put(pulls, pull, 'any'),
      put(dayFigures, { instanceId: INSTANCE, day: '2026-03-02', pullId, connectionId, figures }, 'any'),
      ...ids.flatMap((accountId) => {
        const ref = { instanceId: INSTANCE, pullId, accountId };
        return [
          put(accounts, sampleAccount(ref), 'any'),
          put(activities, { ...ref, engagement: [], signIns: null }, 'any'),
        ];
      }),
    ]);
    await this.objects.put(`${landedOf({ instanceId: INSTANCE, pullId })}accounts/0.json`, '[]', 'text/json');
    if (connectionId === CONNECTION) this.pullIds.push(pullId);
  }

  async identify(people: number): Promise<void> {
    await this.store.writeMany(
      Array.from({ length: people }, (_, index) =>
        put(
          accountIdentities,
          { instanceId: INSTANCE, vendorKey: `id:${String(index)}`, accountId: `acc_${String(index)}-known` },
          'any',
        ),
      ),
    );
  }

  /** Somebody asks for the deletion now. */
  async ask(): Promise<void> {
    const deletion: ConnectionDeletion = {
      ...{ connectionId: CONNECTION, instanceId: INSTANCE, applicationId: APPLICATION },
      ...{ requestedBy: ADMIN.actor, requestedAt: this.surroundings.clock.now(), pullIds: this.pullIds },
      ...{ partsDone: 0, parts: this.pullIds.length * 17 + 18, removed: 0, endedAt: null, version: 1 },
    };
    await this.store.writeMany([put(connectionDeletions, deletion, 'any')]);
  }

  /** One call of a worker, on this store or on one that dies. */
  work(store: RecordStore = this.store, budget: CallBudget = ENDLESS) {
    const { objects, vault, surroundings } = this;
    return removeCollected({ ...surroundings, store, objects, vault }, CONNECTION, budget);
  }

  async deletion(): Promise<ConnectionDeletion> {
    const found = await this.store.get(connectionDeletions, { connectionId: CONNECTION });
    if (found === undefined) throw new Error('Nobody asked for it.');
    return found;
  }

  /** What there is of the instance, by kind, beside audit events. */
  async left(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { collection } of this.store.everything())
      if (!collection.endsWith('-event')) counts[collection] = (counts[collection] ?? 0) + 1;
    const landed = await this.objects.list('landed/');
    return { ...counts, landed: landed.length };
  }
}
