import { MAX_CSV_BYTES } from '../../shared/contracts/api/imports.ts';
import type { Operation } from '../../shared/contracts/api/operation.ts';
import { TooLargeError, UnsupportedMediaTypeError, ValidationError } from '../../shared/errors.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import { brokenAt } from './json-position.ts';

/** What one request may hold; larger files go by signed upload. */
const LIMITS = { json: 1024 * 1024, csv: MAX_CSV_BYTES } as const;
const LIMIT_NAMES = { json: '1 MB of JSON', csv: '4 MB of CSV' } as const;

const MEDIA_TYPES = {
  json: ['application/json'],
  csv: ['text/csv', 'application/csv'],
} as const;

const mediaTypeOf = (request: HttpRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

const malformed = (detail: string) => new HttpProblem(400, 'malformed-json', detail);

/** Where a text stops being JSON: line and column count from 1. */
const placeOf = (text: string, position: number): string => {
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return `position ${String(position)} (line ${String(before.length)}, column ${String(column)})`;
};

const readJson = (body: Uint8Array): unknown => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw malformed(`The body is not JSON: it breaks at ${placeOf(text, brokenAt(text))}.`);
  }
};

/** The body as its operation reads it: a parsed document, bytes, or undefined. */
export const readBody = (operation: Operation, request: HttpRequest): unknown => {
  const { body } = request;
  if (operation.reads === 'nothing') {
    const text = Buffer.from(body.subarray(0, 16)).toString('utf8').trim();
    if (text !== '' && text !== '{}')
      throw new ValidationError('This operation takes no body.', [{ field: '', rule: 'must be empty' }]);
    return undefined;
  }
  if (operation.reads === 'optional-json' && body.byteLength === 0) return {};
  const reads = operation.reads === 'csv' ? 'csv' : 'json';
  if (!MEDIA_TYPES[reads].some((type) => type === mediaTypeOf(request)))
    throw new UnsupportedMediaTypeError(`This operation reads ${MEDIA_TYPES[reads][0]} only.`);
  if (body.byteLength > LIMITS[reads])
    throw new TooLargeError(
      `A request takes ${LIMIT_NAMES[reads]} at most. Send larger files by signed upload: POST /v1/imports/uploads.`,
    );
  return reads === 'json' ? readJson(body) : body;
};
