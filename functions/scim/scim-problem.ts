import { SCIM_TYPES, ScimRefusal } from '../../shared/contracts/scim/refusal.ts';
import { SCIM_URNS } from '../../shared/contracts/scim/urns.ts';
import { ConflictError } from '../../shared/errors.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';
import { HttpProblem, type Problem } from '../../shared/runtime/http-problem.ts';

export const SCIM_MEDIA_TYPE = 'application/scim+json';

const TYPES: ReadonlySet<string> = new Set(SCIM_TYPES);

/** A type for those who can tell it: with 400 and 409 only (RFC 7644 §3.12). */
const typeOf = ({ status, code }: Problem): string | undefined => {
  if (status === 409) return 'uniqueness';
  if (status !== 400) return undefined;
  return TYPES.has(code) ? code : 'invalidValue';
};

/** A problem as SCIM has errors (RFC 7644 §3.12); `status` is a text. */
export const scimProblem = (problem: Problem, requestId: string): HttpResponse => {
  const { status, detail } = problem;
  const scimType = typeOf(problem);
  return {
    status,
    headers: { 'content-type': SCIM_MEDIA_TYPE },
    body: JSON.stringify({
      schemas: [SCIM_URNS.error],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: status >= 500 && status !== 501 ? `${detail} It is ${requestId}.` : detail,
    }),
  };
};

/** What a refusal of the protocol is to who asked. Who came at a busy moment is asked to come again: 409 would say that a name is taken. */
export const asProblem = (error: unknown): unknown => {
  if (error instanceof ScimRefusal) return new HttpProblem(400, error.scimType, error.message);
  return error instanceof ConflictError && error.code === 'busy'
    ? new HttpProblem(503, 'busy', error.message, { 'retry-after': '1' })
    : error;
};
