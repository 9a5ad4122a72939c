import { NO_PLATFORM_FIGURES, type PlatformReading } from '../../domain/platform-pull.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import { pulls } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';
import type { PullSubject } from '../pull/pull-subject.ts';
import { atStep } from './advance-platform.ts';
import type { PlatformPull } from './platform-context.ts';

/** A pull that was held up longer, by a reconnect for instance, begins anew: what it read first is too old by then. */
const LONGEST_READ_MS = 12 * 3_600_000;

const NO_ACCOUNTS = { accounts: 0, active: 0, inactive: 0, pending: 0, licensed: 0, basic: 0 };

const fresh = (startedAt: Instant) => ({
  startedAt,
  sources: [],
  findings: [],
  platform: { figures: NO_PLATFORM_FIGURES, cursor: atStep('people') } satisfies PlatformReading,
});

/** A pull as one of a platform; undefined where it is one of accounts. */
export const asPlatformPull = (pull: Pull): PlatformPull | undefined =>
  pull.platform === undefined ? undefined : { ...pull, platform: pull.platform };

/** The pull as stored; makes it where it is new and begins it anew where it was held up too long. */
export const openPlatformPull = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  subject: Pick<PullSubject, 'instance' | 'connection' | 'pullId'>,
): Promise<PlatformPull> => {
  const { instance, connection, pullId } = subject;
  const now = deps.clock.now();
  const found = await deps.store.get(pulls, { instanceId: instance.instanceId, pullId });
  const stored = found === undefined ? undefined : asPlatformPull(found);
  if (stored === undefined) {
    const pull: PlatformPull = {
      pullId,
      instanceId: instance.instanceId,
      connectionId: connection.connectionId,
      ...fresh(now),
      state: 'reading',
      lookbackDays: [],
      loginLagDays: 0,
      cursor: null,
      rereads: 0,
      figures: NO_ACCOUNTS,
      signs: null,
      endedAt: null,
      failure: null,
      version: 1,
    };
    const made = await deps.store.write([put(pulls, pull, 'absent')]);
    return made.kind === 'done' ? pull : openPlatformPull(deps, subject);
  }
  if (stored.state !== 'reading' || msBetween(stored.startedAt, now) <= LONGEST_READ_MS) return stored;
  const renewed: PlatformPull = { ...stored, ...fresh(now), version: stored.version + 1 };
  const written = await deps.store.write([put(pulls, renewed, { version: stored.version })]);
  return written.kind === 'done' ? renewed : openPlatformPull(deps, subject);
};
