import * as z from 'zod';
import type { Permission } from '../../domain/permission.ts';

/** Groups of operations, as the documentation shows them. */
export const TAGS = {
  access: 'Who may use Seatkeeper: users, tokens and what happened',
  people: 'The org chart and the files it comes in',
  applications: 'Applications, their instances, connections and accounts',
  usage: 'What is used in custom applications',
  'sign-ins': 'Single sign-on: the apps people sign in to, and when they do',
  money: 'Contracts, spend, and apps that nobody manages',
  insight: 'What accounts are used for, what they cost, and what could be saved',
  protections: 'The provisioning policy, exemptions and the kill switch',
  workflows: 'What takes licenses back, and its runs',
  service: 'The service itself',
} as const;

/** What a request sends: a JSON document, one that may be left out, a CSV file, or nothing. */
export type Reads = 'json' | 'optional-json' | 'csv' | 'nothing';

/**
 * One operation of the HTTP API as data: the door's schemas and what the door asks of who comes. Routes and the OpenAPI document are
 * both made from it.
 */
export interface Operation<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly operationId: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The right an asker needs; null where nobody needs to be known. */
  readonly permission: Permission | null;
  /** Whether it changes something; a token of scope `read` may call only what does not. */
  readonly access: 'read' | 'write';
  /** Whether rights of up to 30 s ago are not enough although it changes nothing: what it answers outlives the request. */
  readonly fresh?: boolean;
  readonly params: P;
  readonly query: Q;
  readonly reads: Reads;
  readonly body: B;
  /** Whether `If-Match` with the version the change is meant for must be sent. */
  readonly ifMatch: boolean;
  /** Whether an `Idempotency-Key` is honored. */
  readonly idempotent: boolean;
  readonly answers: {
    readonly status: 200 | 201 | 202 | 204;
    readonly type: 'application/json' | 'text/csv' | 'none';
    readonly schema: R;
    /** Whether the answer's `version` is also its `ETag`. */
    readonly versioned: boolean;
    readonly description: string;
    /** The address of what was made, a path with fields of the answer in braces: sent as `Location`. */
    readonly location?: string;
    /** Media types of a file that may be answered (200) in place of all this. */
    readonly files?: readonly string[];
  };
}

/** No path values, or no query. */
export const nothing = z.strictObject({});

/** No body. */
export const noBody = z.undefined();

/** Bytes of a CSV file: UTF-8 with or without byte order mark, or UTF-16. */
export const csvBody = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

const DEFAULTS = {
  reads: 'nothing',
  params: nothing,
  query: nothing,
  body: noBody,
  ifMatch: false,
  idempotent: false,
} as const;

type Common = Pick<Operation, 'operationId' | 'tag' | 'summary' | 'path' | 'permission'> & {
  readonly description?: string;
  readonly fresh?: boolean;
};

/** An operation that reads one thing. */
export const reading = <P extends z.ZodObject, Q extends z.ZodObject, R extends z.ZodType>(
  definition: Common & {
    readonly params: P;
    readonly query: Q;
    readonly answer: R;
    readonly versioned?: boolean;
  },
) => {
  const { answer, versioned = false, ...rest } = definition;
  return {
    ...DEFAULTS,
    method: 'GET' as const,
    access: 'read' as const,
    ...rest,
    answers: { status: 200, type: 'application/json', schema: answer, versioned, description: rest.summary },
  } satisfies Operation;
};

/** What every list takes beside its filters. */
const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'Most items of a page.' }),
  cursor: z.string().max(2000).optional().meta({ description: '`nextCursor` of the page before.' }),
};

/** An operation that reads a list, page by page. */
export const listing = <P extends z.ZodObject, F extends z.ZodRawShape, R extends z.ZodType>(
  definition: Common & { readonly params: P; readonly filters: F; readonly item: R },
) => {
  const { filters, item, ...rest } = definition;
  const answer = z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({
      description: 'Where the next page starts; null at the end. A page may hold fewer than `limit`.',
    }),
  });
  return reading({ ...rest, query: z.strictObject({ ...filters, ...pageQuery }), answer });
};

/** An operation that changes something. */
export const changing = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  definition: Common & {
    readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly params: P;
    readonly query: Q;
    readonly reads: Reads;
    readonly body: B;
    readonly status: 200 | 201 | 202 | 204;
    readonly answer: R;
    readonly versioned?: boolean;
    readonly ifMatch?: boolean;
    readonly idempotent?: boolean;
    /** A POST that only computes is a read. */
    readonly access?: 'read' | 'write';
    readonly location?: string;
    readonly files?: readonly string[];
  },
) => {
  const { answer, status, versioned = false, location, files, ...rest } = definition;
  return {
    ...DEFAULTS,
    access: 'write' as const,
    ...rest,
    answers: {
      status,
      type: status === 204 ? ('none' as const) : ('application/json' as const),
      schema: answer,
      versioned,
      description: rest.summary,
      ...(location === undefined ? {} : { location }),
      ...(files === undefined ? {} : { files }),
    },
  } satisfies Operation;
};

/** The answer of an operation that says nothing. */
export const noAnswer = z.void();
