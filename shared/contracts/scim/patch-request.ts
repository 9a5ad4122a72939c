import { type Json, type JsonObject, isList, isObject } from './json.ts';
import { ScimRefusal, quoted } from './refusal.ts';

/** One operation of a PATCH (RFC 7644 §3.5.2). */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string | null;
  /** Undefined where none was sent. */
  readonly value: Json | undefined;
}

/** Most operations of one request; Entra ID sends a few dozen, and members stand together in one. */
const MAX_OPERATIONS = 1_000;

const member = (object: JsonObject, name: string): Json | undefined => {
  const own = Object.entries(object).find(([each]) => each.toLowerCase() === name.toLowerCase());
  return own?.[1];
};

const invalid = (detail: string) => new ScimRefusal('invalidSyntax', detail);

const OPS: ReadonlyMap<string, PatchOperation['op']> = new Map([
  ['add', 'add'],
  ['remove', 'remove'],
  ['replace', 'replace'],
]);

const operationOf = (value: Json): PatchOperation => {
  if (!isObject(value)) throw invalid('An operation has to be an object.');
  const [sentOp, path] = [member(value, 'op'), member(value, 'path') ?? null];
  const op = typeof sentOp === 'string' ? OPS.get(sentOp.toLowerCase()) : undefined;
  if (op === undefined)
    throw invalid(
      `op has to be add, remove or replace${typeof sentOp === 'string' ? `, not ${quoted(sentOp)}` : ''}.`,
    );
  if (path !== null && typeof path !== 'string')
    throw new ScimRefusal('invalidPath', 'path has to be a text.');
  return { op, path: path?.trim() === '' ? null : path, value: member(value, 'value') };
};

/** The operations of a PATCH. `schemas` is not asked for: some clients leave it out (facts of what clients send are in docs/scim.md). */
export const readPatch = (body: Json): readonly PatchOperation[] => {
  if (!isObject(body)) throw invalid('The body has to be an object with Operations.');
  const operations = member(body, 'Operations');
  if (!isList(operations) || operations.length === 0)
    throw invalid('Operations has to be a list with one operation at least.');
  if (operations.length > MAX_OPERATIONS)
    throw invalid(`One request takes ${String(MAX_OPERATIONS)} operations at most.`);
  return operations.map(operationOf);
};
