/**
 * What is counted for the people who run a deployment. Flows are summed; levels say how it stands at a moment, and the highest counts.
 * Every name is one metric and costs as one; see docs/adr/0016-metrics.md.
 */
export const MEASURES = {
  RunsStarted: 'flow',
  RunsEnded: 'flow',
  RunsFailed: 'flow',
  RunsExpired: 'flow',
  /** Runs whose execution gave up, and those that got another. */
  RunsStopped: 'flow',
  RunsRedriven: 'flow',
  /** Runs that the reconciler had to start, close or wake. */
  RunsStartedLate: 'flow',
  RunsClosedLate: 'flow',
  RunsResumedLate: 'flow',
  PlansParked: 'flow',
  PullsQuarantined: 'flow',
  PullsFailed: 'flow',
  ConnectionsBroken: 'flow',
  AccountsRead: 'flow',
  AccountsPlanned: 'flow',
  PeopleNotified: 'flow',
  /** Notices that were owed and did not go out, or nobody knows whether they did. */
  NoticesNotSent: 'flow',
  LicensesKept: 'flow',
  LicensesProtected: 'flow',
  LicensesHeld: 'flow',
  LicensesChanged: 'flow',
  ChangesVerified: 'flow',
  ChangesRefused: 'flow',
  ChangesFailed: 'flow',
  /** Of `ChangesFailed` those that were sent to the vendor. */
  ChangesNotVerified: 'flow',
  ItemsCancelled: 'flow',
  VendorCalls: 'flow',
  /** Answers 429. */
  VendorRefusals: 'flow',
  /** Answers 5xx, and none at all. */
  VendorOutages: 'flow',
  /** Calls that had to wait for their turn longer than a call may. */
  VendorWaits: 'flow',
  /** Audit events that the stream did not bring, and numbers of segments that somebody else took. */
  SealsDoubted: 'flow',

  RunsOpen: 'level',
  RunsPaused: 'level',
  /** Runs that stand still until somebody redrives them. */
  RunsStoppedNow: 'level',
  PlansUndecided: 'level',
  PullsUndecided: 'level',
  ConnectionsBrokenNow: 'level',
  InstancesStale: 'level',
  ChangesUnsettled: 'level',
  StopSwitchOn: 'level',
} as const;

export type Measure = keyof typeof MEASURES;

/** Measures of one call or one run; what is not named is 0. */
export type Measures = Readonly<Partial<Record<Measure, number>>>;
