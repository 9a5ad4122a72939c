import { randomUUID } from 'node:crypto';
import { findApp } from './apps.ts';
import { adminEvent } from './events.ts';
import { oktaId } from './ids.ts';
import { oktaError } from './okta-errors.ts';
import { isProvisioned, type Assignment, type OktaApp } from './org.ts';
import { limitOf, listReply } from './paging.ts';
import { json, noContent, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';
import { searchedNames, shownTime, userView } from './user-view.ts';

const MAX_LIMIT = 500;

const USUAL_LIMIT = 50;

function assignmentView(
  call: VendorCall,
  app: OktaApp,
  assignment: Assignment,
): Readonly<Record<string, unknown>> {
  const { org, url } = call;
  const { userId, scope, group, userName } = assignment;
  const isSynced = isProvisioned(app);
  const base = `${url.origin}/api/v1`;
  const user = org.users.get(userId);
  const isExpanded = url.searchParams.get('expand') === 'user' && user !== undefined;
  const groupId = oktaId('00g', org.orgId, group ?? '');
  return {
    id: userId,
    externalId: assignment.externalId ?? null,
    created: shownTime(assignment.created),
    lastUpdated: shownTime(assignment.lastUpdated),
    scope,
    status: assignment.status,
    statusChanged: shownTime(assignment.lastUpdated),
    passwordChanged: null,
    syncState: isSynced ? 'SYNCHRONIZED' : 'DISABLED',
    lastSync: isSynced ? shownTime(assignment.lastUpdated) : null,
    credentials: { userName },
    profile: assignment.profile,
    _links: {
      app: { href: `${base}/apps/${app.id}` },
      user: { href: `${base}/users/${userId}` },
      ...(scope === 'GROUP' ? { group: { href: `${base}/groups/${groupId}`, name: group ?? '' } } : {}),
    },
    ...(isExpanded ? { _embedded: { user: userView(call, org, user) } } : {}),
  };
}

function noSuchApp(call: VendorCall): Reply {
  return oktaError('not-found', `${call.params.get('appId') ?? ''} (AppInstance)`);
}

function noSuchAssignment(call: VendorCall): Reply {
  return oktaError('not-found', `${call.params.get('userId') ?? ''} (AppUser)`);
}

function listAssignments(call: VendorCall): Reply {
  const { org, url } = call;
  const app = findApp(call);
  if (app === undefined) return noSuchApp(call);
  const limit = limitOf(call, { min: 1, max: MAX_LIMIT, usual: USUAL_LIMIT });
  if (typeof limit !== 'number') return limit;
  const q = url.searchParams.get('q')?.toLowerCase();
  const rows = [...app.assignments.values()].filter(({ userId, userName }) => {
    const user = org.users.get(userId);
    const names = [userName.toLowerCase(), ...(user === undefined ? [] : searchedNames(user))];
    return q === undefined || names.some((name) => name.startsWith(q));
  });
  return listReply(call, {
    rows: rows.toSorted((left, right) => (left.userId < right.userId ? -1 : 1)),
    keyOf: ({ userId }) => userId,
    limit,
    view: (assignment) => assignmentView(call, app, assignment),
  });
}

function getAssignment(call: VendorCall): Reply {
  const app = findApp(call);
  if (app === undefined) return noSuchApp(call);
  const assignment = app.assignments.get(call.params.get('userId') ?? '');
  return assignment === undefined ? noSuchAssignment(call) : json(200, assignmentView(call, app, assignment));
}

/** What a group grants cannot be taken away here: https://github.com/articulate/terraform-provider-okta/issues/120. */
function deleteAssignment(call: VendorCall): Reply {
  const { org, entry, standIn } = call;
  const app = findApp(call);
  if (app === undefined) return noSuchApp(call);
  const assignment = app.assignments.get(call.params.get('userId') ?? '');
  const user = assignment === undefined ? undefined : org.users.get(assignment.userId);
  if (assignment === undefined || user === undefined) return noSuchAssignment(call);
  if (assignment.scope === 'GROUP' && standIn.switches.deleteGroupAssignment === 'refuse')
    return oktaError('assigned-by-group');
  const about = { uuid: randomUUID(), eventType: 'application.user_membership.remove', outcome: 'SUCCESS' };
  standIn.record(org, adminEvent(about, user, app, standIn.switches));
  app.assignments.delete(user.id);
  entry.changes.push({
    kind: 'unassigned',
    userId: user.id,
    login: user.login,
    appId: app.id,
    deactivatesInTarget: app.features.includes('PUSH_USER_DEACTIVATION'),
  });
  return noContent();
}

export const APP_USER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/apps/:appId/users',
    scopes: ['okta.apps.read', 'okta.apps.manage'],
    handle: listAssignments,
  },
  {
    method: 'GET',
    path: '/api/v1/apps/:appId/users/:userId',
    scopes: ['okta.apps.read', 'okta.apps.manage'],
    handle: getAssignment,
  },
  {
    method: 'DELETE',
    path: '/api/v1/apps/:appId/users/:userId',
    scopes: ['okta.apps.manage'],
    handle: deleteAssignment,
  },
];
