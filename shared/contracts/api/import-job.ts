import type * as z from 'zod';
import {
  commitAnswerSchema,
  commitImportSchema,
  importAnswerSchema,
  landedPartAnswerSchema,
} from './imports.ts';
import { type Operation, changing, noBody, nothing } from './operation.ts';

/** An import as the API shows it. */
export const job = importAnswerSchema.meta({
  id: 'Import',
  description: 'One import from landing to receipt.',
});

type What<P extends z.ZodObject> = Pick<
  Operation,
  'operationId' | 'tag' | 'summary' | 'path' | 'permission'
> & {
  readonly description?: string;
  readonly params: P;
};

/** Opens an import that comes in parts. */
export const openingParts = <P extends z.ZodObject>(what: What<P>) =>
  changing({
    ...what,
    method: 'POST',
    query: nothing,
    reads: 'nothing',
    body: noBody,
    status: 201,
    answer: job,
    idempotent: true,
  });

/** Lands one part of an import. */
export const landingPart = <P extends z.ZodObject, B extends z.ZodType>(
  what: What<P> & { readonly body: B },
) =>
  changing({
    ...what,
    method: 'PUT',
    query: nothing,
    reads: 'json',
    status: 200,
    answer: landedPartAnswerSchema.extend({ import: job }),
  });

/** What committing came to, with the import. */
export const committed = commitAnswerSchema.extend({ import: job });

/** Commits an import. Takes no Idempotency-Key: a repeat of `continues` must go on and not be given that answer again. A commit that is done does nothing. */
export const committing = <P extends z.ZodObject>(what: What<P>) =>
  changing({
    ...what,
    method: 'POST',
    query: nothing,
    reads: 'optional-json',
    body: commitImportSchema,
    status: 200,
    answer: committed,
  });
