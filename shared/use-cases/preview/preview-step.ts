import type * as z from 'zod';
import type { previewStep as contract } from '../../contracts/workflow-steps.ts';
import { SHARDS } from '../../domain/plan.ts';
import { isGood } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import { NotFoundError } from '../../errors.ts';
import { pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { type PreviewProgress, previewProgress } from '../../records/step-progress.ts';
import { startBudget } from '../runs/call-budget.ts';
import { SYSTEM_RUN, isOver, loadRun, updateRun } from '../runs/run-progress.ts';
import { type JudgeRun, judgePage, openJudgeRun } from './judge-run.ts';
import type { PreviewDeps } from './preview-dependencies.ts';
import { planHash, shardDigest } from './seal-plan.ts';
import { endAsTooOld, isTooOld } from './too-old.ts';

type Input = z.infer<typeof contract.input>;
export type PreviewOutput = z.infer<typeof contract.output>;
type Outcome = PreviewOutput['outcome'];

const NO_VERDICTS = { match: 0, 'in-another-plan': 0, protected: 0, unknown: 0, 'no-match': 0 };

/** The progress as stored; its start fixes the moment all verdicts are decided at. */
const openProgress = async (deps: PreviewDeps, runId: string): Promise<PreviewProgress> => {
  const stored = await deps.store.get(previewProgress, { runId });
  if (stored !== undefined) return stored;
  const progress: PreviewProgress = {
    runId,
    decidedAt: deps.clock.now(),
    phase: 'verdicts',
    shard: 0,
    after: null,
    counts: NO_VERDICTS,
    digests: [],
    size: 0,
    version: 1,
  };
  const made = await deps.store.write([put(previewProgress, progress, 'absent')]);
  return made.kind === 'done' ? progress : openProgress(deps, runId);
};

const openRun = async (deps: PreviewDeps, run: Run, decidedAt: string): Promise<JudgeRun> => {
  const { instanceId } = run.workflow;
  const { pullId } = run;
  const [instance, pull] = await Promise.all([
    deps.store.get(instances, { instanceId }),
    pullId === null ? undefined : deps.store.get(pulls, { instanceId, pullId }),
  ]);
  if (instance === undefined) throw new NotFoundError(`There is no instance ${instanceId}.`);
  if (pull === undefined || !isGood(pull))
    throw new NotFoundError(`Run ${run.runId} has no pull to preview.`);
  return openJudgeRun(deps, run, instance, pull, decidedAt);
};

const sealShard = async (deps: PreviewDeps, progress: PreviewProgress): Promise<PreviewProgress> => {
  const { digest, size } = await shardDigest(deps, progress.runId, progress.shard);
  return {
    ...progress,
    shard: progress.shard + 1,
    digests: [...progress.digests, digest],
    size: progress.size + size,
  };
};

/** What a run's record says of its preview; null while it is not made. */
const finishedAs = (run: Run): Outcome | null => {
  if (isOver(run)) return 'ended';
  if (run.seal !== null) return 'sealed';
  if (run.verdicts === null) return null;
  return run.workflow.mode === 'suggest' ? 'listed' : 'nothing';
};

/** Another writer of the run is rare; a few rereads settle it. */
const TRIES = 5;

/** Writes the result into the run: the seal where a plan was made, the counts of the verdicts always. */
const finish = async (deps: PreviewDeps, runId: string, progress: PreviewProgress): Promise<Outcome> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const run = await loadRun(deps, runId);
    const finished = finishedAs(run);
    if (finished !== null) return finished;
    const { decidedAt, counts, size, digests } = progress;
    const about = {
      after: { matches: counts.match, unknown: counts.unknown, protected: counts.protected, planned: size },
    };
    const patch = { decidedAt, verdicts: counts };
    const update =
      size === 0
        ? updateRun(deps, SYSTEM_RUN, run, { ...patch, stage: 'report' }, 'run.previewed', about)
        : updateRun(
            deps,
            SYSTEM_RUN,
            run,
            {
              ...patch,
              stage: 'guard',
              seal: { hash: planHash(deps, digests), sealedAt: deps.clock.now(), size },
            },
            'plan.sealed',
            about,
          );
    const result = await update;
    if (result.kind === 'done') return finishedAs(result.run) ?? 'ended';
  }
  throw new Error(`The preview of run ${runId} could not be finished: the run keeps changing.`);
};

const previewOnce = async (deps: PreviewDeps, runId: string): Promise<Outcome> => {
  const budget = startBudget(deps.clock);
  const run = await loadRun(deps, runId);
  const finished = finishedAs(run);
  if (finished !== null) return finished;
  let progress = await openProgress(deps, runId);
  const judging = await openRun(deps, run, progress.decidedAt);
  if (isTooOld(judging)) return (await endAsTooOld(deps, judging)).kind === 'done' ? 'ended' : 'more';
  while (progress.phase === 'verdicts' || progress.shard < SHARDS) {
    if (budget.isSpent()) return 'more';
    const next: PreviewProgress =
      progress.phase === 'verdicts'
        ? await judgePage(deps, judging, progress)
        : await sealShard(deps, progress);
    const moved = { ...next, version: progress.version + 1 };
    const written = await deps.store.write([put(previewProgress, moved, { version: progress.version })]);
    if (written.kind === 'conflict') return 'more';
    progress = moved;
  }
  return finish(deps, runId, progress);
};

/**
 * Decides about every account of the run's pull and makes the list. In act mode each match is claimed and put on the plan, which is
 * then sealed by its hash; in suggest mode the list is the result. Calls are of bounded length and may be repeated, or cut off at any
 * point, without harm.
 */
export const previewStep = async (
  deps: PreviewDeps,
  { contract: number, runId }: Input,
): Promise<PreviewOutput> => ({
  contract: number,
  runId,
  outcome: await previewOnce(deps, runId),
});
