import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { waitPhaseSchema } from '../domain/run.ts';

/** What the schedules of the deployment call their functions with. */

/** A workflow's schedule fired. */
export const startRunEvent = z.object({ workflowId: idSchema('workflow') });

/** A connection's sync schedule fired. */
export const startSyncEvent = z.object({ connectionId: idSchema('connection') });

/** The one-time schedule of a wait fired. */
export const endWaitEvent = z.object({ runId: idSchema('run'), phase: waitPhaseSchema });
