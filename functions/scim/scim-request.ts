import { type Json, parseJson } from '../../shared/contracts/scim/json.ts';
import { ScimRefusal } from '../../shared/contracts/scim/refusal.ts';
import { entityTag } from '../../shared/contracts/scim/user-resource.ts';
import { TooLargeError, UnsupportedMediaTypeError, VersionMismatchError } from '../../shared/errors.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';

/** A group of as many members as one may have is below; a function takes 6 MB, of which base64 is a third more. */
const MAX_BYTES = 4_000_000;

const TYPES: ReadonlySet<string> = new Set(['application/scim+json', 'application/json']);

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** The body as JSON (RFC 7644 §3.1), whichever of the two media types it has, with parameters or without. */
export const readJson = ({ headers, body }: HttpRequest): Json => {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TYPES.has(type))
    throw new UnsupportedMediaTypeError('Send the body as application/scim+json, or as application/json.');
  if (body.byteLength > MAX_BYTES)
    throw new TooLargeError(`A request takes ${String(MAX_BYTES)} bytes at most.`);
  const json = parseJson(utf8(body) ?? '');
  if (json === undefined) throw new ScimRefusal('invalidSyntax', 'The body is not JSON in UTF-8.');
  return json;
};

const tagsIn = (header: string): readonly string[] =>
  header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/** Whether a header names a version, or any; tags are compared weakly, as ours are weak (RFC 9110 §8.8.3.2, RFC 7644 §3.14). */
const names = (header: string, version: number): boolean => {
  const own = entityTag(version).replace(/^W\//, '');
  return tagsIn(header).some((tag) => tag === '*' || tag === own);
};

/** Faults with `VersionMismatchError` where the asker read another version than there is. */
export const assertStillThat = (
  { headers }: Pick<HttpRequest, 'headers'>,
  { version }: { readonly version: number },
): void => {
  const given = headers['if-match'];
  if (given !== undefined && !names(given, version))
    throw new VersionMismatchError('It was changed since you read it. Read it again.');
};

/** The version that has to stand there still; none where the asker named none. */
export const ifMatchOf = async (
  request: Pick<HttpRequest, 'headers'>,
  load: () => Promise<{ readonly version: number }>,
): Promise<{ readonly ifMatch?: number }> => {
  if (request.headers['if-match'] === undefined) return {};
  const current = await load();
  assertStillThat(request, current);
  return { ifMatch: current.version };
};

/** Whether the asker has this version already. */
export const hasAlready = ({ headers }: Pick<HttpRequest, 'headers'>, version: number): boolean => {
  const given = headers['if-none-match'];
  return given !== undefined && names(given, version);
};

/** The id in the address. */
export const idIn = ({ params }: Pick<HttpRequest, 'params'>): string => params['id'] ?? '';
