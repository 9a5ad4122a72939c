import { AsyncLocalStorage } from 'node:async_hooks';
import type { VendorAccount } from '../../../shared/domain/account.ts';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Change } from '../../../shared/records/change.ts';
import { Facts } from './facts.ts';

/** One transaction that was made. */
export interface Write {
  readonly changes: readonly Change[];
  /** Null for technical records. */
  readonly event: AuditEvent | null;
  readonly at: string;
}

/** One call of a step, of a use case or of somebody outside; what it knows it knows from its beginning on. */
interface Call {
  readonly since: number;
  /** What it last read of each account at the vendor. */
  readonly reads: Map<string, Pick<VendorAccount, 'status' | 'tier' | 'role'> | 'gone'>;
  /** Changes it asked for after something forbade them in its middle. */
  afterStop: number;
}

/** A change as it arrives at the vendor, before anything comes of it. */
export interface Asked {
  readonly vendorAccountId: string;
  readonly at: string;
  readonly seq: number;
  readonly call: Call;
  /** The account at this moment. */
  readonly account: Pick<VendorAccount, 'status' | 'tier' | 'role'> | undefined;
}

/** A change the vendor made. */
export interface Made {
  readonly vendorAccountId: string;
  readonly accountId: string;
  readonly runId: string;
  readonly seq: number;
  readonly at: string;
}

/** What is known of the world outside: nothing here is read from what the product stored. */
export class Outside {
  /** Accounts nobody of the chart has. */
  readonly strangers = new Set<string>();
  /** Which person a user of this tool is. */
  readonly persons = new Map<string, string>();
  /** Moments at which somebody used an account. */
  readonly uses: { readonly vendorAccountId: string; readonly at: string; readonly seq: number }[] = [];
  /** When somebody else last changed an account at the vendor. */
  readonly edits = new Map<string, number>();
  /** Notices that went out, by run and address. */
  notices: () => readonly string[] = () => [];
}

/** One sentence that must hold, and how it is seen not to. Each check yields what is wrong. */
export interface Invariant {
  readonly name: string;
  /** Before a transaction is applied to the facts. */
  readonly atWrite?: (write: Write, witness: Witness) => Iterable<string>;
  /** When a change arrives at the vendor. */
  readonly atChange?: (asked: Asked, witness: Witness) => Iterable<string>;
  /** Between two commands. */
  readonly atRest?: (witness: Witness) => Iterable<string>;
}

/** Sees everything that is stored and everything the vendor is asked for, in the order in which it happens, and judges it. */
export class Witness {
  readonly facts = new Facts();
  readonly outside = new Outside();
  readonly made: Made[] = [];
  readonly violations: string[] = [];
  /** The moments at which something was seen, counted. */
  seq = 0;
  readonly #invariants: readonly Invariant[];
  readonly #now: () => string;
  readonly #calls = new AsyncLocalStorage<Call>();

  constructor(invariants: readonly Invariant[], now: () => string) {
    this.#invariants = invariants;
    this.#now = now;
  }

  get now(): string {
    return this.#now();
  }

  /** One call that knows nothing of what comes after its beginning. */
  during<T>(work: () => Promise<T>): Promise<T> {
    return this.#calls.run(this.#newCall(), work);
  }

  wrote(changes: readonly Change[], event: AuditEvent | null): void {
    this.seq += 1;
    const write = { changes, event, at: this.now };
    for (const { name, atWrite } of this.#invariants)
      if (atWrite !== undefined) this.#note(name, atWrite(write, this));
    this.facts.apply(changes, this.seq);
  }

  read(vendorAccountId: string, account: Pick<VendorAccount, 'status' | 'tier' | 'role'> | 'gone'): void {
    this.#calls.getStore()?.reads.set(vendorAccountId, account);
  }

  asked(vendorAccountId: string, account: Asked['account']): void {
    this.seq += 1;
    const call = this.#calls.getStore() ?? this.#newCall();
    const asked = { vendorAccountId, account, call, at: this.now, seq: this.seq };
    for (const { name, atChange } of this.#invariants)
      if (atChange !== undefined) this.#note(name, atChange(asked, this));
  }

  /** The vendor made a change. */
  changed(vendorAccountId: string): void {
    const accountId = this.facts.accountIds.get(vendorAccountId) ?? '';
    const runId = this.facts.claims.get(accountId) ?? '';
    this.made.push({ vendorAccountId, accountId, runId, seq: this.seq, at: this.now });
  }

  /** Somebody outside does something to an account. */
  happened(vendorAccountId: string, what: 'used' | 'edited'): void {
    this.seq += 1;
    if (what === 'used') this.outside.uses.push({ vendorAccountId, at: this.now, seq: this.seq });
    else this.outside.edits.set(vendorAccountId, this.seq);
  }

  /** Looks at everything as it stands between two commands; faults with every violation there was so far. */
  rest(): void {
    for (const { name, atRest } of this.#invariants) if (atRest !== undefined) this.#note(name, atRest(this));
    if (this.violations.length > 0) throw new Error([...new Set(this.violations)].join('\n'));
  }

  #newCall(): Call {
    return { since: this.seq, reads: new Map(), afterStop: 0 };
  }

  #note(name: string, problems: Iterable<string>): void {
    for (const problem of problems) this.violations.push(`“${name}” does not hold: ${problem}`);
  }
}
