import type { Application, Instance } from '../../domain/application.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Contract } from '../../domain/contract.ts';
import { type Total, addTotals } from '../../domain/money.ts';
import type { ProvisionedDay } from '../../domain/provisioned-series.ts';
import { type Rights, may } from '../../domain/rights.ts';
import type { SignOn } from '../../domain/sso-app.ts';
import { type Day, dayOf } from '../../domain/time.ts';
import { dayFigures } from '../../records/accounts.ts';
import { connections, instances } from '../../records/applications.ts';
import { loggedDays } from '../../records/day-log.ts';
import { usersEstimates } from '../../records/provisioned.ts';
import { type Health, healthOf } from '../connections/show-health.ts';
import { contractsOf } from '../contracts/contract-list.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { provisionedNow } from '../provisioned/read-provisioned.ts';
import { spendByMonth, spendSubjects } from '../spend/read-spend.ts';
import { coverageOf } from '../sso-apps/sign-ins-of.ts';
import { ssoAppsOf } from '../sso-apps/sso-apps-of.ts';
import { loadApplication } from './load-application.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** How much an instance is used. */
interface InstanceActivity {
  /** People who used it in the 28 days up to `activeAsOf`; null where nobody knows. */
  readonly activeUsers: number | null;
  readonly activeAsOf: Day | null;
  /** The last day with a usage event or a sign-in through SSO; null where none is known. */
  readonly lastEventOn: Day | null;
}

/** What is known of one instance. */
export interface InstanceDetails extends Pick<Instance, 'instanceId' | 'name' | 'vendor' | 'createdAt'> {
  readonly users: Pick<ProvisionedDay, 'count' | 'rule' | 'observedAt'>;
  readonly activity: InstanceActivity;
  readonly ssoProtocols: readonly SignOn[];
  /** Null for who may not see connections. */
  readonly connections: readonly (readonly [Connection, Health])[] | null;
}

/** What was paid in the last twelve months, the current one included. */
interface YearOfSpend {
  readonly from: string;
  readonly months: readonly { readonly month: string; readonly totals: readonly Total[] }[];
  readonly totals: readonly Total[];
}

/** What is known of an application, as far as somebody may see it: null is what they may not. */
export interface ApplicationDetails {
  readonly application: Application;
  readonly instances: readonly InstanceDetails[];
  readonly contracts: readonly Contract[] | null;
  readonly spend: YearOfSpend | null;
}

const MONTHS = 12;

/** The first day of the month that lies so many months before that of a day. */
const monthsBefore = (day: Day, months: number): Day => {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const index = year * MONTHS + (month - 1) - months;
  return `${Math.floor(index / MONTHS)}-${String((index % MONTHS) + 1).padStart(2, '0')}-01`;
};

const newest = (days: readonly (Day | undefined)[]): Day | null =>
  days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1) ?? null;

const LAST = { limit: 1, descending: true } as const;

const activityOf = async (
  deps: Deps,
  instanceId: string,
  apps: Awaited<ReturnType<typeof ssoAppsOf>>,
): Promise<InstanceActivity> => {
  const { store } = deps;
  const [figures, estimates, used, ...signedIn] = await Promise.all([
    store.page(dayFigures, { instanceId }, LAST),
    store.page(usersEstimates, { instanceId }, LAST),
    store.page(loggedDays, { log: 'usage', instanceId }, LAST),
    ...apps.map((app) => coverageOf(deps, app)),
  ]);
  const counts = [
    ...figures.records.map((one) => ({ day: one.day, people: one.figures.engagedLately })),
    ...estimates.records.map((one) => ({ day: one.day, people: one.engagedLately })),
  ].toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const known = counts.find(({ people }) => people !== undefined && people !== null);
  return {
    activeUsers: known?.people ?? null,
    activeAsOf: known?.day ?? null,
    lastEventOn: newest([used.records[0]?.day, ...signedIn.map((coverage) => coverage?.lastDay)]),
  };
};

const detailsOf = async (
  deps: Deps,
  { instanceId, name, vendor, createdAt }: Instance,
  ofInstance: readonly Connection[] | null,
): Promise<InstanceDetails> => {
  const apps = await ssoAppsOf(deps, instanceId);
  const { count, rule, observedAt } = await provisionedNow(deps, instanceId);
  const health =
    ofInstance === null
      ? null
      : await Promise.all(
          ofInstance.map(async (connection) => [connection, await healthOf(deps, connection)] as const),
        );
  return {
    ...{ instanceId, name, vendor, createdAt },
    users: { count, rule, observedAt },
    activity: await activityOf(deps, instanceId, apps),
    ssoProtocols: [...new Set(apps.map(({ signOn }) => signOn))].toSorted(),
    connections: health,
  };
};

const spendOf = async (deps: Deps, applicationId: string): Promise<YearOfSpend> => {
  const from = monthsBefore(dayOf(deps.clock.now()), MONTHS - 1);
  const months = await spendByMonth(deps, await spendSubjects(deps, applicationId), { from });
  return { from: from.slice(0, 7), months, totals: addTotals(months.flatMap(({ totals }) => totals)) };
};

/**
 * Everything that programs ask of an application: instances with users, activity, sign-on and connections, contracts, spend. Reads some
 * dozen records an instance, however many users it has. Fault `NotFoundError`.
 */
export const applicationDetails = async (
  deps: Deps,
  rights: Rights,
  applicationId: string,
): Promise<ApplicationDetails> => {
  const { store } = deps;
  const application = await loadApplication(deps, applicationId);
  const own: Instance[] = [];
  const attached: Connection[] = [];
  for await (const instance of everyRecord(store, instances, {}))
    if (instance.applicationId === applicationId) own.push(instance);
  if (may(rights, 'connections.read'))
    for await (const connection of everyRecord(store, connections, {}))
      if (connection.applicationId === applicationId) attached.push(connection);
  const details: InstanceDetails[] = [];
  for (const instance of own) {
    const of = attached.filter(({ instanceId }) => instanceId === instance.instanceId);
    details.push(await detailsOf(deps, instance, may(rights, 'connections.read') ? of : null));
  }
  return {
    application,
    instances: details,
    contracts: may(rights, 'contracts.read') ? await contractsOf(deps, applicationId) : null,
    spend: may(rights, 'spend.read') ? await spendOf(deps, applicationId) : null,
  };
};
