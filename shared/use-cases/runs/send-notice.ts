import { lastNoticeAt } from '../../domain/notice.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, msBetween, plus } from '../../domain/time.ts';
import type { LinkSigner } from '../../ports/link-signer.ts';
import type { MailTemplates } from '../../ports/mail-templates.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import type { Permits, RateLimit } from '../../ports/permits.ts';
import { applications } from '../../records/applications.ts';
import { orgCharts, people } from '../../records/org-chart.ts';
import type { Basics, Settings } from '../dependencies.ts';
import { supportContactIfReadable } from '../organization/support-contact.ts';
import { THROTTLE_PAUSE } from '../mail/mail-limit.ts';
import type { CallBudget } from './call-budget.ts';
import { amendItem, moveRunItem } from './run-items.ts';

export interface NoticeDependencies extends Basics {
  readonly settings: Pick<Settings, 'publicOrigin' | 'intentLease'>;
  readonly permits: Permits;
  /** What may be sent; its name is `mail`. */
  readonly mail: RateLimit;
  readonly mailer: Mailer;
  readonly templates: MailTemplates;
  readonly links: LinkSigner;
}

/** What one notice came to: `settled`, one way or another, or nothing was sent and it waits. */
export type NoticeResult =
  { readonly kind: 'settled' } | { readonly kind: 'rate-limited'; readonly notBefore: Instant };

const SETTLED: NoticeResult = { kind: 'settled' };

interface Composed {
  readonly noticeId: string;
  readonly mail: Mail;
}

/** The mail to one person; name, address and application are read now and stored nowhere. Undefined without an address. */
const compose = async (
  deps: NoticeDependencies,
  run: Run,
  item: PlanItem,
  answerBy: Instant,
): Promise<Composed | undefined> => {
  const chart = await deps.store.get(orgCharts, {});
  if (chart === undefined || item.personId === null) return undefined;
  const [person, application, support] = await Promise.all([
    deps.store.get(people, { chartId: chart.chartId, personId: item.personId }),
    deps.store.get(applications, { applicationId: run.workflow.applicationId }),
    supportContactIfReadable(deps),
  ]);
  if (person === undefined) return undefined;
  const { runId, accountId } = item;
  const token = await deps.links.sign({ runId, accountId, expiresAt: answerBy });
  const { schedule, rules } = run.workflow;
  const noticeId = deps.ids.next('notice');
  const rendered = deps.templates.notice({
    firstName: person.firstName ?? null,
    applicationName: application?.name ?? run.workflow.name,
    outcome: item.outcome.kind,
    tierBefore: item.tierBefore,
    tierAfter: item.tierAfter,
    reason: rules.find(({ ruleId }) => ruleId === item.ruleId)?.name ?? run.workflow.name,
    answerBy,
    timeZone: schedule?.kind === 'cron' ? schedule.timeZone : 'UTC',
    answerUrl: `${deps.settings.publicOrigin}/answer/${token}`,
    support,
  });
  return { noticeId, mail: { ...rendered, to: person.email, tags: { runId, noticeId } } };
};

/** Sends a mail whose intent is stored. From here on it is never sent again, whatever happens. */
const send = async (
  deps: NoticeDependencies,
  run: Run,
  item: PlanItem,
  mail: Mail,
  latest: Instant,
): Promise<NoticeResult> => {
  const result = await deps.mailer.send(mail);
  if (result.kind === 'refused') {
    await moveRunItem(deps, run, item, 'held', 'item.held', { reason: 'notice-refused' });
    return SETTLED;
  }
  if (result.kind === 'throttled') {
    const notBefore = plus(deps.clock.now(), THROTTLE_PAUSE[result.wait]);
    const isTooLate = msBetween(latest, notBefore) > 0;
    if (isTooLate)
      await moveRunItem(deps, run, item, 'held', 'item.held', { notice: null, reason: 'mail-limit' });
    else await amendItem(deps, run, item, 'item.notice-withdrawn', { notice: null });
    await deps.permits.block(deps.mail.name, notBefore);
    return isTooLate ? SETTLED : { kind: 'rate-limited', notBefore };
  }
  const acceptedAt = deps.clock.now();
  const notice = item.notice === null ? null : { ...item.notice, acceptedAt };
  if (msBetween(latest, acceptedAt) > 0)
    await moveRunItem(deps, run, item, 'held', 'item.held', { notice, reason: 'notice-too-late' });
  else await moveRunItem(deps, run, item, 'noticed', 'item.noticed', { notice });
  return SETTLED;
};

/**
 * Sends the notice of one planned item: permit, intent, mail, outcome. It takes up to what the call has left to get a permit.
 * A write that finds the item changed leaves it to whoever changed it. Without a permit in time the item is held: `mail-limit`.
 */
export const sendNotice = async (
  deps: NoticeDependencies,
  run: Run,
  item: PlanItem,
  answerBy: Instant,
  budget: CallBudget,
): Promise<NoticeResult> => {
  const latest = lastNoticeAt(answerBy, run.workflow.noticePeriod);
  const hold = async (reason: string): Promise<NoticeResult> => {
    await moveRunItem(deps, run, item, 'held', 'item.held', { reason });
    return SETTLED;
  };
  if (msBetween(latest, deps.clock.now()) > 0) return hold('notice-too-late');
  const composed = await compose(deps, run, item, answerBy);
  if (composed === undefined) return hold('no-address');
  const permit = await deps.permits.take(deps.mail, budget.leftMs());
  if (msBetween(latest, permit.notBefore) > 0) return hold('mail-limit');
  if (permit.kind === 'wait') return { kind: 'rate-limited', notBefore: permit.notBefore };
  await deps.clock.sleep(Math.max(0, msBetween(deps.clock.now(), permit.notBefore)));
  const notice = { noticeId: composed.noticeId, intentAt: deps.clock.now(), acceptedAt: null, answerBy };
  const intended = await amendItem(deps, run, item, 'item.notice-intended', { notice });
  return intended.kind === 'moved' ? send(deps, run, intended.item, composed.mail, latest) : SETTLED;
};
