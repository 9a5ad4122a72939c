import { z } from 'zod';
import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { MemoryLinkSigner } from '../../shared/adapters/memory/memory-link-signer.ts';
import { MemoryMachines } from '../../shared/adapters/memory/memory-machines.ts';
import { MemoryMailer } from '../../shared/adapters/memory/memory-mailer.ts';
import { MemoryPermits } from '../../shared/adapters/memory/memory-permits.ts';
import { MemoryScheduler } from '../../shared/adapters/memory/memory-scheduler.ts';
import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import { vendorAccountSchema } from '../../shared/domain/account.ts';
import type { PlanItem } from '../../shared/domain/plan-item.ts';
import { shardOf } from '../../shared/domain/plan.ts';
import { type Policy, policySchema } from '../../shared/domain/policy.ts';
import type { Run, WaitPhase } from '../../shared/domain/run.ts';
import type { RateLimit } from '../../shared/ports/permits.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { accounts, pulls } from '../../shared/records/accounts.ts';
import { applications, workflows } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { policies } from '../../shared/records/protections.ts';
import { claims, planItems } from '../../shared/records/runs.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { ALL_SHARDS, itemsOf } from '../../shared/use-cases/runs/run-items.ts';
import { ChangingVendor } from './changing-vendor.ts';
import { IDS, sampleItem, sampleRun } from './sample-run.ts';
import { NOW, VendorWorld, personIdOf, user } from './vendor-world.ts';

export const ADMIN: Caller = { actor: { kind: 'user', userId: IDS.user, tokenId: null } };

export const accountIdOf = (name: string): string => `acc_sample-${name}`;

/** A company with a vendor that makes changes, a mail service and state machines, all in memory. */
export class RunWorld extends VendorWorld {
  readonly changer = new ChangingVendor(this.vendor);
  readonly machines = new MemoryMachines();
  readonly scheduler = new MemoryScheduler();
  readonly mailer = new MemoryMailer();
  readonly links = new MemoryLinkSigner(this.surroundings.clock);
  readonly permits = new MemoryPermits(this.surroundings.clock);
  mail: RateLimit = { name: 'mail', perSecond: 50, perDay: 50_000 };

  get clock() {
    return this.surroundings.clock;
  }

  /** What every step of a run takes, on this store or on another. */
  all(store: RecordStore = this.store) {
    const deps = this.deps(store);
    return {
      ...deps,
      settings: { ...deps.settings, publicOrigin: 'https://seats.example.com', notifyAllowance: 'P1D' },
      connectors: this.changer,
      machines: this.machines,
      scheduler: this.scheduler,
      mailer: this.mailer,
      links: this.links,
      permits: this.permits,
      mail: this.mail,
      templates: new EtaMailTemplates(),
      markNeedsReconnect: async (connectionId: string, reason: string) => {
        this.reconnects.push(connectionId);
        await this.setConnection({ state: 'needs-reconnect', trouble: reason });
      },
    };
  }

  override async open(): Promise<this> {
    await super.open();
    const application = {
      applicationId: IDS.application,
      name: 'Zoom',
      contacts: [{ kind: 'technical-lead' as const, email: 'lead@example.com' }],
      createdAt: NOW,
      version: 1,
    };
    await this.seed(put(applications, application, 'any'), put(workflows, sampleRun().workflow, 'any'));
    return this;
  }

  async setPolicy(patch: Partial<Policy>): Promise<void> {
    await this.seed(put(policies, policySchema.parse({ ...patch, version: 1 }), 'any'));
  }

  /** A sealed run with an item, an account, a claim and a person for each name; `licensed` are those of its pull. */
  async plan(
    names: readonly string[],
    patch: Partial<Run> = {},
    itemPatch: (name: string) => Partial<PlanItem> = () => ({}),
    licensed = 500,
  ): Promise<Run> {
    await this.setChart(names.map((name) => ({ email: `${name}@example.com`, firstName: name })));
    await this.seed(
      put(
        pulls,
        {
          pullId: IDS.pull,
          instanceId: IDS.instance,
          connectionId: IDS.connection,
          startedAt: NOW,
          state: 'applied',
          lookbackDays: [],
          loginLagDays: 3,
          cursor: null,
          sources: [],
          rereads: 0,
          figures: { accounts: licensed, active: licensed, inactive: 0, pending: 0, licensed, basic: 0 },
          signs: null,
          findings: [],
          endedAt: NOW,
          failure: null,
          version: 1,
        },
        'any',
      ),
    );
    for (const name of names) {
      const account = z.object(vendorAccountSchema.shape).parse(user(name));
      if (!this.vendor.users.some(({ email }) => email === account.email)) this.vendor.users.push(user(name));
      const accountId = accountIdOf(name);
      const stored = { ...account, accountId, instanceId: IDS.instance, observedAt: NOW, pullId: IDS.pull };
      const item = sampleItem({
        accountId,
        personId: personIdOf(`${name}@example.com`),
        state: 'planned',
        ...itemPatch(name),
      });
      await this.store.writeMany([put(accounts, stored, 'any')]);
      await this.seed(put(planItems, item, 'any'), put(claims, { accountId, runId: item.runId }, 'any'));
    }
    const seal = { hash: 'a'.repeat(64), sealedAt: NOW, size: names.length };
    return this.startRun({ stage: 'guard', pullId: IDS.pull, decidedAt: NOW, seal, ...patch });
  }

  async item(name: string, runId: string = IDS.run): Promise<PlanItem> {
    const item = await this.store.get(planItems, { runId, accountId: accountIdOf(name) });
    if (item === undefined) throw new Error(`There is no item of ${name}.`);
    return item;
  }

  async items(runId: string = IDS.run): Promise<PlanItem[]> {
    const all: PlanItem[] = [];
    for (const shard of ALL_SHARDS) for await (const item of itemsOf(this, runId, shard)) all.push(item);
    return all;
  }

  /** Items by state. */
  async states(runId: string = IDS.run): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { state } of await this.items(runId)) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  async isClaimed(name: string): Promise<boolean> {
    return (await this.store.get(claims, { accountId: accountIdOf(name) })) !== undefined;
  }

  /** Actions of the audit trail, in order, without those of seeding. */
  actions(): string[] {
    return this.store
      .auditTrail()
      .map(({ action }) => action)
      .filter((action) => action !== 'instance.changed');
  }

  /** The input of a step for the shard that holds a name's account. */
  shardInput(name: string, startedAt: string = this.clock.now()) {
    const shard = shardOf(accountIdOf(name));
    return { contract: CONTRACT, runId: IDS.run, scope: 'shard', shard, startedAt } as const;
  }

  wholeInput(runId: string = IDS.run) {
    return { contract: CONTRACT, runId, scope: 'run' } as const;
  }

  waitInput(phase: WaitPhase, taskToken = `token-${phase}`, runId: string = IDS.run) {
    return { contract: CONTRACT, runId, phase, taskToken } as const;
  }
}
