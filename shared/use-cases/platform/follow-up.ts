import type { SourceState } from '../../domain/activity.ts';
import type { Instance } from '../../domain/application.ts';
import { type PlatformLog, logForSync } from '../../domain/platform-log.ts';
import { type Pull, isGood } from '../../domain/pull.ts';
import { plusMs } from '../../domain/time.ts';
import { CorruptDataError } from '../../errors.ts';
import type { PlatformReader } from '../../ports/platform.ts';
import { pulls } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import { platformLogs } from '../../records/platform.ts';
import { loadInstance } from '../instances/load-instance.ts';
import type { PullDeps } from '../pull/pull-dependencies.ts';
import type { PullSubject } from '../pull/pull-subject.ts';
import { type PullOutcome, STAND_BACK_MS, slept } from '../pull/short-wait.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { takeInSignIns } from '../sso-apps/land-sign-ins.ts';
import { untilDone } from '../until-done.ts';
import { notePlatformApps } from './note-platform-apps.ts';
import { noteWithheld } from './note-withheld.ts';
import { readLog } from './read-log.ts';

/** Where the log stands for this sync; null where a later sync reads it by now. */
const openLog = (deps: PullDeps, pull: Pull): Promise<PlatformLog | null> =>
  untilDone(async () => {
    const { instanceId, pullId } = pull;
    const stored = await deps.store.get(platformLogs, { instanceId });
    if (stored?.pullId === pullId) return stored;
    const log = logForSync(stored, { instanceId, pullId }, deps.clock.now());
    if (log === null) return null;
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    return (await deps.store.write([put(platformLogs, log, expect)])).kind === 'done' ? log : 'conflict';
  });

/** Writes down how the reading of the log went, beside the other sources of the pull, and gives all of them back. */
const noteSource = (deps: PullDeps, { instanceId, pullId }: Pull, log: PlatformLog): Promise<SourceState[]> =>
  untilDone(async () => {
    const pull = await deps.store.get(pulls, { instanceId, pullId });
    if (pull === undefined || log.state === null) return [];
    if (pull.sources.some(({ source }) => source === 'sso-events')) return pull.sources;
    const said: SourceState = { source: 'sso-events', state: log.state, observedAt: deps.clock.now() };
    const noted: Pull = { ...pull, sources: [...pull.sources, said], version: pull.version + 1 };
    const written = await deps.store.write([put(pulls, noted, { version: pull.version })]);
    return written.kind === 'done' ? noted.sources : 'conflict';
  });

const isFollowed = ({ currentPullId }: Instance, pull: Pull): boolean =>
  isGood(pull) && currentPullId === pull.pullId;

/**
 * What a sync does once people, applications and assignments are graded, whatever came of that: it notes the applications of a pull that
 * readers follow, and reads on in the log of sign-ins. May be repeated, or cut off at any point, without harm.
 */
export const followUp = async (
  deps: PullDeps,
  { instance: { instanceId }, connection: { connectionId } }: PullSubject,
  pullId: string,
  platform: PlatformReader,
  budget: CallBudget,
): Promise<PullOutcome> => {
  const standBack = (): PullOutcome => ({
    outcome: 'rate-limited',
    notBefore: plusMs(deps.clock.now(), STAND_BACK_MS),
  });
  const pull = await deps.store.get(pulls, { instanceId, pullId });
  if (pull === undefined) throw new CorruptDataError(`The pull ${pullId} is not there.`);
  let log = await openLog(deps, pull);
  if (log === null) return { outcome: 'done' };
  const instance = await loadInstance(deps, instanceId);
  if (!log.appsNoted) {
    if (isFollowed(instance, pull)) await notePlatformApps(deps, instance, pull);
    const noted: PlatformLog = { ...log, appsNoted: true, version: log.version + 1 };
    const written = await deps.store.write([put(platformLogs, noted, { version: log.version })]);
    if (written.kind === 'conflict') return standBack();
    log = noted;
  }
  while (log.state === null) {
    if (budget.isSpent()) return { outcome: 'more' };
    const read = await readLog(deps, platform, instance, log, budget);
    if (read.kind === 'conflict') return standBack();
    if (read.kind === 'reconnect') {
      await deps.markNeedsReconnect(connectionId, read.reason);
      return { outcome: 'reconnect' };
    }
    ({ log } = read);
    const { notBefore } = read;
    if (log.state === null && notBefore !== undefined && !(await slept(deps, budget, notBefore)))
      return { outcome: 'rate-limited', notBefore };
  }
  if (log.landed.length > 0) {
    if ((await takeInSignIns(deps, log.landed, () => budget.isSpent())) === 'more')
      return { outcome: 'more' };
    const taken: PlatformLog = { ...log, landed: [], version: log.version + 1 };
    const written = await deps.store.write([put(platformLogs, taken, { version: log.version })]);
    if (written.kind === 'conflict') return standBack();
  }
  await noteWithheld(deps, connectionId, await noteSource(deps, pull, log));
  return { outcome: 'done' };
};
