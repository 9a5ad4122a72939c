import { policySchema } from '../../../shared/domain/policy.ts';
import { plusMs } from '../../../shared/domain/time.ts';
import { SeatkeeperError } from '../../../shared/errors.ts';
import { connections } from '../../../shared/records/applications.ts';
import { keepLicense } from '../../../shared/use-cases/answers/keep-license.ts';
import type { Caller } from '../../../shared/use-cases/dependencies.ts';
import { addExemption, removeExemption } from '../../../shared/use-cases/exemptions/change-exemptions.ts';
import { changePolicy, setKillSwitch } from '../../../shared/use-cases/policy/change-policy.ts';
import { policyInForce } from '../../../shared/use-cases/policy/policy-in-force.ts';
import { cancelRun } from '../../../shared/use-cases/runs/cancel-run.ts';
import { endWait, resumeRuns } from '../../../shared/use-cases/runs/end-wait.ts';
import { reconcileRuns } from '../../../shared/use-cases/runs/reconcile-runs.ts';
import { redriveRun } from '../../../shared/use-cases/runs/redrive-run.ts';
import { releasePlan } from '../../../shared/use-cases/runs/release-plan.ts';
import { startRun } from '../../../shared/use-cases/runs/start-run.ts';
import { CrashError, CrashingStore } from '../crashing-store.ts';
import { IDS } from '../sample-run.ts';
import { personIdOf } from '../vendor-world.ts';
import { answerExpected, releaseExpected } from './expected.ts';
import { type LimitsName, type Quick, limitsOf, reportOf } from './happenings.ts';
import { type ModelWorld, TOOL_USERS, type ToolUser, workflowIdOf } from './model-world.ts';

type Deed<K extends Quick['kind']> = Extract<Quick, { kind: K }>;

const DAY_MS = 86_400_000;

const SCHEDULE: Caller = { actor: { kind: 'system', name: 'schedule' } };
const asUser = (name: ToolUser): Caller => ({
  actor: { kind: 'user', userId: TOOL_USERS[name], tokenId: null },
});

/** What a worker that died looks like from outside. */
export const isDeath = (fault: unknown): boolean =>
  fault instanceof CrashError || (fault instanceof Error && fault.message.startsWith('The worker died'));

/** Does what may be refused; whether it was. */
const isRefused = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return false;
  } catch (fault) {
    if (!(fault instanceof SeatkeeperError)) throw fault;
    return true;
  }
};

const expect = (what: string, is: string, expected: string): void => {
  if (is !== expected) throw new Error(`${what} was ${is}, expected was ${expected}.`);
};

const keep = async (world: ModelWorld, { who }: Deed<'keep'>, runId: string, isAlone: boolean) => {
  const mail = world.mailer.outbox.find(
    ({ to, tags }) => to === `${who}@example.com` && tags['runId'] === runId,
  );
  const token = /answer\/(link-\S+)/.exec(mail?.text ?? '')?.[1] ?? 'no-link';
  const expected = answerExpected(world, who, runId, mail !== undefined);
  const { kind } = await keepLicense(world.all(), { token, reason: '' });
  if (isAlone) expect('The answer', kind, expected);
};

const release = async (
  world: ModelWorld,
  { by, hash }: Deed<'release'>,
  runId: string,
  isAlone: boolean,
): Promise<void> => {
  const right = world.witness.facts.runs.get(runId)?.seal?.hash ?? '0'.repeat(64);
  const planHash = hash === 'right' ? right : 'f'.repeat(64);
  const userId = TOOL_USERS[by];
  const expected = releaseExpected(world, runId, userId, planHash);
  const input = { runId, userId, planHash, reason: 'I looked at it.' };
  const refused = await isRefused(() => releasePlan(world.all(), asUser(by), input));
  if (isAlone) expect('The release', refused ? 'refused' : 'released', expected);
};

const exempt = (world: ModelWorld, { who, by, days }: Deed<'exempt'>): Promise<boolean> =>
  isRefused(() =>
    addExemption(world.all(), asUser('gus'), {
      scope: 'global',
      subject:
        by === 'email'
          ? { kind: 'email', email: `${who}@example.com` }
          : { kind: 'account', vendorAccountId: `v-${who}` },
      reason: 'on call',
      expiresAt: days === null ? null : plusMs(world.clock.now(), days * DAY_MS),
    }),
  );

const removeExemptions = async (world: ModelWorld, { who }: Deed<'remove exemption'>): Promise<void> => {
  const found = [...world.witness.facts.exemptions.values()].filter(
    ({ subject }) => subject.email === `${who}@example.com` || subject.vendorAccountId === `v-${who}`,
  );
  for (const { exemptionId } of found)
    await removeExemption(world.all(), asUser('hal'), { exemptionId, expectedVersion: null });
};

/** The latest two people who were protected. */
const protect = (world: ModelWorld, { who }: Deed<'protect'>): Promise<boolean> =>
  isRefused(async () => {
    const deps = world.all();
    const before = await policyInForce(deps);
    const protectedPersonIds = [...before.protectedPersonIds.slice(-1), personIdOf(`${who}@example.com`)];
    await changePolicy(deps, asUser('fay'), {
      policy: { ...before, protectedPersonIds },
      expectedVersion: before.version,
    });
  });

const start = async (world: ModelWorld, { workflow, by, dies }: Deed<'start'>): Promise<void> => {
  const caller = by === 'schedule' ? SCHEDULE : asUser(by);
  const store = dies ? new CrashingStore(world.store, 1, 'after', 'writes') : world.store;
  const source = by === 'schedule' ? 'schedule' : 'user';
  try {
    await startRun(world.all(store), caller, workflowIdOf(workflow), { source });
  } catch (fault) {
    if (!isDeath(fault)) throw fault;
  }
};

/** Every schedule whose time has come fires once. */
const fireSchedules = async (world: ModelWorld): Promise<void> => {
  for (const [name, schedule] of [...world.scheduler.standing]) {
    const [kind, runId = '', phase] = name.split('#');
    if (kind !== 'wait' || !('at' in schedule) || schedule.at > world.clock.now()) continue;
    world.scheduler.standing.delete(name);
    if (phase === 'answers' || phase === 'parked' || phase === 'reconnect' || phase === 'rate')
      await endWait(world.all(), SCHEDULE, runId, { by: 'schedule', phase });
  }
};

const reconnect = async (world: ModelWorld): Promise<void> => {
  const connection = await world.store.get(connections, { connectionId: IDS.connection });
  if (connection?.state !== 'needs-reconnect') return;
  await world.setConnection({ state: 'connected' });
  await resumeRuns(world.all(), asUser('fay'), IDS.connection);
};

/** Somebody sets other limits; runs that were started keep theirs. */
export const setLimits = async (world: ModelWorld, name: LimitsName): Promise<void> => {
  const deps = world.all();
  const before = await policyInForce(deps);
  const { limits } = policySchema.parse({ limits: limitsOf(name) });
  const pullBounds = { ...before.pullBounds, lostCount: 10, noLoginCount: 10 };
  await changePolicy(deps, asUser('fay'), {
    policy: { ...before, limits, pullBounds },
    expectedVersion: before.version,
  });
};

/**
 * Does one short thing. `runId` is the run it is about, where it is about one and there is one; `isAlone` says that nothing else happens
 * meanwhile, so that the answer is foreseen and must be that.
 */
export const doDeed = async (
  world: ModelWorld,
  what: Exclude<Quick, { kind: 'call' }>,
  runId: string | undefined,
  isAlone: boolean,
): Promise<void> => {
  const deps = world.all();
  if ('run' in what) {
    if (runId === undefined) return;
    if (what.kind === 'keep') await keep(world, what, runId, isAlone);
    else if (what.kind === 'release') await release(world, what, runId, isAlone);
    else if (what.kind === 'cancel') await cancelRun(deps, asUser('hal'), runId);
    else if (what.kind === 'redrive') await redriveRun(deps, asUser('gus'), runId);
    else await endWait(deps, asUser('fay'), runId, { by: 'admin' });
    return;
  }
  switch (what.kind) {
    case 'exempt':
      await exempt(world, what);
      return;
    case 'remove exemption':
      return removeExemptions(world, what);
    case 'report':
      return world.report(
        what.who,
        reportOf(what.what),
        plusMs(world.clock.now(), what.late ? -2 * DAY_MS : 0),
      );
    case 'kill switch':
      await setKillSwitch(deps, asUser('hal'), { on: what.on, reason: 'the model says so' });
      return;
    case 'protect':
      await protect(world, what);
      return;
    case 'start':
      return start(world, what);
    case 'fire schedules':
      return fireSchedules(world);
    case 'reconcile':
      await reconcileRuns(deps);
      return;
    case 'reconnect':
      return reconnect(world);
  }
};
