import * as z from 'zod';
import { type AuditEvent, auditEventSchema } from './audit-event.ts';

/** What stands in the sealed form where the event itself has free text: that there was some, and nothing of what it says. */
export const BESIDE = { beside: true } as const;
const besideSchema = z.strictObject({ beside: z.literal(true) });

/**
 * A text that names something by a code: ids, states, moments, durations, currencies, scopes, hashes, or several of them with a space
 * or a comma between. Sentences, names with a capital and addresses are none of it.
 */
const CODE =
  /^(?:[a-z0-9][\w.:/()*?+-]*|[PT][\dT][\dA-Z.]*|[A-Z]{3})(?:,? (?:[a-z0-9*?][\w.:/()*?+-]*|[PT][\dT][\dA-Z.]*|[A-Z]{3}))*$/;

/** Fields of `before` and `after` that people write, or vendors: free text even where it looks like a code. */
const FREE_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'displayName', 'title', 'label', 'department', 'location'],
  ...['comment', 'text', 'trouble', 'findings', 'fileName', 'email', 'userName', 'externalId'],
]);

const codeSchema = z.string().max(500).regex(CODE);
const valueSchema = z.union([codeSchema, z.literal(''), z.number(), z.boolean(), z.null(), besideSchema]);
const valuesSchema = z
  .record(z.string(), valueSchema)
  .refine(
    (values) => Object.entries(values).every(([field, value]) => !FREE_FIELDS.has(field) || isNoText(value)),
    {
      error: 'must not hold free text',
    },
  )
  .nullable();

const isNoText = (value: unknown): boolean => typeof value !== 'string' || value === '';

/**
 * The part of an audit event that is hashed: ids, codes, numbers and moments. Free text is not in it: the note is left out, and a text
 * of `before`, `after` or `subjectId` that is not a code is only marked. What stands there can be erased later and the chain still
 * verifies.
 */
export const sealedEventSchema = auditEventSchema.omit({ note: true }).extend({
  subjectId: z.union([codeSchema, besideSchema]).nullable(),
  before: valuesSchema,
  after: valuesSchema,
});
export type SealedEvent = z.infer<typeof sealedEventSchema>;

type Values = AuditEvent['before'];

const isCode = (text: string): boolean => text === '' || CODE.test(text);

const sealedValues = (values: Values): SealedEvent['before'] =>
  values === null
    ? null
    : Object.fromEntries(
        Object.entries(values).map(([field, value]) => [
          field,
          typeof value === 'string' && value !== '' && (FREE_FIELDS.has(field) || !isCode(value))
            ? BESIDE
            : value,
        ]),
      );

/** What of an event is hashed. */
export const sealedEvent = (event: AuditEvent): SealedEvent => {
  const { eventId, at, action, actor, from, subjectId } = event;
  const { applicationId, instanceId, runId, planHash, accountId, personId } = event;
  return {
    ...{ eventId, at, action, actor, from },
    ...{ applicationId, instanceId, runId, planHash, accountId, personId },
    subjectId: subjectId === null || CODE.test(subjectId) ? subjectId : BESIDE,
    before: sealedValues(event.before),
    after: sealedValues(event.after),
  };
};

const byCodeUnits = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/**
 * A value as the one JSON text that it has (RFC 8785): no white space, fields in order of their UTF-16 code units (§3.2.3), texts and
 * numbers as ECMAScript writes them (§3.2.2). Takes what JSON can say; fields that are undefined are left out.
 * @throws RangeError where a text is no Unicode (a lone surrogate, §3.2.2.2) or a number is not finite (§3.2.2.3)
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(byCodeUnits)
      .map(([field, inner]) => `${canonicalJson(field)}:${canonicalJson(inner)}`);
    return `{${fields.join(',')}}`;
  }
  if (typeof value === 'string' && !value.isWellFormed())
    throw new RangeError('A text with half a character has no canonical form.');
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('A number that is not finite has no canonical form.');
  return JSON.stringify(value);
};
