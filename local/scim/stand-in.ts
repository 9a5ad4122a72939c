import { FaultOrders } from '../stand-in/fault-orders.ts';
import { RequestLog } from '../stand-in/request-log.ts';
import type { CompanyFile } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { RateWindows } from './rate-window.ts';
import { toTenant, type Tenant } from './tenant.ts';

export interface ScimOptions {
  readonly company: CompanyFile;
  /** Where `requests.jsonl` is kept; absent: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly clock?: () => number;
}

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn {
  tenants: Tenant[];
  readonly rates = new RateWindows();
  readonly faults = new FaultOrders<FaultEffect>();
  readonly log: RequestLog;
  readonly #company: CompanyFile;
  readonly #clock: () => number;
  #aheadMs = 0;

  constructor({ company, dataDirectory, clock = Date.now }: ScimOptions) {
    this.#company = company;
    this.#clock = clock;
    this.log = new RequestLog(dataDirectory);
    this.tenants = this.#start();
  }

  now(): number {
    return this.#clock() + this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }

  tenant(tenantId: string | null | undefined): Tenant | undefined {
    return this.tenants.find((tenant) => tenant.tenantId === tenantId);
  }

  /** Back to the company file as of now, tokens and quirks with the rest. */
  reset(): void {
    this.tenants = this.#start();
    this.rates.clear();
    this.faults.clear();
    this.log.clear();
  }

  #start(): Tenant[] {
    return this.#company.tenants.map((tenant) => toTenant(tenant, this.now()));
  }
}
