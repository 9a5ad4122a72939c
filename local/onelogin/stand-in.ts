import { Clocked } from '../stand-in/clocked.ts';
import { personFaults } from '../stand-in/person-faults.ts';
import { personLog, type PersonLog } from '../stand-in/person-log.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { RateWindows } from './rate-window.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import { toTenant, userByEmail, type Tenant } from './tenant.ts';
import { Tokens } from './tokens.ts';

/** Everything the stand-in knows. Nothing but the request log outlives the process. */
export class StandIn extends Clocked {
  tenants: Tenant[];
  switches: Switches;
  readonly tokens = new Tokens();
  readonly rates = new RateWindows();
  readonly faults = personFaults<FaultEffect>();
  readonly log: PersonLog;
  readonly #company: CompanyFile;
  readonly #firstSwitches: Switches;

  constructor({ company, dataDirectory, maxPageSize, clock }: StandInOptions<CompanyFile>) {
    super(clock);
    this.#company = company;
    this.#firstSwitches = {
      ...DEFAULT_SWITCHES,
      maxPageSize: maxPageSize ?? DEFAULT_SWITCHES.maxPageSize,
      maxAppPageSize: maxPageSize ?? DEFAULT_SWITCHES.maxAppPageSize,
    };
    this.switches = { ...this.#firstSwitches };
    this.log = personLog(dataDirectory);
    this.tenants = this.#start();
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
