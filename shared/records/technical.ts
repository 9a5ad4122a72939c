import * as z from 'zod';
import { instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const oauthStateSchema = z.strictObject({
  /** SHA-256 of the state value, hex: the value itself is only in the browser. */
  stateHash: z.string(),
  connectionId: z.string(),
  /** SHA-256 of the start address's one-use secret. */
  startHash: z.string(),
  /** SHA-256 of the cookie value; null until the start address was opened. */
  cookieHash: z.string().nullable(),
  codeVerifier: z.string().nullable(),
  scopes: z.array(z.string()),
  userId: z.string(),
  expiresAt: instantSchema,
  usedAt: instantSchema.nullable(),
  version: z.int(),
});
export type OAuthState = z.infer<typeof oauthStateSchema>;

/** One authorization in flight. Judged by `expiresAt` and `usedAt`, cleaned up by TTL. */
export const oauthStates = technicalCollection<OAuthState, { stateHash: string }, { stateHash: string }>({
  name: 'oauth-state',
  table: 'directory',
  belongs: { by: 'record', thing: 'connection', id: ({ connectionId }) => connectionId },
  schema: oauthStateSchema,
  at: ({ stateHash }) => ({ partition: `oauth-state#${stateHash}`, sort: 'state' }),
  within: ({ stateHash }) => `oauth-state#${stateHash}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const leaseSchema = z.strictObject({
  /** What is leased, e.g. `refresh#con_…`. */
  name: z.string(),
  holder: z.string(),
  /** Grows with every holder; a write made under an older one is refused. */
  generation: z.int().min(1),
  until: instantSchema,
  version: z.int().min(1),
});

/** Who alone may do something for a while. */
export const leases = technicalCollection<z.infer<typeof leaseSchema>, { name: string }, { name: string }>({
  name: 'lease',
  table: 'directory',
  belongs: 'product',
  schema: leaseSchema,
  at: ({ name }) => ({ partition: `lease#${name}`, sort: 'lease' }),
  within: ({ name }) => `lease#${name}`,
});

const rateBucketSchema = z.strictObject({
  /** What is limited, e.g. `con_…#light` or `mail`. */
  name: z.string(),
  /** The next free moment in the spaced line of permits, ms since the epoch with fraction. */
  nextFreeMs: z.number(),
  /** Nobody gets a permit before this; set when the vendor said 429. */
  blockedUntilMs: z.number(),
  /** Permits given on `day`. */
  day: z.string(),
  usedToday: z.int().min(0),
  /** Permits by UTC hour, of the last day; only where the limit is one of any 24 hours. */
  byHour: z.record(z.string(), z.int().min(0)).optional(),
  version: z.int().min(1),
});

/** The line in which all workers together wait for permits. */
export const rateBuckets = technicalCollection<
  z.infer<typeof rateBucketSchema>,
  { name: string },
  { name: string }
>({
  name: 'rate-bucket',
  table: 'directory',
  belongs: 'product',
  schema: rateBucketSchema,
  at: ({ name }) => ({ partition: `rate#${name}`, sort: 'bucket' }),
  within: ({ name }) => `rate#${name}`,
});

const denialCountSchema = z.strictObject({
  /** Who was refused, e.g. a token id. */
  identity: z.string(),
  /** The UTC hour, `yyyy-mm-ddThh`. */
  hour: z.string(),
  count: z.int().min(1),
  expiresAt: instantSchema,
  version: z.int().min(1),
});

/** How many denials of an identity were recorded in an hour: caps what a client in a loop adds to the audit events. */
export const denialCounts = technicalCollection<
  z.infer<typeof denialCountSchema>,
  { identity: string; hour: string },
  { identity: string }
>({
  name: 'denial-count',
  table: 'directory',
  belongs: 'product',
  schema: denialCountSchema,
  at: ({ identity, hour }) => ({ partition: `denials#${identity}`, sort: hour }),
  within: ({ identity }) => `denials#${identity}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const idempotentAnswerSchema = z.strictObject({
  /** Hash of who asked, for what, under which key. */
  name: z.string(),
  status: z.enum(['INPROGRESS', 'COMPLETED']),
  /** Hash of what was asked: the same key with another body is refused. */
  payloadHash: z.string(),
  /** The answer as JSON; null while it is being made. */
  answer: z.string().nullable(),
  /** When a request that never ended no longer blocks its key. */
  inProgressUntil: instantSchema,
  expiresAt: instantSchema,
  version: z.int().min(1),
});
export type IdempotentAnswer = z.infer<typeof idempotentAnswerSchema>;

/** Answers to requests with an `Idempotency-Key`, so that a repeat gets the same one. Judged by `expiresAt`, cleaned up by TTL. */
export const idempotentAnswers = technicalCollection<IdempotentAnswer, { name: string }, { name: string }>({
  name: 'idempotent-answer',
  table: 'directory',
  belongs: 'product',
  schema: idempotentAnswerSchema,
  at: ({ name }) => ({ partition: `idempotency#${name}`, sort: 'answer' }),
  within: ({ name }) => `idempotency#${name}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const ownerNoticeSchema = z.strictObject({
  eventId: z.string(),
  /** SHA-256 of the address, hex: no address is kept. */
  recipient: z.string(),
  expiresAt: instantSchema,
});

/** Which owner was told of which event: what keeps an event that arrives twice from being told twice. */
export const ownerNotices = technicalCollection<
  z.infer<typeof ownerNoticeSchema>,
  { eventId: string; recipient: string },
  { eventId: string }
>({
  name: 'owner-notice',
  table: 'directory',
  belongs: 'product',
  schema: ownerNoticeSchema,
  at: ({ eventId, recipient }) => ({ partition: `owner-notice#${eventId}`, sort: recipient }),
  within: ({ eventId }) => `owner-notice#${eventId}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});
