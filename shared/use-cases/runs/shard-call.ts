import type * as z from 'zod';
import { CHILD_DURATION, CONTRACT, notifyStep } from '../../contracts/workflow-steps.ts';
import { isLong } from '../../domain/long-wait.ts';
import { type Instant, later, msBetween, plus } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { stepPauses } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** The steps whose work is spread over shards. */
export type ShardedStep = 'notify' | 'act';

/** What a child of a Distributed Map is called with. */
export const shardInputSchema = notifyStep.input.options[0];
export type ShardInput = z.infer<typeof shardInputSchema>;
export type ShardOutput = z.infer<typeof notifyStep.childOutput>;

/** When a child must end. */
export const childEnd = ({ startedAt }: ShardInput): Instant => plus(startedAt, CHILD_DURATION);

/** How a call for a shard ends: call again, nothing more can be done now, or nothing before a moment. */
export type ShardEnd =
  { readonly kind: 'more' | 'done' } | { readonly kind: 'rate-limited'; readonly notBefore: Instant };

/**
 * The output of a call. A child that would wait long, or until after its own end, leaves word of it, and ends: the run waits then.
 */
export const shardOutput = async (
  { store, clock }: Pick<Basics, 'store' | 'clock'>,
  step: ShardedStep,
  input: ShardInput,
  end: ShardEnd,
): Promise<ShardOutput> => {
  const { runId, shard, startedAt } = input;
  const whose = { contract: CONTRACT, runId, scope: 'shard', shard, startedAt } as const;
  if (end.kind !== 'rate-limited') {
    const isLate = msBetween(clock.now(), childEnd(input)) <= 0;
    return { ...whose, outcome: isLate ? 'done' : end.kind };
  }
  const { notBefore } = end;
  if (msBetween(notBefore, childEnd(input)) > 0 && !isLong(clock.now(), notBefore))
    return { ...whose, outcome: 'rate-limited', notBefore };
  await store.writeMany([put(stepPauses, { runId, step, shard, notBefore }, 'any')]);
  return { ...whose, outcome: 'done' };
};

/** What is left of a step over all shards, once those that must wait are set apart. */
export type LeftOver =
  | { readonly kind: 'more'; readonly shards: number[] }
  /** `busy`: another worker holds what may go on first. `rate-limited`: a rate or quota does. */
  | { readonly kind: 'rate-limited' | 'busy'; readonly notBefore: Instant }
  | { readonly kind: 'none' };

const earliest = (moments: readonly Instant[]): Instant | null =>
  moments.reduce<Instant | null>(
    (first, moment) => (first === null || later(first, moment) === first ? moment : first),
    null,
  );

/**
 * Judges what is left: `shards` hold work; `busyUntil` are the ends of intents that other workers hold. Where all of it must wait,
 * `notBefore` is when the first of it may go on.
 */
export const judgeLeftOver = async (
  { store, clock }: Pick<Basics, 'store' | 'clock'>,
  step: ShardedStep,
  runId: string,
  shards: readonly number[],
  busyUntil: readonly Instant[],
): Promise<LeftOver> => {
  const now = clock.now();
  const paused = new Map<number, Instant>();
  for await (const pause of everyRecord(store, stepPauses, { runId }))
    if (pause.step === step && msBetween(now, pause.notBefore) > 0) paused.set(pause.shard, pause.notBefore);
  const ready = shards.filter((shard) => !paused.has(shard));
  if (ready.length > 0) return { kind: 'more', shards: ready };
  const free = earliest(busyUntil);
  const first = earliest([...shards.flatMap((shard) => paused.get(shard) ?? []), ...busyUntil]);
  if (first === null) return { kind: 'none' };
  return { kind: first === free ? 'busy' : 'rate-limited', notBefore: first };
};
