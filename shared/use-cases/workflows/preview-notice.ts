import { type Instant, plus } from '../../domain/time.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { tierAfter } from '../../domain/verdict.ts';
import type { MailTemplates, RenderedMail } from '../../ports/mail-templates.ts';
import { orgCharts, people } from '../../records/org-chart.ts';
import { loadApplication } from '../applications/load-application.ts';
import type { Basics, Settings } from '../dependencies.ts';
import { supportContactIfReadable } from '../organization/support-contact.ts';
import type { PolicyDependencies } from '../policy/policy-in-force.ts';
import { previewMatches } from '../preview/preview-matches.ts';
import { loadWorkflow } from './load-workflow.ts';

type Deps = Basics &
  PolicyDependencies & {
    readonly templates: MailTemplates;
    readonly settings: Pick<Settings, 'publicOrigin' | 'notifyAllowance'>;
  };

/** The mail as one person would get it now, or as a sample where the rules match nobody who would get one. */
export interface NoticePreview extends RenderedMail {
  readonly sample: boolean;
  readonly to: { readonly personId: string; readonly email: string } | null;
}

type Facts = Pick<
  Parameters<MailTemplates['notice']>[0],
  'firstName' | 'tierBefore' | 'tierAfter' | 'reason'
> & {
  readonly outcome: Workflow['rules'][number]['outcome']['kind'];
};

const render = async (deps: Deps, workflow: Workflow, facts: Facts, answerBy: Instant) => {
  const { name } = await loadApplication(deps, workflow.applicationId);
  const { schedule } = workflow;
  return deps.templates.notice({
    ...facts,
    applicationName: name,
    answerBy,
    timeZone: schedule?.kind === 'cron' ? schedule.timeZone : 'UTC',
    // Not a link that could answer anything.
    answerUrl: `${deps.settings.publicOrigin}/answer/preview`,
    support: await supportContactIfReadable(deps),
  });
};

/** Matches looked at for one who has not left and would be written to. */
const LOOKED_AT = 50;

const realPerson = async (deps: Deps, workflow: Workflow) => {
  const [preview, chart] = await Promise.all([
    previewMatches(deps, workflow.rules, workflow.instanceId, { limit: LOOKED_AT }),
    deps.store.get(orgCharts, {}),
  ]);
  if (preview.kind === 'no-pull' || chart === undefined) return undefined;
  for (const { verdict, evidence } of preview.matches) {
    if (verdict.kind !== 'match' || verdict.left || evidence.person.kind !== 'matched') continue;
    const { personId } = evidence.person;
    const person = await deps.store.get(people, { chartId: chart.chartId, personId });
    if (person !== undefined) return { person, verdict };
  }
  return undefined;
};

/** Renders a workflow's notice for a person its rules match now. Sends nothing, and its link answers nothing. */
export const previewNotice = async (deps: Deps, workflowId: string): Promise<NoticePreview> => {
  const workflow = await loadWorkflow(deps, workflowId);
  const answerBy = plus(plus(deps.clock.now(), deps.settings.notifyAllowance), workflow.noticePeriod);
  const ruleName = (ruleId: string) =>
    workflow.rules.find((rule) => rule.ruleId === ruleId)?.name ?? workflow.name;
  const real = await realPerson(deps, workflow);
  if (real !== undefined) {
    const { person, verdict } = real;
    const facts: Facts = {
      firstName: person.firstName ?? null,
      outcome: verdict.outcome.kind,
      tierBefore: verdict.tierBefore,
      tierAfter: verdict.tierAfter,
      reason: ruleName(verdict.ruleId),
    };
    const mail = await render(deps, workflow, facts, answerBy);
    return { ...mail, sample: false, to: { personId: person.personId, email: person.email } };
  }
  const [rule] = workflow.rules;
  const facts: Facts = {
    firstName: 'Alex',
    outcome: rule?.outcome.kind ?? 'downgrade',
    tierBefore: 'licensed',
    tierAfter: rule === undefined ? 'basic' : tierAfter(rule.outcome),
    reason: rule?.name ?? workflow.name,
  };
  return { ...(await render(deps, workflow, facts, answerBy)), sample: true, to: null };
};
