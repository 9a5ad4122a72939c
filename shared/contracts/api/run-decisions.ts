import * as z from 'zod';
import { sealSchema } from '../../domain/run.ts';
import { changing, noBody, nothing } from './operation.ts';
import { runAnswer, runParams } from './runs.ts';

export const releasePlanOperation = changing({
  operationId: 'releasePlan',
  tag: 'workflows',
  summary: 'Release a parked plan, as a second person',
  description:
    'Lets exactly this sealed plan go beyond the limits it tripped, once. A plan that no user asked for, but a file in the drop folder, needs two: the first one answers for it (`backedBy`), and it stays parked. Refused (403 `second-person`) for who started the run, last changed its workflow or released it first, and (409) where the plan is another one, not parked, or released already.',
  method: 'POST',
  path: '/v1/runs/{runId}/release',
  permission: 'plans.release',
  params: runParams,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    planHash: sealSchema.shape.hash.meta({ description: '`seal.hash` of the run, as it was looked at.' }),
    reason: z.string().trim().min(1).max(500),
  }),
  status: 202,
  answer: runAnswer,
  idempotent: true,
});

const decideOnRun = (
  operationId: string,
  word: 'end-wait' | 'cancel' | 'redrive',
  summary: string,
  description: string,
) =>
  changing({
    operationId,
    tag: 'workflows',
    summary,
    description,
    method: 'POST',
    path: `/v1/runs/{runId}/${word}`,
    permission: 'runs.write',
    params: runParams,
    query: nothing,
    reads: 'nothing',
    body: noBody,
    status: 202,
    answer: runAnswer,
    idempotent: true,
  });

export const endWaitOperation = decideOnRun(
  'endWait',
  'end-wait',
  'End the wait for answers now',
  'Refused (409 `not-waiting`) where the run does not wait for answers. A parked plan can only be cancelled.',
);

export const cancelRunOperation = decideOnRun(
  'cancelRun',
  'cancel',
  'Cancel a run',
  'Nothing new is begun; a change that is being made is seen to its end. Refused (409 `run-ended`) once it has ended.',
);

export const redriveRunOperation = decideOnRun(
  'redriveRun',
  'redrive',
  'Redrive a run that stopped',
  'Gives a run whose execution gave up or got lost (`stop`) a new one: the same run with the same sealed plan, which goes on where it stopped. Nothing is sent twice, and whoever is still due is re-checked first. Refused (409) while its execution goes on (`not-stopped`) and once it has ended or is being cancelled (`run-ended`).',
);
