import type { EventBody, EventTarget, StoredEvent } from './event-log.ts';
import { displayNameOf, type OktaApp, type OktaUser, type Org } from './org.ts';
import type { Switches } from './switches.ts';

type About = Pick<EventBody, 'uuid' | 'eventType' | 'outcome'>;

const MESSAGES: Readonly<Record<string, string>> = {
  'user.authentication.sso': 'User single sign on to app',
  'app.auth.sso': 'User single sign on to app',
  'user.session.start': 'User login to Okta',
  'user.lifecycle.deactivate': 'Deactivate Okta user',
  'user.lifecycle.suspend': 'Suspend Okta user',
  'application.user_membership.add': 'Add user to application membership',
  'application.user_membership.remove': "Remove user's application membership",
};

/** Who is recorded when an admin did it by a token. */
const ADMIN = {
  id: '00uStandInAdmin000000',
  alternateId: 'admin@example.com',
  displayName: 'Stand-in Admin',
};

/** Done by a user to an app; what stands in `displayName` of the app is not documented. */
export function appEvent(about: About, user: OktaUser, app: OktaApp, switches: Switches): EventBody {
  const appTarget: EventTarget = {
    id: app.id,
    type: 'AppInstance',
    alternateId: app.label,
    displayName: switches.appDisplayName === 'catalog' ? app.name : app.label,
    detailEntry: { signOnModeType: app.signOnMode },
  };
  const assignment = app.assignments.get(user.id);
  const userTarget: readonly EventTarget[] =
    assignment === undefined
      ? []
      : [
          {
            id: assignment.id,
            type: 'AppUser',
            alternateId: assignment.userName,
            displayName: displayNameOf(user),
            detailEntry: null,
          },
        ];
  return { ...about, actorId: user.id, targets: [appTarget, ...userTarget] };
}

/** Done by a user, to nothing. */
export function userEvent(about: About, user: OktaUser): EventBody {
  return { ...about, actorId: user.id, targets: [] };
}

/** Done by an admin to a user, and perhaps to an app. */
export function adminEvent(
  about: About,
  user: OktaUser,
  app: OktaApp | undefined,
  switches: Switches,
): EventBody {
  const userTarget: EventTarget = {
    id: user.id,
    type: 'User',
    alternateId: user.login,
    displayName: displayNameOf(user),
    detailEntry: null,
  };
  const others = app === undefined ? [] : appEvent(about, user, app, switches).targets;
  return { ...about, actorId: ADMIN.id, targets: [...others, userTarget] };
}

/** An event as the System Log shows it. */
export function eventView(org: Org, { body, published }: StoredEvent): Readonly<Record<string, unknown>> {
  const user = org.users.get(body.actorId);
  const actor =
    user === undefined ? ADMIN : { id: user.id, alternateId: user.login, displayName: displayNameOf(user) };
  return {
    uuid: body.uuid,
    published: new Date(published).toISOString(),
    eventType: body.eventType,
    version: '0',
    severity: body.outcome === 'SUCCESS' ? 'INFO' : 'WARN',
    legacyEventType: body.eventType === 'user.authentication.sso' ? 'app.auth.sso' : null,
    displayMessage: MESSAGES[body.eventType] ?? body.eventType,
    actor: { ...actor, type: 'User', detailEntry: null },
    client: { ipAddress: '192.0.2.10', device: 'Computer' },
    outcome: { result: body.outcome, reason: body.outcome === 'FAILURE' ? 'GENERAL_NONSUCCESS' : null },
    target: body.targets,
    authenticationContext: { externalSessionId: `trs${body.uuid.slice(0, 8)}` },
    transaction: { type: 'WEB', id: `W${body.uuid.slice(0, 8)}`, detail: {} },
  };
}
