import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { badControl } from '../stand-in/control.ts';
import {
  assignmentSchema,
  personSchema,
  profileSchema,
  SIGN_ON_MODES,
  USER_STATUSES,
} from './company-file.ts';
import { withApp, withBody, withOrg, withUser, type ControlRoute } from './control-route.ts';
import { adminEvent } from './events.ts';
import { findUser, toAssignment, toUser, type OktaUser, type Org } from './org.ts';
import { json } from './reply.ts';
import type { StandIn } from './stand-in.ts';

const LIFECYCLE: Readonly<Record<string, string>> = {
  DEPROVISIONED: 'user.lifecycle.deactivate',
  SUSPENDED: 'user.lifecycle.suspend',
  ACTIVE: 'user.lifecycle.activate',
};

const userFieldsSchema = z.strictObject({
  orgId: z.string().optional(),
  status: z.enum(USER_STATUSES).optional(),
  /** Set on top of what is there; null for an attribute that is to be empty. */
  profile: profileSchema.optional(),
  /** A sign-in to Okta itself. */
  lastLogin: z.iso.datetime().optional(),
});

const appFieldsSchema = z.strictObject({
  orgId: z.string().optional(),
  name: z.string().optional(),
  label: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETED']).optional(),
  signOnMode: z.enum(SIGN_ON_MODES).optional(),
  features: z.array(z.string()).optional(),
});

const orgId = z.string().optional();

/** Sets the status as an admin would: recorded in the log, and a leaver's assignments go. */
function setStatus(standIn: StandIn, org: Org, user: OktaUser, status: OktaUser['status']): void {
  const now = standIn.now();
  user.status = status;
  user.statusChanged = now;
  const eventType = LIFECYCLE[status];
  if (eventType !== undefined) {
    const about = { uuid: randomUUID(), eventType, outcome: 'SUCCESS' };
    standIn.record(org, adminEvent(about, user, undefined, standIn.switches));
  }
  if (status !== 'DEPROVISIONED' || standIn.switches.deactivatedKeepAssignments) return;
  for (const { assignments } of org.apps) assignments.delete(user.id);
}

const setUser = withBody(userFieldsSchema, (call, { orgId: of, status, profile, lastLogin }) =>
  withUser(call, { orgId: of, login: call.params.get('login') ?? '' }, (org, user) => {
    const { standIn } = call;
    const now = standIn.now();
    const lagMs = standIn.switches.searchLagSeconds * 1000;
    user.stale = { until: now + lagMs, user: { ...user, stale: undefined } };
    if (status !== undefined && status !== user.status) setStatus(standIn, org, user, status);
    user.profile = { ...user.profile, ...profile };
    if (lastLogin !== undefined) user.lastLogin = Date.parse(lastLogin);
    const isOnlyLogin = status === undefined && profile === undefined;
    if (!isOnlyLogin || standIn.switches.loginMovesLastUpdated) user.lastUpdated = now;
    return json(200, { id: user.id, login: user.login, status: user.status });
  }),
);

const addPerson = withBody(personSchema.extend({ orgId }), (call, { orgId: of, ...person }) =>
  withOrg(call, of, (org) => {
    if (findUser(org, person.login) !== undefined) return badControl(`${person.login} is there already`);
    const user = toUser(org.orgId, person, call.standIn.now());
    org.users.set(user.id, user);
    return json(201, { id: user.id, login: user.login, status: user.status });
  }),
);

const assign = withBody(
  assignmentSchema.omit({ signOnsDaysAgo: true }).extend({ orgId, app: z.string() }),
  (call, { orgId: of, app: key, ...written }) =>
    withUser(call, { orgId: of, login: written.login }, (org, user) =>
      withApp(org, key, (app) => {
        const assignment = toAssignment(app, user, { ...written, signOnsDaysAgo: [] }, call.standIn.now());
        app.assignments.set(user.id, assignment);
        return json(201, { appId: app.id, userId: user.id, scope: assignment.scope });
      }),
    ),
);

const unassign = withBody(
  z.strictObject({ orgId, app: z.string(), login: z.string() }),
  (call, { orgId: of, app: key, login }) =>
    withUser(call, { orgId: of, login }, (org, user) =>
      withApp(org, key, (app) => json(200, { done: app.assignments.delete(user.id) })),
    ),
);

const setApp = withBody(appFieldsSchema, (call, { orgId: of, ...fields }) =>
  withOrg(call, of, (org) =>
    withApp(org, call.params.get('app') ?? '', (app) => {
      Object.assign(app, fields);
      app.lastUpdated = call.standIn.now();
      return json(200, { id: app.id, key: app.key, label: app.label, status: app.status });
    }),
  ),
);

export const CONTROL_DIRECTORY_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_control/users',
    handle: (call) =>
      withOrg(call, call.url.searchParams.get('orgId') ?? undefined, (org) =>
        json(200, { users: [...org.users.values()].map((user) => ({ ...user, stale: undefined })) }),
      ),
  },
  { method: 'POST', path: '/_control/users', handle: addPerson },
  { method: 'POST', path: '/_control/users/:login', handle: setUser },
  {
    method: 'GET',
    path: '/_control/apps',
    handle: (call) =>
      withOrg(call, call.url.searchParams.get('orgId') ?? undefined, (org) =>
        json(200, {
          apps: org.apps.map(({ assignments, ...app }) => ({
            ...app,
            assignments: [...assignments.values()],
          })),
        }),
      ),
  },
  { method: 'POST', path: '/_control/apps/:app', handle: setApp },
  { method: 'POST', path: '/_control/assignments', handle: assign },
  { method: 'POST', path: '/_control/unassign', handle: unassign },
];
