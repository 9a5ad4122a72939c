import type { Instance } from '../../domain/application.ts';
import type { SourcedCount } from '../../domain/provisioned-users.ts';
import type { Day } from '../../domain/time.ts';
import { loggedDays } from '../../records/day-log.ts';
import type { Basics } from '../dependencies.ts';
import { usersOfLog } from './count-users-of-log.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** People who used a custom application, as it tells itself. */
export interface ApplicationFacts {
  /** Those of the last 120 days; null where it tells nothing of its use. */
  readonly engaged: SourcedCount | null;
  /** Those of the last 28 days. */
  readonly engagedLately: number | null;
}

const TELLS_NOTHING: ApplicationFacts = { engaged: null, engagedLately: null };

/** What an instance tells of itself without a connector; `more` where a further call has to go on counting. */
export const applicationFacts = async (
  deps: Deps,
  { instanceId, vendor }: Instance,
  day: Day,
  isSpent: () => boolean,
): Promise<ApplicationFacts | 'more'> => {
  if (vendor !== 'custom') return TELLS_NOTHING;
  const { records } = await deps.store.page(loggedDays, { log: 'usage', instanceId }, { limit: 1 });
  if (records.length === 0) return TELLS_NOTHING;
  const people = await usersOfLog(deps, instanceId, day, isSpent);
  if (people === null) return 'more';
  const engaged = {
    count: people.recent,
    source: { kind: 'application' as const },
    observedAt: deps.clock.now(),
  };
  return { engaged, engagedLately: people.lately };
};
