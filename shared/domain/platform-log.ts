import * as z from 'zod';
import { sourceStateSchema } from './activity.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** How far the log of a platform's sign-ins is read, and what its last sync has still to do. One record a platform. */
export const platformLogSchema = z.strictObject({
  instanceId: idSchema('instance'),
  /** Where the log goes on; null where it was never read, or its place was lost. */
  cursor: z.string().nullable(),
  /** Sign-ins are known since then; null before the first was read. */
  since: instantSchema.nullable(),
  /** When the log was last read to its end. */
  caughtUpAt: instantSchema.nullable(),
  /** Who reads it: the sync of this pull, begun then. */
  pullId: idSchema('pull'),
  startedAt: instantSchema,
  /** Whether the applications of the pull are noted as those that people sign in to. */
  appsNoted: z.boolean(),
  /** How the reading went; null while it goes on. */
  state: sourceStateSchema.shape.state.nullable(),
  /** Calls in a row that gave no usable answer. */
  tries: z.int().min(0),
  /** How often this sync began from the start, since the platform no longer took the stored place. */
  restarts: z.int().min(0),
  /** Sign-ins of this sync by people who have no address at the platform: they count for nobody. */
  nameless: z.int().min(0),
  /** Apps whose sign-ins landed and are not taken in yet. */
  landed: z.array(idSchema('ssoApp')),
  version: z.int().min(1),
});
export type PlatformLog = z.infer<typeof platformLogSchema>;

/** The record as the sync of a pull finds it for the first time; null where one that was begun later has it. */
export const logForSync = (
  stored: PlatformLog | undefined,
  { instanceId, pullId }: Pick<PlatformLog, 'instanceId' | 'pullId'>,
  now: string,
): PlatformLog | null => {
  if (stored !== undefined && stored.pullId > pullId) return null;
  return {
    instanceId,
    cursor: stored?.cursor ?? null,
    since: stored?.since ?? null,
    caughtUpAt: stored?.caughtUpAt ?? null,
    pullId,
    startedAt: now,
    appsNoted: false,
    state: null,
    tries: 0,
    restarts: 0,
    nameless: 0,
    landed: stored?.landed ?? [],
    version: (stored?.version ?? 0) + 1,
  };
};
