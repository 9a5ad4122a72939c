import type { AuditAction, AuditEvent } from './audit-event.ts';
import type { Measure, Measures } from './measure.ts';

/** Measures of the events of one run, or of those that belong to none. */
export interface RunMeasures {
  readonly runId: string | null;
  readonly measures: Measures;
}

type Counted = (event: AuditEvent) => Measures;

const one =
  (measure: Measure): Counted =>
  () => ({ [measure]: 1 });

/** The number that an event tells under a name. */
const told =
  (measure: Measure, name: string): Counted =>
  ({ after }) => {
    const value = after?.[name];
    return typeof value === 'number' && value > 0 ? { [measure]: value } : {};
  };

/** States in which a change may be at the vendor. */
const SENT = new Set(['acting', 'acted']);

const failed: Counted = ({ before }) => ({
  ChangesFailed: 1,
  ...(SENT.has(String(before?.['state'])) ? { ChangesNotVerified: 1 } : {}),
});

/** Reasons of items that are held since their person was not told, or may not have been. */
const NOT_TOLD = new Set(['notice-outcome-unknown', 'mail-limit']);

const held: Counted = ({ after }) => ({
  LicensesHeld: 1,
  ...(NOT_TOLD.has(String(after?.['reason'])) ? { NoticesNotSent: 1 } : {}),
});

/** A change with an unknown outcome, of which a read showed that it was made. */
const reconciled: Counted = ({ after }) => (after?.['state'] === 'acted' ? { LicensesChanged: 1 } : {});

const COUNTED: Readonly<Partial<Record<AuditAction, Counted>>> = {
  'run.started': one('RunsStarted'),
  'run.ended': one('RunsEnded'),
  'run.failed': one('RunsFailed'),
  'run.expired': one('RunsExpired'),
  'run.stopped': one('RunsStopped'),
  'run.redriven': one('RunsRedriven'),
  'run.not-started': told('NoticesNotSent', 'notices'),
  'plan.sealed': told('AccountsPlanned', 'planned'),
  'plan.parked': one('PlansParked'),
  'pull.applied': told('AccountsRead', 'accounts'),
  'pull.quarantined': one('PullsQuarantined'),
  'pull.failed': one('PullsFailed'),
  'connection.needs-reconnect': one('ConnectionsBroken'),
  'item.noticed': one('PeopleNotified'),
  'item.kept': one('LicensesKept'),
  'item.protected': one('LicensesProtected'),
  'item.held': held,
  'item.acted': one('LicensesChanged'),
  'item.reconciled': reconciled,
  'item.verified': one('ChangesVerified'),
  'item.refused': one('ChangesRefused'),
  'item.failed': failed,
  'item.cancelled': one('ItemsCancelled'),
};

/** Adds measures up. */
export const addMeasures = (a: Measures, b: Measures): Measures => {
  const sum = new Map<string, number>(Object.entries(a));
  for (const [name, value] of Object.entries(b)) sum.set(name, (sum.get(name) ?? 0) + value);
  return Object.fromEntries(sum);
};

/**
 * What audit events tell the people who run a deployment, run by run. Every change of a run is an event of the same transaction, so
 * these counts miss nothing that was done by a worker that died. Events without anything to count leave no entry.
 */
export const measuresOfEvents = (events: readonly AuditEvent[]): RunMeasures[] => {
  const byRun = new Map<string | null, Measures>();
  for (const event of events) {
    const measures = COUNTED[event.action]?.(event) ?? {};
    if (Object.keys(measures).length === 0) continue;
    byRun.set(event.runId, addMeasures(byRun.get(event.runId) ?? {}, measures));
  }
  return [...byRun].map(([runId, measures]) => ({ runId, measures }));
};
