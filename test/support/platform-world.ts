import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Pull } from '../../shared/domain/pull.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { pulls } from '../../shared/records/accounts.ts';
import { connections, instances } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { loggedDays } from '../../shared/records/day-log.ts';
import { platformLogs } from '../../shared/records/platform.ts';
import { signInDays, ssoApps } from '../../shared/records/sso-apps.ts';
import { assignedCount } from '../../shared/use-cases/platform/assigned-count.ts';
import { platformStatuses } from '../../shared/use-cases/platform/platform-statuses.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { ALL_SHARDS } from '../../shared/use-cases/runs/run-items.ts';
import { MemoryPlatform, platformApp, platformPerson } from './memory-platform.ts';
import { syncId } from './pull-world.ts';
import { IDS } from './sample-run.ts';
import { VendorWorld, untilSettled } from './vendor-world.ts';

/** A connected platform that is pulled, again and again. */
export class PlatformWorld extends VendorWorld {
  readonly platform = new MemoryPlatform();

  /** What pulling takes, on this store or on one that dies. */
  depsOn(store: RecordStore = this.store) {
    return { ...this.deps(store), connectors: this.platform };
  }

  /** People who are all assigned to an application, and every other one of them to another. */
  async openWith(people: number): Promise<this> {
    await this.open();
    const instance = await this.instance();
    if (instance === undefined) throw new Error('There is no instance.');
    await this.seed(put(instances, { ...instance, vendor: 'okta' as const }, 'any'));
    await this.setConnection({ vendor: 'okta' });
    const names = Array.from({ length: people }, (_, index) => `person-${String(index)}`);
    this.platform.people.push(...names.map((name) => platformPerson(name)));
    this.platform.apps.push(
      platformApp('zoom', { catalogName: 'zoomus', label: 'Zoom' }),
      platformApp('wiki'),
      platformApp('nobody'),
    );
    const ids = this.platform.people.map(({ platformUserId }) => platformUserId);
    this.platform.assigned.set('0oa-zoom', ids);
    this.platform.assigned.set(
      '0oa-wiki',
      ids.filter((_, index) => index % 2 === 0),
    );
    return this;
  }

  /** One call of the step of a sync, on this store or on another. */
  callSync(pullId: string, store: RecordStore = this.store) {
    return pullStep(this.depsOn(store), { contract: CONTRACT, connectionId: IDS.connection, pullId });
  }

  /** A whole sync, a minute after what came before. */
  async sync(n: number): Promise<Pull> {
    this.surroundings.clock.advance(60_000);
    await untilSettled(this, () => this.callSync(syncId(n)));
    return this.pullOf(syncId(n));
  }

  connection() {
    return this.store.get(connections, { connectionId: IDS.connection });
  }

  async pullOf(pullId: string): Promise<Pull> {
    const pull = await this.store.get(pulls, { instanceId: IDS.instance, pullId });
    if (pull === undefined) throw new Error(`There is no pull ${pullId}.`);
    return pull;
  }

  async currentPullId(): Promise<string | null> {
    return (await this.instance())?.currentPullId ?? null;
  }

  /** The people who are assigned to an application, by the current pull. */
  async assignedTo(platformAppId: string): Promise<number | null> {
    const source = { kind: 'platform' as const, instanceId: IDS.instance, platformAppId };
    return (await assignedCount({ store: this.store }, { source }))?.count ?? null;
  }

  /** How somebody stands, by the current pull; sorted, since somebody may be there twice. */
  async statusOf(name: string): Promise<string[]> {
    const [found] = await platformStatuses({ store: this.store }, [`${name}@example.com`]);
    return (found ?? []).map(({ vendorStatus }) => vendorStatus).sort();
  }

  async setLogCursor(cursor: string): Promise<void> {
    const log = await this.store.get(platformLogs, { instanceId: IDS.instance });
    if (log === undefined) throw new Error('The log was never read.');
    await this.store.writeMany([put(platformLogs, { ...log, cursor }, 'any')]);
  }

  /** What the apps that people sign in to are called. */
  async ssoAppLabels(): Promise<string[]> {
    const { records } = await this.store.page(ssoApps, {}, { limit: 100 });
    return records.map(({ label }) => label).sort();
  }

  /** The addresses that ever signed in to an application. */
  async signedInTo(platformAppId: string): Promise<string[]> {
    const { records } = await this.store.page(ssoApps, {}, { limit: 100 });
    const app = records.find(
      ({ source }) => source.kind === 'platform' && source.platformAppId === platformAppId,
    );
    if (app === undefined) throw new Error(`There is no ${platformAppId}.`);
    const { ssoAppId } = app;
    const pages = await Promise.all(
      ALL_SHARDS.map((shard) => this.store.page(signInDays, { ssoAppId, shard }, { limit: 500 })),
    );
    return pages.flatMap((page) => page.records.map(({ address }) => address)).sort();
  }

  /** How many sign-ins to an application are known, over all days. */
  async signInsTo(platformAppId: string): Promise<number> {
    const { records: apps } = await this.store.page(ssoApps, {}, { limit: 100 });
    const app = apps.find(
      ({ source }) => source.kind === 'platform' && source.platformAppId === platformAppId,
    );
    if (app === undefined) return 0;
    const { ssoAppId } = app;
    const { records } = await this.store.page(loggedDays, { log: 'sso', ssoAppId }, { limit: 500 });
    return records.reduce((sum, { summary }) => sum + summary.events, 0);
  }

  /** The rows that lie under a pull, counted by the collection they are of. */
  rowsOf(pullId: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { collection, document } of this.store.everything())
      if (collection.startsWith('platform-') && JSON.stringify(document).includes(`"${pullId}"`))
        counts[collection] = (counts[collection] ?? 0) + 1;
    return counts;
  }

  eventsOf(action: AuditEvent['action']): AuditEvent[] {
    return this.store.auditTrail().filter((event) => event.action === action);
  }
}
