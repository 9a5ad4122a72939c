import { Clocked } from '../stand-in/clocked.ts';
import { personFaults } from '../stand-in/person-faults.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import type { EventBody, StoredEvent } from './event-log.ts';
import type { FaultEffect } from './fault-kinds.ts';
import type { Org } from './org.ts';
import { startOrg } from './org-start.ts';
import { RateLimiter } from './rate-limits.ts';
import { oktaLog, type OktaLog } from './request-log.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import { ALL_SCOPES, Tokens } from './tokens.ts';

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn extends Clocked {
  orgs: readonly Org[];
  switches: Switches;
  readonly tokens = new Tokens();
  readonly limiter = new RateLimiter();
  readonly faults = personFaults<FaultEffect>();
  readonly log: OktaLog;
  readonly #company: CompanyFile;
  readonly #firstSwitches: Switches;

  constructor(options: StandInOptions<CompanyFile>) {
    super(options.clock);
    this.#company = options.company;
    const { maxPageSize = DEFAULT_SWITCHES.maxPageSize } = options;
    this.#firstSwitches = { ...DEFAULT_SWITCHES, maxPageSize };
    this.switches = { ...this.#firstSwitches };
    this.log = oktaLog(options.dataDirectory);
    this.orgs = this.#startOrgs();
    for (const { orgId, apiTokens } of this.#company.orgs)
      for (const token of apiTokens)
        this.tokens.add({ token, kind: 'ssws', orgId, scopes: ALL_SCOPES, expiresAt: undefined, share: 1 });
  }

  /** What rate-limit windows are measured by. */
  rateClock(): { readonly now: number; readonly windowMs: number } {
    return { now: this.now(), windowMs: this.switches.windowSeconds * 1000 };
  }

  /** The org of that id; without one, the first of the file. */
  org(orgId: string | undefined): Org | undefined {
    return orgId === undefined ? this.orgs[0] : this.orgs.find((org) => org.orgId === orgId);
  }

  /** Something that happens now is stored now, or after the lag of the switches. */
  record(org: Org, body: EventBody): StoredEvent {
    const now = this.now();
    return org.log.add(body, now, now + this.switches.persistenceLagSeconds * 1000);
  }

  /** Back to the company file as of now; tokens stay, so that connections live on. */
  reset(): void {
    this.switches = { ...this.#firstSwitches };
    this.orgs = this.#startOrgs();
    this.limiter.clear();
    this.faults.clear();
    this.log.clear();
  }

  #startOrgs(): readonly Org[] {
    return this.#company.orgs.map((org) => startOrg(org, this.now(), this.switches));
  }
}
