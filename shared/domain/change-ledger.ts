import * as z from 'zod';
import { idSchema } from './ids.ts';
import type { PlanItem } from './plan-item.ts';
import { type Day, dayOf, daySchema, plusDays } from './time.ts';

const count = z.int().min(0);

/** The longest window a limit may look back over, in days. */
export const LONGEST_WINDOW_DAYS = 30;

/**
 * How many accounts of an application were changed lately, and how many open plans may still change: what rolling limits are judged by.
 * One record an application, so that two plans that are judged at the same moment can't both take the same room.
 */
export const changeLedgerSchema = z.strictObject({
  applicationId: idSchema('application'),
  /** Accounts of plans that passed the guard and are not over; there is one open run a workflow at most. */
  reserved: z.array(z.strictObject({ runId: idSchema('run'), instanceId: idSchema('instance'), count })),
  /** Accounts that were changed, by UTC day and instance, as far back as the longest window. */
  made: z.array(z.strictObject({ day: daySchema, instanceId: idSchema('instance'), count })),
  version: z.int().min(1),
});
export type ChangeLedger = z.infer<typeof changeLedgerSchema>;

/** The day on which an account was changed; one that was given up with an unknown outcome may have been. Null where it was not. */
export const changedOn = ({
  actedAt,
  intent,
  state,
}: Pick<PlanItem, 'actedAt' | 'intent' | 'state'>): Day | null => {
  if (actedAt !== null) return dayOf(actedAt);
  return state === 'failed' && intent !== null ? dayOf(intent.at) : null;
};

/** The ledger of an application nothing was changed in; version 0 is not stored. */
export const emptyLedger = (applicationId: string): Omit<ChangeLedger, 'version'> & { version: number } => ({
  applicationId,
  reserved: [],
  made: [],
  version: 0,
});

/** A ledger that may not be stored yet. */
export type OpenLedger = ReturnType<typeof emptyLedger>;

const sum = (entries: readonly { readonly count: number }[]): number =>
  entries.reduce((total, entry) => total + entry.count, 0);

/**
 * Accounts changed in the last `days` days, and those that open plans may change, of one instance or with null of all. Days are
 * counted whole, the first one too: a window is never shorter than it says.
 */
export const changesWithin = (
  { made, reserved }: OpenLedger,
  days: number,
  today: Day,
  instanceId: string | null,
): number => {
  const first = plusDays(today, -days);
  const counts = (entry: { readonly instanceId: string }) =>
    instanceId === null || entry.instanceId === instanceId;
  return sum(made.filter((entry) => entry.day >= first && counts(entry))) + sum(reserved.filter(counts));
};

/** The ledger with room taken for a plan; taking it again changes nothing. */
export const reserve = (ledger: OpenLedger, plan: ChangeLedger['reserved'][number]): ChangeLedger => ({
  ...ledger,
  reserved: [...ledger.reserved.filter(({ runId }) => runId !== plan.runId), plan],
  version: ledger.version + 1,
});

/** The ledger once a run is over: its room is given back, and what it changed stands by its days. */
export const settle = (
  ledger: OpenLedger,
  run: { readonly runId: string; readonly instanceId: string; readonly made: Readonly<Record<Day, number>> },
  today: Day,
): ChangeLedger => {
  const first = plusDays(today, -LONGEST_WINDOW_DAYS);
  const made = new Map(ledger.made.map((entry) => [`${entry.day} ${entry.instanceId}`, entry]));
  for (const [day, more] of Object.entries(run.made)) {
    const key = `${day} ${run.instanceId}`;
    made.set(key, { day, instanceId: run.instanceId, count: (made.get(key)?.count ?? 0) + more });
  }
  return {
    ...ledger,
    reserved: ledger.reserved.filter(({ runId }) => runId !== run.runId),
    made: [...made.values()].filter(({ day }) => day >= first),
    version: ledger.version + 1,
  };
};
