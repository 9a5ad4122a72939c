import type { Instance } from '../../domain/application.ts';
import { type SsoApp, isSso } from '../../domain/sso-app.ts';
import { confirmed, declined } from '../../domain/sso-link.ts';
import { isSignedInTo } from '../../domain/sso-matching.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { ssoApps, ssoLinks } from '../../records/sso-apps.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { untilDone } from '../until-done.ts';
import { matchTargets } from './match-targets.ts';

/** Which app, and which instance it is said to sign in to, or not to. */
export interface LinkOf {
  readonly ssoAppId: string;
  readonly instanceId: string;
}

/** The app of an id. Fault `NotFoundError` where there is none. */
export const loadSsoApp = async ({ store }: Pick<Basics, 'store'>, ssoAppId: string): Promise<SsoApp> => {
  const app = await store.get(ssoApps, { ssoAppId });
  if (app === undefined) throw new NotFoundError(`There is no app ${ssoAppId} that people sign in to.`);
  return app;
};

const commit = async (
  deps: Basics,
  caller: Caller,
  action: 'sso-app.linked' | 'sso-app.declined',
  before: SsoApp,
  after: SsoApp,
  instance: Instance,
  changes: readonly Change[],
): Promise<SsoApp | 'conflict'> => {
  const { applicationId, instanceId } = instance;
  const event = auditEvent(deps, caller, action, {
    applicationId,
    instanceId,
    subjectId: after.ssoAppId,
    before: { link: before.link?.state ?? null },
    after: { link: after.link?.state ?? null },
  });
  const { version } = before;
  const { kind } = await deps.store.commit([put(ssoApps, after, { version }), ...changes], event);
  return kind === 'done' ? after : kind;
};

const assertLinkable = (app: SsoApp, instance: Instance): void => {
  if (!isSso(app))
    throw new ConflictError(
      'not-sso',
      `Nobody signs in to it through the company: it is a ${app.signOn} app, of which nothing counts as single sign-on.`,
    );
  if (!isSignedInTo(instance))
    throw new ConflictError(
      'is-platform',
      'The instance is of a platform, through which people sign in elsewhere.',
    );
  if (app.link?.state === 'confirmed' && app.link.instanceId !== instance.instanceId)
    throw new ConflictError(
      'linked-elsewhere',
      'It is confirmed to sign in to another instance. Decline that one first.',
    );
};

/**
 * Confirms that an app signs in to an instance: its sign-ins, also those before, are that instance's from now on. The instance need not
 * be one that was proposed. Repeating it changes nothing. Needs `connections.write`. Throws `NotFoundError`, and `ConflictError` where
 * it is no single sign-on (`not-sso`), the instance is a platform's (`is-platform`) or another one is confirmed (`linked-elsewhere`).
 */
export const confirmSsoLink = (
  deps: Basics,
  caller: Caller,
  { ssoAppId, instanceId }: LinkOf,
): Promise<SsoApp> =>
  untilDone(async () => {
    const before = await loadSsoApp(deps, ssoAppId);
    const instance = await loadInstance(deps, instanceId);
    assertLinkable(before, instance);
    if (before.link?.state === 'confirmed') return before;
    const after = confirmed(before, instance, deps.clock.now());
    const changes = [put(ssoLinks, { instanceId, ssoAppId }, 'absent')];
    return commit(deps, caller, 'sso-app.linked', before, after, instance, changes);
  });

/**
 * Says that an app does not sign in to an instance: it is not proposed for it again, and a link that was confirmed ends, with all
 * sign-ins it brought. Repeating it changes nothing. Needs `connections.write`. Throws `NotFoundError`.
 */
export const declineSsoLink = (
  deps: Basics,
  caller: Caller,
  { ssoAppId, instanceId }: LinkOf,
): Promise<SsoApp> =>
  untilDone(async () => {
    const before = await loadSsoApp(deps, ssoAppId);
    const instance = await loadInstance(deps, instanceId);
    const isLinked = before.link?.state === 'confirmed' && before.link.instanceId === instanceId;
    if (!isLinked && before.declined.includes(instanceId)) return before;
    const after = declined(before, instance, await matchTargets(deps), deps.clock.now());
    const changes = isLinked ? [remove(ssoLinks, { instanceId, ssoAppId }, 'present')] : [];
    return commit(deps, caller, 'sso-app.declined', before, after, instance, changes);
  });
