import * as z from 'zod';

/** What a test tells a worker process: what time it is, or that the vendor wants a pause. */
export const workerOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), nowMs: z.number() }),
  z.object({ kind: z.literal('block'), untilMs: z.number() }),
]);
export type WorkerOrder = z.infer<typeof workerOrder>;

/** What a worker process says: that all of it sleeps, until when at least, and what it was given since; or that its block is stored. */
export const workerAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('idle'),
    granted: z.array(z.object({ askedMs: z.number(), atMs: z.number() })),
    nextMs: z.number(),
  }),
  z.object({ kind: z.literal('blocked') }),
]);
export type WorkerAnswer = z.infer<typeof workerAnswer>;
