import type { ChangeTrouble } from '../changing-vendor.ts';
import type { Fault } from '../faulty.ts';
import type { MemoryUser } from '../memory-vendor.ts';
import { itemKey } from './facts.ts';
import { isExempt, keepsAt, reportedAgainst } from './protections.ts';
import type { ModelWorld } from './model-world.ts';

const MINUTE_MS = 60_000;
const LEASE_MS = 15 * MINUTE_MS;
const READ_GOOD_FOR_MS = 30 * MINUTE_MS;
const ASKED_FOR_MS = 14 * 86_400_000;
/** Tries after which a reading of an account, and the sending of a change, are given up. */
const READ_TRIES = 4;
const SEND_TRIES = 3;

const msSince = (then: string, now: string): number => Date.parse(now) - Date.parse(then);

/**
 * What is expected of one plan item: a plain account of how it moves, written without a look at how the product moves it. It looks at the
 * vendor and at what was stored of exemptions and reports, and never at the item.
 */
export class ItemModel {
  state = 'noticed';
  isOver = false;
  isConnected = true;
  readonly faults: Fault[] = [];
  readonly troubles: ChangeTrouble[] = [];
  #endedAt: string | null = null;
  #sent: { at: string; attempts: number; tier: string; status: string } | null = null;
  #reading: { at: string; done: boolean; tries: number } | null = null;
  #judgedAt = '';
  readonly #world: ModelWorld;
  readonly #name: string;
  readonly #runId: string;

  constructor(world: ModelWorld, name: string, runId: string) {
    this.#world = world;
    this.#name = name;
    this.#runId = runId;
  }

  /** Takes over where the item stands after several did something at once, which no model foresees. */
  follow(): void {
    const { facts } = this.#world.witness;
    const item = [...facts.items.values()].find((each) => each.runId === this.#runId);
    if (item === undefined) throw new Error('There is no item.');
    const { intent, beforeImage } = item;
    this.state = item.state;
    if (intent !== null && beforeImage !== null)
      this.#sent = { ...intent, tier: beforeImage.tier, status: beforeImage.status };
    const reading = facts.readings.get(this.#runId);
    this.#reading = reading === undefined ? null : { ...reading };
    this.#judgedAt = facts.judged.get(itemKey(item))?.at ?? '';
    const run = facts.runs.get(this.#runId);
    this.isOver = run?.status !== 'open' || run.cancelRequested;
    if (run?.status !== 'open') this.#endedAt ??= this.#now;
  }

  cancel(): void {
    this.isOver = true;
  }

  /** A person says "keep" and is heard. */
  keep(): void {
    if (['planned', 'noticed', 'due', 'held'].includes(this.state)) this.state = 'kept';
  }

  act(): void {
    if (!this.isConnected) return;
    if (this.state === 'acting') this.#settle();
    else if (this.state === 'due' && !this.isOver) this.state = this.#isKilled ? 'held' : this.#change();
  }

  verify(): void {
    if (this.state !== 'acted' || !this.isConnected) return;
    const account = this.#read();
    if (account === 'unsaid') return;
    this.state =
      account !== 'refused' && account !== 'gone' && account.tier === 'basic' ? 'verified' : 'failed';
  }

  close(): void {
    this.isOver = true;
    if (['planned', 'noticed', 'due'].includes(this.state)) this.state = 'cancelled';
    const isAskedFor = this.#endedAt === null || msSince(this.#endedAt, this.#now) < ASKED_FOR_MS;
    if (['acting', 'acted'].includes(this.state) && !isAskedFor) this.state = 'failed';
    this.#endedAt ??= this.#now;
  }

  /** Before anything is changed after the wait: everybody is looked at anew, and again where that was long ago. */
  recheck(): void {
    if (this.isOver) return;
    if (this.#isKilled) {
      if (['planned', 'noticed', 'due'].includes(this.state)) this.state = 'held';
      return;
    }
    const isGood = this.#reading !== null && msSince(this.#reading.at, this.#now) <= READ_GOOD_FOR_MS;
    if ((isGood && this.#reading?.done === true) || !this.isConnected) return;
    const reading =
      isGood && this.#reading !== null ? this.#reading : { at: this.#now, done: false, tries: 0 };
    this.#reading = reading;
    if (this.state === 'acting' && !this.#settle()) return;
    const isJudged = this.state === 'due' && this.#judgedAt >= reading.at;
    reading.done = isJudged || !['planned', 'noticed', 'due'].includes(this.state) || this.#judge(reading);
  }

  get #now(): string {
    return this.#world.clock.now();
  }

  get #isKilled(): boolean {
    return this.#world.witness.facts.killedSince !== null;
  }

  /** The account as the vendor has it, or that it does not say. */
  #read(): MemoryUser | 'gone' | 'refused' | 'unsaid' {
    const account = this.#world.vendor.users.find(
      ({ vendorAccountId }) => vendorAccountId === `v-${this.#name}`,
    );
    if (account === undefined) return 'gone';
    const fault = this.faults.shift();
    if (fault === undefined) return account;
    if (fault.kind === 'gone' || fault.kind === 'refused') return fault.kind;
    if (fault.kind === 'reconnect-needed') this.isConnected = false;
    return 'unsaid';
  }

  /** What protects the person, whoever asks; null where nothing does. */
  #protection(account: MemoryUser): 'protected' | null {
    const { facts } = this.#world.witness;
    const { seal } = facts.runs.get(this.#runId) ?? {};
    const span = { from: seal?.sealedAt ?? '', to: this.#now };
    const { personIds } = facts.protectedPeople;
    const isPerson = personIds.some((id) => id.includes(this.#name));
    const isFree =
      account.status === 'active' && account.role.kind === 'member' && account.tier === 'licensed';
    return !isFree || isPerson || isExempt(facts, `v-${this.#name}`, span, Infinity) ? 'protected' : null;
  }

  #isOpposed(account: MemoryUser): boolean {
    const { facts } = this.#world.witness;
    const accountId = facts.accountIds.get(`v-${this.#name}`) ?? '';
    const { startedAt = '' } = facts.runs.get(this.#runId) ?? {};
    return [...reportedAgainst(facts, accountId, startedAt, account)].length > 0;
  }

  #change(): string {
    const account = this.#read();
    if (account === 'unsaid') return 'due';
    if (account === 'gone' || account === 'refused') return 'refused';
    const protection = this.#protection(account);
    if (protection !== null) return protection;
    if (this.#isOpposed(account)) return 'held';
    const trouble = this.troubles.shift();
    if (trouble?.kind === 'refused' || trouble?.kind === 'gone') return 'refused';
    if (trouble?.kind === 'reconnect-needed') this.isConnected = false;
    if (trouble !== undefined && trouble.kind !== 'unavailable') return 'due';
    const { tier, status } = account;
    this.#sent = { at: this.#now, attempts: (this.#sent?.attempts ?? 0) + 1, tier, status };
    return trouble === undefined ? 'acted' : 'acting';
  }

  /** What came of a change nobody knows the outcome of; false where the vendor does not say. */
  #settle(): boolean {
    const sent = this.#sent;
    if (sent === null || msSince(sent.at, this.#now) < LEASE_MS) return true;
    const account = this.#read();
    if (account === 'unsaid') return false;
    if (account === 'gone' || account === 'refused') this.state = 'failed';
    else if (account.tier === 'basic') this.state = 'acted';
    else if (account.tier !== sent.tier || account.status !== sent.status) this.state = 'failed';
    else this.state = sent.attempts < SEND_TRIES ? 'due' : 'failed';
    return true;
  }

  /** Judges the item anew; false where the vendor does not say. */
  #judge(reading: { tries: number }): boolean {
    const isUnavailable = this.faults[0]?.kind === 'unavailable';
    const account = this.#read();
    if (account === 'unsaid') {
      if (!isUnavailable) return false;
      reading.tries += 1;
      if (reading.tries < READ_TRIES) return false;
    }
    reading.tries = 0;
    this.state = this.#verdict(account);
    this.#judgedAt = this.#now;
    return true;
  }

  #verdict(account: MemoryUser | 'gone' | 'refused' | 'unsaid'): string {
    if (account === 'refused' || account === 'unsaid') return 'held';
    if (account === 'gone') return 'protected';
    if (account.status === 'active' && account.role.kind === 'unknown') return 'held';
    if (this.#protection(account) !== null) return 'protected';
    const { facts, outside } = this.#world.witness;
    const uses = outside.uses.filter(({ vendorAccountId }) => vendorAccountId === `v-${this.#name}`);
    const { sealedAt = '' } = facts.runs.get(this.#runId)?.seal ?? {};
    if (uses.some((use) => keepsAt(use, sealedAt, this.#now))) return 'kept';
    const item = [...facts.items.values()].find((each) => each.runId === this.#runId);
    const mayAnswer = (item?.notice?.answerBy ?? '') > this.#now;
    return mayAnswer || this.#isOpposed(account) ? 'held' : 'due';
  }
}
