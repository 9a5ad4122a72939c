import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import type { Instance } from '../../shared/domain/application.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { Exemption } from '../../shared/domain/exemption.ts';
import type { Person } from '../../shared/domain/person.ts';
import type { Run } from '../../shared/domain/run.ts';
import { plusMs } from '../../shared/domain/time.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { connections, instances } from '../../shared/records/applications.ts';
import { type Change, put } from '../../shared/records/change.ts';
import { exemptEntries, exemptLists } from '../../shared/records/exempt-lists.ts';
import { chartAddresses, orgCharts, people } from '../../shared/records/org-chart.ts';
import { openRuns, runs } from '../../shared/records/runs.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { SYSTEM_RUN } from '../../shared/use-cases/runs/run-progress.ts';
import { type MemoryUser, MemoryVendor } from './memory-vendor.ts';
import { POLICY_SETTINGS } from './policy-settings.ts';
import { IDS, sampleRun } from './sample-run.ts';

export const NOW = '2026-03-02T09:00:00.000Z';
const DAY_MS = 86_400_000;

/** The moment `days` before the tests' present. */
export const daysAgo = (days: number): string => plusMs(NOW, -days * DAY_MS);

const SETTINGS = {
  ...POLICY_SETTINGS,
  intentLease: 'PT15M',
  redriveWindow: 'P1D',
  landedExpiry: 'P30D',
} as const;

const CONNECTION: Connection = {
  connectionId: IDS.connection,
  instanceId: IDS.instance,
  applicationId: IDS.application,
  vendor: 'zoom',
  state: 'connected',
  plan: 'pro',
  rateShare: 0.5,
  clientId: 'client',
  vendorTenantId: 'tenant',
  grantedScopes: [],
  capabilities: ['list-accounts', 'read-activity', 'change-tier'],
  trouble: null,
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  createdBy: IDS.user,
  connectedAt: NOW,
  createdAt: NOW,
  version: 1,
};

const INSTANCE: Instance = {
  instanceId: IDS.instance,
  applicationId: IDS.application,
  name: 'Main',
  vendor: 'zoom',
  vendorTenantId: 'tenant',
  currentPullId: null,
  ordinaryRoleIds: [],
  createdAt: NOW,
  version: 1,
};

/** A licensed member who has not used anything for a hundred days, unless the patch says otherwise. */
export const user = (name: string, patch: Partial<MemoryUser> = {}): MemoryUser => ({
  vendorAccountId: `v-${name}`,
  email: `${name}@example.com`,
  emailVerified: true,
  status: 'active',
  tier: 'licensed',
  role: { id: '2', kind: 'member' },
  createdAt: daysAgo(400),
  lastLoginAt: daysAgo(100),
  hosted: [],
  signIns: [],
  ...patch,
});

/** A company with one connected vendor, in memory. */
export class VendorWorld {
  readonly store = new MemoryRecordStore();
  readonly vendor = new MemoryVendor();
  readonly surroundings = fixedSurroundings(NOW);
  readonly objects = new MemoryObjectStore(this.surroundings.clock);
  readonly reconnects: string[] = [];

  /** What every use case of a run takes, on this store or on one that dies. */
  deps(store: RecordStore = this.store) {
    return {
      store,
      ...this.surroundings,
      objects: this.objects,
      connectors: this.vendor,
      settings: SETTINGS,
      markNeedsReconnect: (connectionId: string) => {
        this.reconnects.push(connectionId);
        return Promise.resolve();
      },
    };
  }

  /** Writes records as their use cases would have. */
  async seed(...changes: readonly Change[]): Promise<void> {
    const event = auditEvent(this.deps(), SYSTEM_RUN, 'instance.changed');
    await this.store.commit(changes, event);
  }

  async open(): Promise<this> {
    await this.seed(put(connections, CONNECTION, 'any'), put(instances, INSTANCE, 'any'));
    return this;
  }

  async setConnection(patch: Partial<Connection>): Promise<void> {
    await this.seed(put(connections, { ...CONNECTION, ...patch }, 'any'));
  }

  async instance(): Promise<Instance | undefined> {
    return this.store.get(instances, { instanceId: IDS.instance });
  }

  /** Makes these the people of the current chart. */
  async setChart(
    list: readonly (Partial<Person> & { readonly email: string })[],
    chartId: string = IDS.chart,
  ) {
    const persons: Person[] = list.map((person) => ({
      emailAliases: [],
      custom: {},
      personId: personIdOf(person.email),
      ...person,
    }));
    await this.store.writeMany([
      ...persons.map((person) => put(people, { ...person, chartId }, 'any')),
      ...persons.flatMap(({ personId, email, emailAliases }) => [
        put(chartAddresses, { chartId, address: email, personId, by: 'email' as const }, 'any'),
        ...emailAliases.map((address) =>
          put(chartAddresses, { chartId, address, personId, by: 'alias' as const }, 'any'),
        ),
      ]),
    ]);
    const chart = { chartId, importId: 'imp_00000000-sample', people: persons.length, committedAt: NOW };
    await this.seed(put(orgCharts, { ...chart, version: 1 }, 'any'));
  }

  /** Puts one entry on everybody's exempt list. */
  async exempt(entry: Pick<Exemption, 'subject' | 'expiresAt'>): Promise<void> {
    const listId = 'exl_00000000-sample';
    const exemption = {
      ...entry,
      listId,
      exemptionId: 'exm_00000000-sample',
      scope: 'global' as const,
      reason: 'on call',
      ownerId: IDS.user,
      startsAt: daysAgo(30),
      removedAt: null,
      version: 1,
    };
    await this.seed(
      put(exemptLists, { scope: 'global', listId, importId: null, version: 1 }, 'any'),
      put(exemptEntries, exemption, 'any'),
    );
  }

  /** A run that was just started. */
  async startRun(patch: Partial<Run> = {}): Promise<Run> {
    const run = sampleRun({
      stage: 'pull',
      pullId: null,
      decidedAt: null,
      seal: null,
      answerBy: null,
      startedAt: NOW,
      ...patch,
    });
    const { workflowId } = run.workflow;
    await this.seed(put(runs, run, 'any'), put(openRuns, { workflowId, runId: run.runId }, 'any'));
    return run;
  }

  async run(runId: string = IDS.run): Promise<Run> {
    const run = await this.store.get(runs, { runId });
    if (run === undefined) throw new Error(`There is no run ${runId}.`);
    return run;
  }

  /** The input of a step of the run. */
  input(runId: string = IDS.run) {
    return { contract: CONTRACT, runId } as const;
  }
}

/** The id of a person in {@link VendorWorld.setChart}. */
export const personIdOf = (email: string): string => `per_${email.replaceAll(/[^a-z0-9]/g, '-')}`;

/** Calls a step until it says something else than `more`, moving the clock to where a rate limit wants it. */
export const untilSettled = async <T extends { outcome: string; notBefore?: string }>(
  world: VendorWorld,
  step: () => Promise<T>,
): Promise<T> => {
  for (let call = 0; call < 500; call += 1) {
    const result = await step();
    if (!['more', 'rate-limited', 'delayed'].includes(result.outcome)) return result;
    const { notBefore } = result;
    if (notBefore !== undefined && notBefore > world.surroundings.clock.now())
      world.surroundings.clock.set(notBefore);
  }
  throw new Error('The step never settled.');
};
