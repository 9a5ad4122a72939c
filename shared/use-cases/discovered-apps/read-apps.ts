import {
  type AppDecision,
  type DepartmentCount,
  type DiscoveredApp,
  foundBetween,
  mayBe,
} from '../../domain/discovered-app.ts';
import type { Application } from '../../domain/application.ts';
import type { Day } from '../../domain/time.ts';
import { NotFoundError } from '../../errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Page } from '../../ports/record-store.ts';
import { applications } from '../../records/applications.ts';
import { appDecisions, discoveredApps } from '../../records/discovered-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { readBook } from '../sightings/seen-book.ts';
import { departmentsOf } from './departments.ts';

type Reading = Pick<Basics, 'store'>;

/** An app that was found, and what is said of it. */
export interface ListedApp extends Pick<DiscoveredApp, 'discoveredAppId' | 'name' | 'kind' | 'spend'> {
  readonly decision: AppDecision['decision'];
  readonly applicationId: string | null;
  /** Applications it may be, by its name; nothing follows from it. */
  readonly proposedApplicationIds: string[];
  readonly people: number;
  readonly sources: string[];
  readonly departments: DepartmentCount[];
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
}

/** What is said of an app; an application that was deleted since leaves it undecided. */
const decidedOf = (
  decision: AppDecision | undefined,
  known: readonly Application[],
): Pick<ListedApp, 'decision' | 'applicationId'> => {
  const applicationId = decision?.applicationId ?? null;
  if (
    decision === undefined ||
    (applicationId !== null && !known.some((one) => one.applicationId === applicationId))
  )
    return { decision: 'open', applicationId: null };
  return { decision: decision.decision, applicationId };
};

const listed = (
  app: DiscoveredApp,
  decision: AppDecision | undefined,
  known: readonly Application[],
): ListedApp => {
  const { discoveredAppId, name, kind, spend, sightings } = app;
  const decided = decidedOf(decision, known);
  const proposed = known.filter((application) => mayBe(app, application.name));
  return {
    ...{ discoveredAppId, name, kind, spend, ...decided },
    proposedApplicationIds:
      decided.decision === 'open' ? proposed.map(({ applicationId }) => applicationId) : [],
    people: sightings?.people ?? 0,
    sources: sightings?.sources ?? [],
    departments: sightings?.departments ?? [],
    ...foundBetween(app),
  };
};

const allApplications = async ({ store }: Reading): Promise<Application[]> => {
  const all: Application[] = [];
  for await (const application of everyRecord(store, applications, {})) all.push(application);
  return all;
};

/** A page of the apps that were found in spend or on the network; fewer than asked for where a decision is asked for. */
export const listApps = async (
  deps: Reading,
  asked: AppDecision['decision'] | undefined,
  page: { readonly limit: number; readonly after: string | null },
): Promise<Page<ListedApp>> => {
  const { records, next } = await deps.store.page(discoveredApps, {}, page);
  const decisions = await deps.store.getMany(appDecisions, records);
  const known = records.length === 0 ? [] : await allApplications(deps);
  const items = records.map((app, index) => listed(app, decisions[index], known));
  return { records: items.filter(({ decision }) => asked === undefined || decision === asked), next };
};

const loadApp = async ({ store }: Reading, discoveredAppId: string): Promise<DiscoveredApp> => {
  const app = await store.get(discoveredApps, { discoveredAppId });
  if (app === undefined) throw new NotFoundError(`There is no app ${discoveredAppId}.`);
  return app;
};

/** One app that was found. Fault `NotFoundError`. */
export const getApp = async (deps: Reading, discoveredAppId: string): Promise<ListedApp> => {
  const app = await loadApp(deps, discoveredAppId);
  const decision = await deps.store.get(appDecisions, { discoveredAppId });
  return listed(app, decision, await allApplications(deps));
};

/** Somebody who was seen using an app. */
export interface SeenPerson {
  readonly email: string;
  readonly department: string | null;
  readonly firstOn: Day;
  readonly lastOn: Day;
}

/** Who was seen using an app, in the order of addresses, with departments by the org chart of now. Empty where that is no longer kept. */
export const listSeenPeople = async (
  deps: Reading & { readonly objects: ObjectStore },
  discoveredAppId: string,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<Page<SeenPerson>> => {
  const { sightings } = await loadApp(deps, discoveredAppId);
  const book = await readBook(deps.objects, discoveredAppId, sightings?.book ?? null);
  const left = [...book].filter(([address]) => after === null || address > after);
  const shown = left.slice(0, limit);
  const departments = await departmentsOf(deps, new Set(shown.map(([address]) => address)));
  return {
    records: shown.map(([email, seen]) => ({ email, department: departments.get(email) ?? null, ...seen })),
    next: left.length > limit ? (shown.at(-1)?.[0] ?? null) : null,
  };
};
