import * as z from 'zod';
import { evidenceSchema } from '../../domain/evidence.ts';
import { accountSchema } from '../../domain/account.ts';
import { idSchema } from '../../domain/ids.ts';
import { inactivitySchema } from '../../domain/inactivity.ts';
import { instantSchema } from '../../domain/time.ts';
import { verdictSchema } from '../../domain/verdict.ts';
import { changing, noBody, nothing, reading } from './operation.ts';
import { draftRules, workflowParams } from './workflows.ts';

const limit = z.int().min(0).max(500).default(50).meta({ description: 'Most matches that are listed.' });

const preview = z
  .object({
    pulled: z
      .boolean()
      .meta({ description: 'False where the instance was never pulled: nothing can be said.' }),
    observedAt: instantSchema.nullable(),
    complete: z.boolean().meta({ description: 'False where there were too many accounts for one request.' }),
    judged: z.int(),
    licensed: z.int(),
    counts: z.record(z.string(), z.int()),
    warnings: z.array(
      z.object({ code: z.enum(['matches-too-many', 'matches-everybody']), message: z.string() }),
    ),
    matches: z.array(
      z.object({
        account: z.object(accountSchema.shape),
        person: z
          .object({ email: z.string(), firstName: z.string().nullable(), lastName: z.string().nullable() })
          .nullable(),
        verdict: verdictSchema,
        evidence: evidenceSchema,
        inactivity: inactivitySchema,
      }),
    ),
  })
  .meta({ id: 'MatchPreview' });

export const previewDraftMatches = changing({
  operationId: 'previewDraftMatches',
  tag: 'workflows',
  summary: 'What a draft of rules would match now',
  description:
    'Judges the instance’s current pull as a run would. Reads no vendor, claims nothing, writes nothing.',
  method: 'POST',
  path: '/v1/instances/{instanceId}/match-preview',
  permission: 'workflows.read',
  params: z.strictObject({ instanceId: idSchema('instance') }),
  query: nothing,
  reads: 'json',
  body: z.strictObject({ rules: draftRules, limit }),
  status: 200,
  answer: preview,
  access: 'read',
});

export const previewWorkflowMatches = changing({
  operationId: 'previewWorkflowMatches',
  tag: 'workflows',
  summary: 'What a workflow would match now',
  method: 'POST',
  path: '/v1/workflows/{workflowId}/match-preview',
  permission: 'workflows.read',
  params: workflowParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: preview,
  access: 'read',
});

export const previewNoticeOperation = reading({
  operationId: 'previewNotice',
  tag: 'workflows',
  summary: 'The notice as a person whom the rules match now would get it, or a sample',
  path: '/v1/workflows/{workflowId}/notice-preview',
  permission: 'workflows.read',
  params: workflowParams,
  query: nothing,
  answer: z.object({
    sample: z.boolean(),
    to: z.object({ personId: idSchema('person'), email: z.string() }).nullable(),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
  }),
});
