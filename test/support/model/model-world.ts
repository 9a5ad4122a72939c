import { RecordLeases } from '../../../shared/adapters/leases/record-leases.ts';
import { MemoryVault } from '../../../shared/adapters/memory/memory-vault.ts';
import { MemoryVendorEventQueue } from '../../../shared/adapters/memory/memory-vendor-event-queue.ts';
import type { VendorEventMessage } from '../../../shared/contracts/vendor-event-message.ts';
import type { ReportedFacts } from '../../../shared/domain/account-news.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { Workflow } from '../../../shared/domain/workflow.ts';
import type { TokenKeeper } from '../../../shared/ports/token-keeper.ts';
import { users } from '../../../shared/records/access.ts';
import { workflows } from '../../../shared/records/applications.ts';
import type { RecordStore } from '../../../shared/ports/record-store.ts';
import { put } from '../../../shared/records/change.ts';
import { markNeedsReconnect } from '../../../shared/use-cases/connections/connection-health.ts';
import { takeVendorEvent } from '../../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { RunWorld } from '../run-world.ts';
import { IDS, sampleWorkflow } from '../sample-run.ts';
import { daysAgo, user } from '../vendor-world.ts';
import { INVARIANTS } from './invariants.ts';
import { type Invariant, Witness } from './witness.ts';
import { WitnessedStore } from './witnessed-store.ts';
import { WitnessedVendor } from './witnessed-vendor.ts';

const CAPABILITIES: Connection['capabilities'] = [
  'list-accounts',
  'read-activity',
  'change-tier',
  'deactivate',
  'remove',
];

/** A vendor that was uninstalled refuses every token. */
const TOKENS_REFUSED: TokenKeeper = {
  fresh: () => Promise.resolve({ kind: 'reconnect-needed', reason: 'uninstalled' }),
  newerThan: () => Promise.resolve({ kind: 'reconnect-needed', reason: 'uninstalled' }),
};

/** People who use nothing; `dan` has left the company. */
export const SLEEPERS = ['ada', 'bob', 'cleo', 'dan', 'eve'] as const;
export type Sleeper = (typeof SLEEPERS)[number];
/** People who are at work, and manage the others. */
const BUSY = ['fay', 'gus', 'hal'] as const;

/** Users of this tool: `fay` twice, under two addresses of hers, and two other people. */
export const TOOL_USERS = {
  fay: IDS.user,
  'fay again': 'usr_00000000-fay-again',
  gus: 'usr_00000000-gus',
  hal: 'usr_00000000-hal',
} as const;
export type ToolUser = keyof typeof TOOL_USERS;

const ADDRESSES: Readonly<Record<ToolUser, string>> = {
  fay: 'fay@example.com',
  'fay again': 'fay.second@example.com',
  gus: 'gus@example.com',
  hal: 'hal@example.com',
};

const WORKFLOW_NAMES = ['sleepers', 'long sleepers', 'leavers'] as const;
export type WorkflowName = (typeof WORKFLOW_NAMES)[number];
export const workflowIdOf = (name: WorkflowName): string =>
  name === 'sleepers' ? IDS.workflow : `wfl_00000000-${name.replaceAll(' ', '-')}`;

const ruleOf = (name: string, patch: Partial<Workflow['rules'][number]>) => ({
  ruleId: `rul_00000000-${name.replaceAll(' ', '-')}`,
  name,
  when: { field: 'daysSinceLastUse', atLeast: 60 } as const,
  outcome: { kind: 'downgrade', toTier: 'basic' } as const,
  ...patch,
});

const WORKFLOWS: Readonly<Record<WorkflowName, Partial<Workflow>>> = {
  sleepers: {},
  'long sleepers': {
    notify: false,
    changedBy: TOOL_USERS.gus,
    rules: [
      ruleOf('long sleepers', {
        when: { field: 'daysSinceLastUse', atLeast: 90 },
        outcome: { kind: 'deactivate' },
      }),
    ],
  },
  leavers: {
    rules: [ruleOf('leavers', { when: { field: 'left', is: true }, outcome: { kind: 'disassociate' } })],
  },
};

/**
 * A small company whose every write and every call of the vendor is witnessed: five people who use nothing, three who work, an admin
 * who sleeps and an account that is nobody's; three workflows over the same people, the last of which can’t be undone.
 */
export class ModelWorld extends RunWorld {
  readonly #vendorEvents = new MemoryVendorEventQueue();
  #receipts = 0;
  /** Puts calls of the store and the vendor in an order, where several run side by side. */
  turn: (what: string) => Promise<void> = () => Promise.resolve();
  readonly witness: Witness;
  override readonly store = new WitnessedStore({
    turn: (what) => this.turn(what),
    wrote: (changes, event) => {
      this.witness.wrote(changes, event);
    },
  });
  override readonly changer = new WitnessedVendor(this.vendor, {
    turn: (what) => this.turn(what),
    read: (id, account) => {
      this.witness.read(id, account);
    },
    asked: (id, account) => {
      this.witness.asked(id, account);
    },
    changed: (id) => {
      this.witness.changed(id);
    },
  });

  constructor(invariants: readonly Invariant[] = INVARIANTS) {
    super();
    this.witness = new Witness(invariants, () => this.clock.now());
  }

  /** As every step takes it; a connection whose tokens are refused is marked as the product marks it. */
  override all(store: RecordStore = this.store) {
    const deps = super.all(store);
    return {
      ...deps,
      markNeedsReconnect: (connectionId: string, reason: string) =>
        markNeedsReconnect(deps, connectionId, reason),
    };
  }

  override async setConnection(patch: Partial<Connection>): Promise<void> {
    await super.setConnection({ capabilities: CAPABILITIES, ...patch });
  }

  override async open(): Promise<this> {
    await super.open();
    await this.setConnection({});
    const now = this.clock.now();
    this.vendor.pageSize = 50;
    this.vendor.users.push(
      ...SLEEPERS.map((name) => user(name)),
      ...BUSY.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
      user('boss', { role: { id: '1', kind: 'admin' } }),
      user('nobody'),
    );
    const hasLeft = (name: string) => (name === 'dan' ? { endDate: daysAgo(30).slice(0, 10) } : {});
    await this.setChart([
      ...SLEEPERS.map((name, index) => ({
        email: `${name}@example.com`,
        firstName: name,
        managerEmail: index < 3 ? 'gus@example.com' : 'hal@example.com',
        ...hasLeft(name),
      })),
      ...[...BUSY, 'boss'].map((name) => ({
        email: `${name}@example.com`,
        emailAliases: name === 'fay' ? [ADDRESSES['fay again']] : [],
      })),
    ]);
    await this.#seedUsers();
    await this.#seedWorkflows();
    this.#introduce();
    return this;
  }

  /** Somebody uses their account. */
  use(name: string): void {
    const now = this.clock.now();
    const account = this.vendor.users.find(({ vendorAccountId }) => vendorAccountId === `v-${name}`);
    if (account === undefined) return;
    this.changer.edit(`v-${name}`, { lastLoginAt: now, signIns: [...account.signIns, now] });
    this.witness.happened(`v-${name}`, 'used');
  }

  /** Somebody else changes an account at the vendor; null removes it. */
  editAtVendor(name: string, patch: Parameters<WitnessedVendor['edit']>[1] | null): void {
    if (patch === null) this.changer.remove(`v-${name}`);
    else this.changer.edit(`v-${name}`, patch);
    this.witness.happened(`v-${name}`, 'edited');
  }

  /** The vendor reports something of an account by its webhook. */
  async report(name: string, facts: ReportedFacts, at: string): Promise<void> {
    await this.#take({ kind: 'account-changed', at, vendorAccountId: `v-${name}`, facts, ...this.#heard() });
  }

  /** The app is uninstalled at the vendor, which says so; everything that follows is done at once. */
  async uninstall(): Promise<void> {
    await this.#take({ kind: 'uninstalled', at: null, ...this.#heard() });
    for (let handed = 0; handed < 10; handed += 1) {
      const message = this.#vendorEvents.waiting.shift();
      if (message === undefined) return;
      this.clock.advance((this.#vendorEvents.delays.shift() ?? 0) * 1000);
      await this.#take(message);
    }
  }

  #heard() {
    this.#receipts += 1;
    const receipt = String(this.#receipts).padStart(64, '0');
    return { connectionId: IDS.connection, receipt, receivedAt: this.clock.now() };
  }

  #take(message: VendorEventMessage): Promise<void> {
    const deps = this.all();
    return takeVendorEvent(
      {
        ...deps,
        settings: { refreshLease: 'PT10S' },
        vault: new MemoryVault(),
        leases: new RecordLeases(this.store, this.clock),
        tokens: TOKENS_REFUSED,
        vendorEvents: this.#vendorEvents,
      },
      message,
    );
  }

  async #seedUsers(): Promise<void> {
    const now = this.clock.now();
    const of = (name: ToolUser) => ({
      userId: TOOL_USERS[name],
      email: ADDRESSES[name],
      userName: ADDRESSES[name],
      externalId: null,
      role: 'admin' as const,
      active: true,
      source: 'api' as const,
      sessionsValidFrom: null,
      createdAt: now,
      version: 1,
    });
    const names = ['fay', 'fay again', 'gus', 'hal'] as const;
    await this.seed(...names.map((name) => put(users, of(name), 'any')));
  }

  async #seedWorkflows(): Promise<void> {
    await this.seed(
      ...WORKFLOW_NAMES.map((name) =>
        put(workflows, sampleWorkflow({ workflowId: workflowIdOf(name), name, ...WORKFLOWS[name] }), 'any'),
      ),
    );
  }

  /** Tells the witness what it can’t see in what is stored. */
  #introduce(): void {
    const { outside } = this.witness;
    outside.strangers.add('v-nobody');
    outside.persons.set(TOOL_USERS.fay, 'fay').set(TOOL_USERS['fay again'], 'fay');
    outside.persons.set(TOOL_USERS.gus, 'gus').set(TOOL_USERS.hal, 'hal');
    outside.notices = () => this.mailer.outbox.map(({ to, tags }) => `${String(tags['runId'])} ${to}`);
  }
}
