import { FaultOrders } from '../stand-in/fault-orders.ts';
import { RequestLog } from '../stand-in/request-log.ts';
import type { CompanyFile } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { RateWindows } from './rate-window.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import { toTenant, userByEmail, type Tenant } from './tenant.ts';
import { Tokens } from './tokens.ts';

export interface OneLoginOptions {
  readonly company: CompanyFile;
  /** Where `requests.jsonl` is kept; absent: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly maxPageSize?: number | undefined;
  readonly clock?: () => number;
}

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn {
  tenants: Tenant[];
  switches: Switches;
  readonly tokens = new Tokens();
  readonly rates = new RateWindows();
  readonly faults = new FaultOrders<FaultEffect>();
  readonly log: RequestLog;
  readonly #company: CompanyFile;
  readonly #firstSwitches: Switches;
  readonly #clock: () => number;
  #aheadMs = 0;

  constructor({ company, dataDirectory, maxPageSize, clock = Date.now }: OneLoginOptions) {
    this.#company = company;
    this.#clock = clock;
    this.#firstSwitches = {
      ...DEFAULT_SWITCHES,
      maxPageSize: maxPageSize ?? DEFAULT_SWITCHES.maxPageSize,
      maxAppPageSize: maxPageSize ?? DEFAULT_SWITCHES.maxAppPageSize,
    };
    this.switches = { ...this.#firstSwitches };
    this.log = new RequestLog(dataDirectory);
    this.tenants = this.#start();
  }

  now(): number {
    return this.#clock() + this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }

  tenant(accountId: number): Tenant | undefined {
    return this.tenants.find((tenant) => tenant.accountId === accountId);
  }

  /** The person is gone from the account and from all its apps; the events stay. */
  deleteUser(tenant: Tenant, email: string): boolean {
    const user = userByEmail(tenant.users, email);
    if (user === undefined) return false;
    tenant.users = tenant.users.filter((other) => other !== user);
    for (const app of tenant.apps) app.userIds.delete(user.id);
    return true;
  }

  /** Back to the company file as of now; credentials that were added and tokens stay, so that connections live on. */
  reset(): void {
    const credentials = new Map(this.tenants.map((tenant) => [tenant.accountId, tenant.credentials]));
    this.tenants = this.#start().map((tenant) => ({
      ...tenant,
      credentials: credentials.get(tenant.accountId) ?? tenant.credentials,
    }));
    this.switches = { ...this.#firstSwitches };
    this.rates.clear();
    this.faults.clear();
    this.log.clear();
  }

  #start(): Tenant[] {
    return this.#company.accounts.map((account) => toTenant(account, this.now()));
  }
}
