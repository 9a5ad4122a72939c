import { Clocked } from '../stand-in/clocked.ts';
import { personFaults } from '../stand-in/person-faults.ts';
import { personLog, type PersonLog } from '../stand-in/person-log.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { RateWindows } from './rate-window.ts';
import { toTenant, type Tenant } from './tenant.ts';

/** Pages are as long as the quirks of a tenant say. */
export type ScimOptions = Omit<StandInOptions<CompanyFile>, 'maxPageSize'>;

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn extends Clocked {
  tenants: Tenant[];
  readonly rates = new RateWindows();
  readonly faults = personFaults<FaultEffect>();
  readonly log: PersonLog;
  readonly #company: CompanyFile;

  constructor({ company, dataDirectory, clock }: ScimOptions) {
    super(clock);
    this.#company = company;
    this.log = personLog(dataDirectory);
    this.tenants = this.#start();
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
