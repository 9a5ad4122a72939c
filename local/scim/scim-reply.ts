import { html, type Reply } from '../stand-in/reply.ts';
import type { Quirks } from './quirks.ts';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

type Look = Pick<Quirks, 'answersAs' | 'errors'>;

export function scimJson(
  { answersAs }: Pick<Quirks, 'answersAs'>,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const type = answersAs === 'json' ? 'application/json' : 'application/scim+json';
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
    body: JSON.stringify(body),
  };
}

/** The kinds of 400 and 409: RFC 7644 §3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'invalidCursor';

/** The error resource of RFC 7644 §3.12, or what a tenant answers in its place. */
export function scimError(quirks: Look, status: number, detail: string, scimType?: ScimType): Reply {
  switch (quirks.errors) {
    case 'text':
      return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: detail };
    case 'html':
      return html(status, `<html><body><h1>${String(status)}</h1></body></html>`);
    case 'scim':
    case 'number':
      return scimJson(quirks, status, {
        schemas: [ERROR_SCHEMA],
        ...(scimType === undefined ? {} : { scimType }),
        detail,
        status: quirks.errors === 'number' ? status : String(status),
      });
  }
}
