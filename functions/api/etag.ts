import * as z from 'zod';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import { ValidationError } from '../../shared/errors.ts';

const versionedSchema = z.object({ version: z.int().min(0) });

/** The entity tag of a versioned answer. */
export const etagOf = (answer: unknown): string => `"${String(versionedSchema.parse(answer).version)}"`;

/**
 * The version named in `If-Match` (RFC 9110 §13.1.1); 428 where it is missing (RFC 6585 §3). A weak tag is taken too, since a
 * content network that compresses weakens the tags it passes on.
 */
export const expectedVersion = (request: HttpRequest): number => {
  const given = request.headers['if-match'];
  if (given === undefined)
    throw new HttpProblem(
      428,
      'if-match-required',
      'Send If-Match with the ETag of what you read, so that nobody else’s change is lost.',
    );
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(given.trim())?.[1];
  if (version === undefined)
    throw new ValidationError('If-Match is not an ETag of ours.', [
      { field: 'If-Match', rule: 'must be one ETag as it was answered, e.g. "3"' },
    ]);
  return Number(version);
};
