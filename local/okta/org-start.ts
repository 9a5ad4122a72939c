import type { CompanyApp, CompanyOrg } from './company-file.ts';
import { EventLog } from './event-log.ts';
import { appEvent, userEvent } from './events.ts';
import { fixedUuid, oktaId } from './ids.ts';
import { DAY_MS, findUser, toAssignment, toUser, type OktaApp, type OktaUser, type Org } from './org.ts';
import type { Switches } from './switches.ts';

function knownUser(org: Org, login: string): OktaUser {
  const user = findUser(org, login);
  if (user === undefined) throw new Error(`The company file is wrong: ${org.orgId} has nobody ${login}`);
  return user;
}

function startApp(org: Org, written: CompanyApp, start: number): OktaApp {
  const { key, name, label, status, signOnMode, features, seatCount, signOnUrl, createdDaysAgo } = written;
  const created = start - createdDaysAgo * DAY_MS;
  const app: OktaApp = {
    id: oktaId('0oa', org.orgId, key),
    key,
    name,
    label,
    status,
    signOnMode,
    features,
    seatCount,
    signOnUrl,
    created,
    lastUpdated: created,
    assignments: new Map(),
  };
  for (const assignment of written.assignments) {
    const user = knownUser(org, assignment.login);
    app.assignments.set(user.id, toAssignment(app, user, assignment, start));
  }
  return app;
}

function addEvents(org: Org, company: CompanyOrg, start: number, switches: Switches): void {
  const add = (
    event: Omit<CompanyOrg['events'][number], 'persistedDaysAgo'> & { readonly persistedDaysAgo: number },
  ): void => {
    const { eventType, login, app: key, daysAgo, persistedDaysAgo, outcome } = event;
    const user = knownUser(org, login);
    const app = key === undefined ? undefined : org.apps.find((known) => known.key === key);
    if (key !== undefined && app === undefined)
      throw new Error(`The company file is wrong: ${org.orgId} has no app ${key}`);
    const uuid = fixedUuid(org.orgId, eventType, login, key ?? '', String(daysAgo));
    const about = { uuid, eventType, outcome };
    const body = app === undefined ? userEvent(about, user) : appEvent(about, user, app, switches);
    org.log.add(body, start - daysAgo * DAY_MS, start - persistedDaysAgo * DAY_MS);
  };
  for (const { key, assignments } of company.apps)
    for (const { login, signOnsDaysAgo } of assignments)
      for (const daysAgo of signOnsDaysAgo)
        add({
          eventType: 'user.authentication.sso',
          login,
          app: key,
          daysAgo,
          persistedDaysAgo: daysAgo,
          outcome: 'SUCCESS',
        });
  for (const event of company.events)
    add({ ...event, persistedDaysAgo: event.persistedDaysAgo ?? event.daysAgo });
}

/**
 * Turns the offsets of the company file into times before `start`.
 *
 * @throws Error when an assignment or an event names somebody or an app that is not in the file.
 */
export function startOrg(company: CompanyOrg, start: number, switches: Switches): Org {
  const { orgId, plan, customAttributes } = company;
  const users = company.people.map((person) => toUser(orgId, person, start));
  const org: Org = {
    orgId,
    plan,
    customAttributes,
    users: new Map(users.map((user) => [user.id, user])),
    apps: [],
    log: new EventLog(),
    inFlight: 0,
  };
  for (const app of company.apps) org.apps.push(startApp(org, app, start));
  addEvents(org, company, start, switches);
  return org;
}
