import { type ReportedSignIn, eventOf, noted } from '../../domain/sign-in.ts';
import { plus } from '../../domain/time.ts';
import { MOST_AHEAD } from '../../domain/usage-event.ts';
import { ValidationError, type Violation } from '../../errors.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { auditEvent } from '../audit.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import { type EventGroup, addToGroups } from '../day-log/group-events.ts';
import { receiveEvents } from '../day-log/receive-events.ts';
import type { Caller } from '../dependencies.ts';
import { startBudget } from '../runs/call-budget.ts';
import { noteSsoApps } from './note-sso-apps.ts';

/** How long a request takes in. 1,000 sign-ins may be of as many apps and days, each of which takes some ten reads and writes. */
const TAKING_MS = 8_000;

/** What a request came to. `failed`: nobody got in, which is no use; `waiting`: they count, and are taken in later. */
export interface PushedSignIns {
  readonly received: number;
  readonly failed: number;
  readonly new: number;
  readonly known: number;
  readonly waiting: number;
}

const assertInTime = (deps: DayLogDeps, signIns: readonly ReportedSignIn[]): void => {
  const last = plus(deps.clock.now(), MOST_AHEAD);
  const violations = signIns.flatMap(({ time }, index): Violation[] =>
    time <= last
      ? []
      : [{ field: `signIns.${String(index)}.time`, rule: 'must not be more than a day ahead' }],
  );
  if (violations.length > 0)
    throw new ValidationError('Sign-ins lie in the future. Nothing was taken.', violations);
};

/**
 * Takes up to 1,000 sign-ins of any provider, all or none: each that succeeded counts once, however often it is sent. Apps are known by
 * provider, kind of provider and name; new ones are proposed for the instances they may sign in to. Needs `imports.write`, for the whole
 * organization. Throws `RestrictedError`, `ValidationError` naming each that lies in the future, `ConflictError` (`day-full`).
 */
export const pushSignIns = async (
  deps: DayLogDeps,
  caller: Caller,
  signIns: readonly ReportedSignIn[],
): Promise<PushedSignIns> => {
  assertUnrestricted(caller);
  assertInTime(deps, signIns);
  const budget = startBudget(deps.clock, TAKING_MS);
  const successful = signIns.filter(({ success }) => success);
  const apps = await noteSsoApps(deps, successful.map(noted));
  const byApp = new Map<string, Map<string, EventGroup>>();
  successful.forEach((signIn, index) => {
    const ssoAppId = apps[index]?.ssoAppId;
    if (ssoAppId === undefined) return;
    const groups = byApp.get(ssoAppId) ?? new Map<string, EventGroup>();
    byApp.set(ssoAppId, groups);
    addToGroups(groups, { log: 'sso', ssoAppId }, eventOf(signIn));
  });
  const groups = [...byApp.values()].flatMap((some) => [...some.values()]);
  const failed = signIns.length - successful.length;
  const { fresh, waiting } = await receiveEvents(
    deps,
    groups,
    () =>
      auditEvent(deps, caller, 'sign-ins.received', {
        after: { signIns: signIns.length, failed, apps: byApp.size },
      }),
    () => budget.isSpent(),
  );
  return {
    ...{ received: signIns.length, failed, new: fresh, waiting },
    known: successful.length - fresh - waiting,
  };
};
