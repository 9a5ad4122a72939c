import type { Actor } from '../domain/audit-event.ts';
import type { Restriction } from '../domain/rights.ts';
import type { IsoDuration } from '../domain/time.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Clock, IdSource, Secrets } from '../ports/surroundings.ts';

/** What nearly every use case needs; each names further ports of its own beside it. */
export interface Basics {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly secrets: Secrets;
}

/** Stage settings that use cases read; durations are ISO 8601. */
export interface Settings {
  readonly publicOrigin: string;
  readonly grace: IsoDuration;
  readonly coolDown: IsoDuration;
  readonly parkedPlanExpiry: IsoDuration;
  readonly defaultNoticePeriod: IsoDuration;
  /** How many observations have to agree, unless the policy says otherwise. */
  readonly observations: number;
  /** How far apart they are at least, unless the policy says otherwise. */
  readonly observationsApart: IsoDuration;
  /** How long sending all notices may take; notice period plus this is the date in the mail. */
  readonly notifyAllowance: IsoDuration;
  /** How long an intent belongs to the worker that wrote it; longer than any worker can live. */
  readonly intentLease: IsoDuration;
  /** How long a run that stopped may be redriven, before it fails. */
  readonly redriveWindow: IsoDuration;
  readonly refreshLease: IsoDuration;
  readonly rateShare: number;
}

/** On whose behalf a use case runs. */
export interface Caller {
  readonly actor: Actor;
  /** The network a request came from; left out where our own workers act. */
  readonly from?: string | null;
  /** The applications a user is restricted to; left out where there is no restriction. */
  readonly restriction?: Restriction;
}
