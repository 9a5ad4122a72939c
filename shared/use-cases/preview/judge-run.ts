import type { Instance } from '../../domain/application.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Pull } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { type Change, put } from '../../records/change.ts';
import { type RunVerdict, personVerdicts, runVerdicts } from '../../records/runs.ts';
import type { PreviewProgress } from '../../records/step-progress.ts';
import { type EvidenceContext, exemptionsFor } from '../evidence/gather-evidence.ts';
import { accountsPage, judgeAccounts } from './judge-page.ts';
import { namedPage } from './named-page.ts';
import { claimMatch } from './claim-match.ts';
import type { PreviewDeps } from './preview-dependencies.ts';

/** Accounts judged at once: their claims stay well within what is left of a call. */
const PAGE = 100;

/** Claims written side by side. */
const CLAIMS_AT_ONCE = 10;

/** What the judging of a run's accounts is made with. */
export interface JudgeRun {
  readonly run: Run;
  readonly instance: Instance;
  readonly pull: Pull;
  readonly context: EvidenceContext;
}

/** Reads once what is the same for all accounts of a run. */
export const openJudgeRun = async (
  deps: PreviewDeps,
  run: Run,
  instance: Instance,
  pull: Pull,
  decidedAt: string,
): Promise<JudgeRun> => ({
  run,
  instance,
  pull,
  context: {
    decidedAt,
    runId: run.runId,
    ordinaryRoleIds: new Set(instance.ordinaryRoleIds),
    policy: run.policy,
    exemptions: await exemptionsFor(deps, instance.applicationId, decidedAt, decidedAt),
    sources: pull.sources,
    loginLagDays: pull.loginLagDays,
  },
});

/** Claims every match of a page; in suggest mode nothing is claimed. */
const claimAll = async (
  deps: PreviewDeps,
  run: Run,
  judged: readonly RunVerdict[],
): Promise<RunVerdict[]> => {
  if (run.workflow.mode === 'suggest') return [...judged];
  const settled: RunVerdict[] = [];
  for (let from = 0; from < judged.length; from += CLAIMS_AT_ONCE)
    settled.push(
      ...(await Promise.all(
        judged.slice(from, from + CLAIMS_AT_ONCE).map((entry) => claimMatch(deps, run, entry)),
      )),
    );
  return settled;
};

const countVerdicts = (
  counts: PreviewProgress['counts'],
  verdicts: readonly Verdict[],
): PreviewProgress['counts'] => {
  const of = (kind: Verdict['kind']) => counts[kind] + verdicts.filter((entry) => entry.kind === kind).length;
  return {
    match: of('match'),
    'in-another-plan': of('in-another-plan'),
    protected: of('protected'),
    unknown: of('unknown'),
    'no-match': of('no-match'),
  };
};

/** The row by which a person is found in a run that looked at their seat for more than a moment. */
const listedAmongPersons = ({ runId, accountId, evidence, verdict }: RunVerdict): Change<true>[] => {
  const { person, decidedAt } = evidence;
  if (person.kind === 'none' || verdict.kind === 'unknown' || verdict.kind === 'no-match') return [];
  const { personId } = person;
  return [put(personVerdicts, { personId, at: decidedAt, runId, accountId }, 'any')];
};

/**
 * Decides about one page of a run's accounts, writes every verdict with its evidence and claims the matches; gives back the progress
 * after it. Verdicts that a cut-off call wrote are kept as they are: what was claimed by them must not be decided twice.
 */
export const judgePage = async (
  deps: PreviewDeps,
  { run, pull, context }: JudgeRun,
  progress: PreviewProgress,
): Promise<PreviewProgress> => {
  const { runId } = run;
  const { shard, after } = progress;
  const { named, ...page } =
    run.source.kind === 'file'
      ? await namedPage(deps, runId, pull, shard, after, PAGE)
      : { ...(await accountsPage(deps, pull, shard, after, PAGE)), named: undefined };
  const stored = await deps.store.getMany(
    runVerdicts,
    page.records.map(({ accountId }) => ({ runId, accountId })),
  );
  const known = stored.filter((entry) => entry !== undefined);
  const knownIds = new Set(known.map(({ accountId }) => accountId));
  const rest = page.records.filter(({ accountId }) => !knownIds.has(accountId));
  const judging = named === undefined ? context : { ...context, named };
  const judged = await judgeAccounts(deps, judging, run.workflow.rules, pull, rest);
  const fresh: RunVerdict[] = judged.map(({ account: { accountId }, evidence, verdict }) => ({
    runId,
    accountId,
    evidence,
    verdict,
  }));
  await deps.store.writeMany(fresh.map((entry) => put(runVerdicts, entry, 'any')));
  const before = [...known, ...fresh];
  const settled = await claimAll(deps, run, before);
  const lost = settled.filter((entry, index) => entry !== before[index]);
  await deps.store.writeMany([
    ...lost.map((entry) => put(runVerdicts, entry, 'any')),
    ...settled.flatMap(listedAmongPersons),
  ]);
  const counts = countVerdicts(
    progress.counts,
    settled.map(({ verdict }) => verdict),
  );
  if (page.next !== null) return { ...progress, counts, after: page.next };
  return progress.shard + 1 < SHARDS
    ? { ...progress, counts, shard: progress.shard + 1, after: null }
    : { ...progress, counts, phase: 'seal', shard: 0, after: null };
};
