import type { Instant } from '../../domain/time.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import type { LinkSigner } from '../../ports/link-signer.ts';
import { applications } from '../../records/applications.ts';
import { orgCharts, people } from '../../records/org-chart.ts';
import { planItems, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { isOver } from '../runs/run-progress.ts';

export interface AnswerDependencies extends Basics {
  readonly links: LinkSigner;
}

/** What the page tells the person: nothing they do not know from their mail. */
export interface AnswerSubject {
  readonly firstName: string | null;
  readonly applicationName: string;
  readonly outcome: PlanItem['outcome']['kind'];
  readonly tierBefore: PlanItem['tierBefore'];
  readonly tierAfter: PlanItem['tierAfter'];
  /** The rule's name. */
  readonly reason: string;
  readonly answerBy: Instant;
  readonly reasonRequired: boolean;
}

/** Where a link stands. `done` is a plan that went on without this answer; `closed` one that ended without changing anything. */
export type AnswerView =
  | { readonly kind: 'open'; readonly subject: AnswerSubject }
  | { readonly kind: 'kept'; readonly subject: AnswerSubject; readonly at: Instant }
  | { readonly kind: 'expired' | 'done' | 'closed'; readonly subject: AnswerSubject }
  | { readonly kind: 'invalid' };

/** A link's item and run, once the link is known to be ours. */
export interface LinkedItem {
  readonly run: Run;
  readonly item: PlanItem;
  readonly expired: boolean;
}

/** Reads what a link is bound to; undefined where the link is not ours or its plan is gone. */
export const readLinkedItem = async (
  deps: AnswerDependencies,
  token: string,
): Promise<LinkedItem | undefined> => {
  const reading = await deps.links.read(token);
  if (reading.kind === 'invalid') return undefined;
  const { runId, accountId, expiresAt } = reading.claims;
  const [run, item] = await Promise.all([
    deps.store.get(runs, { runId }),
    deps.store.get(planItems, { runId, accountId }),
  ]);
  if (run === undefined || item === undefined) return undefined;
  return { run, item, expired: reading.kind === 'expired' || deps.clock.now() > expiresAt };
};

/** Whether what is held is final: the run is at its end, where its items are counted. */
const isHeldForGood = (run: Run): boolean =>
  isOver(run) || run.stage === 'verify' || run.stage === 'report' || run.wait?.decision === 'expired';

/** Whether "keep" may still be said: until the change is being made. Said while it is due, it still protects. */
export const mayStillKeep = ({ item, run, expired }: LinkedItem): boolean =>
  !expired &&
  item.answer === null &&
  (item.state === 'held' ? !isHeldForGood(run) : ['planned', 'noticed', 'due'].includes(item.state));

const subjectOf = async (deps: AnswerDependencies, { run, item }: LinkedItem): Promise<AnswerSubject> => {
  const application = await deps.store.get(applications, { applicationId: run.workflow.applicationId });
  const chart = await deps.store.get(orgCharts, {});
  const person =
    chart === undefined || item.personId === null
      ? undefined
      : await deps.store.get(people, { chartId: chart.chartId, personId: item.personId });
  return {
    firstName: person?.firstName ?? null,
    applicationName: application?.name ?? 'the application',
    outcome: item.outcome.kind,
    tierBefore: item.tierBefore,
    tierAfter: item.tierAfter,
    reason: run.workflow.rules.find((rule) => rule.ruleId === item.ruleId)?.name ?? '',
    answerBy: item.notice?.answerBy ?? run.answerBy ?? run.startedAt,
    reasonRequired: run.workflow.answerReason === 'required',
  };
};

/** What the page behind an answer link shows. Reads only; opening a link a thousand times changes nothing. */
export const readAnswerLink = async (deps: AnswerDependencies, token: string): Promise<AnswerView> => {
  const linked = await readLinkedItem(deps, token);
  if (linked === undefined) return { kind: 'invalid' };
  const subject = await subjectOf(deps, linked);
  const { item } = linked;
  if (item.answer !== null) return { kind: 'kept', subject, at: item.answer.at };
  if (mayStillKeep(linked)) return { kind: 'open', subject };
  if (item.state === 'acting' || item.state === 'acted' || item.state === 'verified')
    return { kind: 'done', subject };
  if (item.state === 'planned' || item.state === 'noticed' || item.state === 'due')
    return { kind: 'expired', subject };
  return { kind: 'closed', subject };
};
