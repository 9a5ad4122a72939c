import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseCompany as parseOktaCompany,
  type CompanyFileInput as OktaFileInput,
} from '../okta/company-file.ts';
import {
  parseCompany as parseOneLoginCompany,
  type CompanyFileInput as OneLoginFileInput,
} from '../onelogin/company-file.ts';
import {
  parseCompany as parseScimCompany,
  type CompanyFileInput as ScimFileInput,
} from '../scim/company-file.ts';
import { parseCompany, type CompanyFileInput } from '../zoom/company-file.ts';
import { Chance } from './chance.ts';
import { oktaOrg } from './okta-org.ts';
import { oneLoginTenant } from './onelogin-tenant.ts';
import { buildOrg, type PlacedPerson } from './org.ts';
import { orgChartCsv } from './org-chart-csv.ts';
import type { CompanyPlan } from './person.ts';
import { SAMPLE_PLAN } from './sample/plan.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';
import { scimTenant } from './scim-tenant.ts';
import { singleSignOn } from './single-sign-on.ts';
import { TINY_PLAN } from './tiny/plan.ts';
import { zoomTenant } from './zoom-tenant.ts';

export const COMPANY_NAMES = ['sample', 'tiny'] as const;
export type CompanyName = (typeof COMPANY_NAMES)[number];

/** Any fixed number does; another one makes other ordinary people. */
const SEED = 20_260_115;

const PLANS: Readonly<Record<CompanyName, CompanyPlan>> = { sample: SAMPLE_PLAN, tiny: TINY_PLAN };

export interface Company {
  readonly people: readonly PlacedPerson[];
  readonly tenant: CompanyFileInput;
  readonly okta: OktaFileInput;
  readonly oneLogin: OneLoginFileInput;
  readonly scim: ScimFileInput;
  /** Written by hand: `email`. */
  readonly exemptCsv: string;
  /** Written by hand: `email,verdict,reason`. */
  readonly truthCsv: string;
  readonly scenario: Scenario;
}

function written(name: CompanyName, file: string): string {
  return readFileSync(join(import.meta.dirname, name, file), 'utf8');
}

/** The same company every time; nothing in it depends on the day. */
export function buildCompany(name: CompanyName): Company {
  const plan = PLANS[name];
  const people = buildOrg(plan, new Chance(SEED));
  const tenant = zoomTenant(plan, people);
  parseCompany(tenant);
  const signOn = singleSignOn(people, new Chance(SEED));
  const okta = oktaOrg(`00o${name}`, signOn);
  const oneLogin = oneLoginTenant(plan.name, signOn);
  const scim = scimTenant(signOn);
  parseOktaCompany(okta);
  parseOneLoginCompany(oneLogin);
  parseScimCompany(scim);
  return {
    people,
    tenant,
    okta,
    oneLogin,
    scim,
    exemptCsv: written(name, 'exempt.csv'),
    truthCsv: written(name, 'truth.csv'),
    scenario: scenarioSchema.parse(JSON.parse(written(name, 'scenario.json'))),
  };
}

/** Files of a company as written for the importers and the stand-in. */
export interface CompanyFiles {
  readonly people: string;
  readonly exempt: string;
  readonly truth: string;
  readonly scenario: string;
  readonly zoomTenant: string;
  readonly oktaOrg: string;
  readonly oneLoginTenant: string;
  readonly scimTenant: string;
}

/** Writes a company into `directory`; the org chart's offsets become days before `now` (epoch milliseconds). */
export function writeCompany(name: CompanyName, directory: string, now: number): CompanyFiles {
  const company = buildCompany(name);
  mkdirSync(directory, { recursive: true });
  const write = (file: string, text: string): string => {
    const path = join(directory, file);
    writeFileSync(path, text);
    return path;
  };
  return {
    people: write('people.csv', orgChartCsv(company.people, now)),
    exempt: write('exempt.csv', company.exemptCsv),
    truth: write('truth.csv', company.truthCsv),
    scenario: write('scenario.json', `${JSON.stringify(company.scenario, null, 2)}\n`),
    zoomTenant: write('zoom-tenant.json', `${JSON.stringify(company.tenant, null, 1)}\n`),
    oktaOrg: write('okta-org.json', `${JSON.stringify(company.okta, null, 1)}\n`),
    oneLoginTenant: write('onelogin-tenant.json', `${JSON.stringify(company.oneLogin, null, 1)}\n`),
    scimTenant: write('scim-tenant.json', `${JSON.stringify(company.scim, null, 1)}\n`),
  };
}
