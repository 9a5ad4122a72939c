import type { LoneAction } from './alert.ts';
import type { AuditEvent } from './audit-event.ts';
import type { Notice } from './notice-text.ts';

const textOf = (event: AuditEvent, name: string): string => {
  const value = event.after?.[name] ?? null;
  return value === null ? '' : String(value);
};

/** A moment of an event, to the minute, as people read it. */
const momentOf = (event: AuditEvent, name: string): string =>
  textOf(event, name).replace(/^([\d-]{10})T(\d\d:\d\d).*Z$/, '$1 at $2 UTC');

const NOTICES: Readonly<Record<LoneAction, (event: AuditEvent) => Notice>> = {
  'plan.parked': (event) => ({
    headline: `A plan of ${textOf(event, 'planned')} accounts goes over a limit (${textOf(event, 'limits')}) and is parked whole.`,
    fix: 'Look at the plan. If it is right, a second person may release it. If not, cancel it, and change the workflow or the limits before it is run again; it expires by itself.',
  }),
  'run.paused': (event) => ({
    headline: 'A run is paused, since the vendor no longer accepts our tokens.',
    fix: `Connect again before ${momentOf(event, 'until')}; the rest of the run is cancelled then.`,
  }),
  'run.stopped': (event) => ({
    headline: `A run stopped at the stage "${textOf(event, 'stage')}" and did not get over it by itself. Nothing of it is done.`,
    fix: `Look at the run for the reason, then redrive it or cancel it. On ${momentOf(event, 'until')} what was not done is cancelled.`,
  }),
  'run.unsettled': (event) => ({
    headline: `A run ended, and what came of ${textOf(event, 'unsettled')} changes it had sent could not be read yet.`,
    fix: 'Connect again where the connection is broken. The vendor is then asked, nothing is sent again, and the run shows what came of them.',
  }),
  'run.ended': (event) => ({
    headline: `A run ended, and of ${textOf(event, 'unknown')} changes it had sent nobody can say whether the vendor has made them.`,
    fix: 'Look at these accounts in the admin pages of the vendor. The run names them as failed.',
  }),
  'run.failed': () => ({
    headline: 'A run failed. What was not done is cancelled.',
    fix: 'Look at the run for the reason, and start it again.',
  }),
  'run.expired': () => ({
    headline: 'A parked or paused run has expired. What was not done is cancelled.',
    fix: 'Look at the run for what stopped it, and start it again.',
  }),
  'run.not-started': (event) => ({
    headline: `A run did not start: its ${textOf(event, 'notices')} notices cannot all go out in time. Nobody was told.`,
    fix: 'Ask for a higher mail quota, or make the plan smaller.',
  }),
  'run.unfit': () => ({
    headline:
      'A run ended without a plan: the accounts it had to plan from were read too long ago. Nobody was told.',
    fix: 'Look at the syncs of the connection, and start the run again.',
  }),
  'seats.low': (event) => ({
    headline: `Of ${textOf(event, 'bought')} licenses that were bought, ${textOf(event, 'free')} are free: less than 5 %.`,
    fix: 'Look at the rightsizing of the instance for licenses that nobody needs, before more are bought.',
  }),
  'pull.quarantined': (event) => ({
    headline: `What the vendor listed is odd, so the data before it stays in use and no run plans from it: ${textOf(event, 'findings')}.`,
    fix: 'Look at the pull. Release it if the accounts really changed like this, or reject it; a later pull that is not odd takes its place by itself.',
  }),
};

/**
 * Whether an event needs nobody: another odd pull while one waits for a decision, unless it stopped a run; a run that stopped and is
 * redriven by itself; a run that ended with everything known of its changes.
 */
export const needsNobody = ({ action, after, runId }: AuditEvent): boolean => {
  if (action === 'pull.quarantined') return after?.['again'] === true && runId === null;
  if (action === 'run.stopped') return after?.['byItself'] === true;
  return action === 'run.ended' && (after?.['unknown'] ?? 0) === 0;
};

/** What owners are told of an event that is told by itself. */
export const ownerNoticeOf = (action: LoneAction, event: AuditEvent): Notice => NOTICES[action](event);
