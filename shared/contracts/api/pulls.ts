import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { platformFiguresSchema } from '../../domain/platform-pull.ts';
import { pullSchema } from '../../domain/pull.ts';
import { changing, listing, nothing } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const one = params.extend({ pullId: idSchema('pull') });

/** Counts only: no account is named. */
const pull = z
  .object(
    pullSchema.pick({
      pullId: true,
      instanceId: true,
      connectionId: true,
      startedAt: true,
      endedAt: true,
      state: true,
      sources: true,
      signs: true,
    }).shape,
  )
  .extend({
    figures: pullSchema.shape.figures.nullable().meta({
      description: 'What it counted; null, as `signs` is, where not everything was read, and of a platform.',
    }),
    platform: platformFiguresSchema.nullable().meta({
      description: 'What it counted of a platform, once everything was read; null of any other vendor.',
    }),
    failure: pullSchema.shape.failure.meta({
      description: 'Why it failed; null also for a role that sees counts and no names.',
    }),
    findings: pullSchema.shape.findings.meta({
      description: 'What was odd about it: `allowed` is the last value that would not have been.',
    }),
  })
  .meta({ id: 'Pull', description: 'One read of everything a connection lists.' });

export const listPullsOperation = listing({
  operationId: 'listPulls',
  tag: 'applications',
  summary: 'The pulls of an instance that are kept, newest first',
  description:
    'Readers follow the one that `isCurrent`. A `quarantined` one is odd: it may be released while it `isReleasable`, that is while no newer pull was read whole.',
  path: '/v1/instances/{instanceId}/pulls',
  permission: 'usage.read',
  params,
  filters: {},
  item: pull.extend({ isCurrent: z.boolean(), isReleasable: z.boolean() }),
});

const decision = (word: 'release' | 'reject', summary: string, description: string) =>
  changing({
    operationId: `${word}Pull`,
    tag: 'applications',
    summary,
    description: `${description} Refused (409 \`not-quarantined\`) where there is nothing to decide.`,
    method: 'POST',
    path: `/v1/instances/{instanceId}/pulls/{pullId}/${word}`,
    permission: 'connections.write',
    params: one,
    query: nothing,
    reads: 'json',
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    status: 200,
    answer: pull,
    idempotent: true,
  });

export const releasePullOperation = decision(
  'release',
  'Make a quarantined pull current',
  'The reason stands in the audit. Refused (409 `newer-pull`) where a newer pull was read whole since.',
);

export const rejectPullOperation = decision(
  'reject',
  'Say that a quarantined pull is wrong',
  'Readers stay where they are, and what was read is removed.',
);
