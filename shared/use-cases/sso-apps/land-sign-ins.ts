import type { LoggedEvent } from '../../domain/day-rollup.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import { type EventGroup, addToGroups } from '../day-log/group-events.ts';
import { landEvents, nameGroups } from '../day-log/land-events.ts';
import { takeInMarked } from '../day-log/take-in.ts';

/**
 * Lands sign-ins of an app. They count from now on, each once: it is the same where address, moment and name are the same, the name
 * being the source's own id of it. Only those that succeeded are use: others must not be given. Safe to repeat. Whoever lands takes in
 * afterwards ({@link takeInSignIns}), once for everything; what is left by somebody who was cut off, the sweep takes in.
 */
export const landSignIns = async (
  deps: DayLogDeps,
  ssoAppId: string,
  events: readonly LoggedEvent[],
): Promise<void> => {
  const groups = new Map<string, EventGroup>();
  for (const event of events) addToGroups(groups, { log: 'sso', ssoAppId }, event);
  const marks = await landEvents(deps, nameGroups(deps, groups.values()));
  if (marks.length > 0) await deps.store.writeMany(marks);
};

/** Takes in what landed of some apps, as far as the time goes; `more`: some is left, for a further call or the sweep. */
export const takeInSignIns = (
  deps: DayLogDeps,
  ssoAppIds: readonly string[],
  isSpent: () => boolean,
): Promise<'done' | 'more'> =>
  takeInMarked(
    deps,
    ssoAppIds.map((ssoAppId) => ({ log: 'sso', ssoAppId })),
    isSpent,
  );
