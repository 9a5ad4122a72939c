import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../../shared/contracts/api/operation.ts';

const problemSchema = z.object({
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  violations: z.array(z.object({ field: z.string(), rule: z.string() })).default([]),
});
/** How the API says no (RFC 9457). */
export type Problem = z.output<typeof problemSchema>;

/** What goes with a call beside its path. */
interface Sent<P, Q, B> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly ifMatch?: number;
}

const headersFor = (operation: Pick<Operation, 'reads' | 'idempotent'>, ifMatch: number | undefined) => ({
  authorization: `Bearer ${inject('endpoints').adminToken}`,
  ...(operation.reads === 'nothing'
    ? {}
    : { 'content-type': operation.reads === 'csv' ? 'text/csv' : 'application/json' }),
  ...(operation.idempotent ? { 'idempotency-key': randomUUID() } : {}),
  ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
});

const addressFor = (path: string, params: object = {}, query: object = {}): string => {
  const values = new Map<string, unknown>(Object.entries(params));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values.get(name))),
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString();
  return `${inject('endpoints').origin}${filled}${search === '' ? '' : `?${search}`}`;
};

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined => {
  if (body === undefined || typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
};

const send = async (
  operation: Operation,
  { params, query, body, ifMatch }: Sent<object, object, unknown>,
): Promise<Response> => {
  const content = bodyOf(body);
  return fetch(addressFor(operation.path, params, query), {
    method: operation.method,
    headers: headersFor(operation, ifMatch),
    ...(content === undefined ? {} : { body: content }),
  });
};

/** Calls an operation as the first Super Admin; its answer as its contract reads it. Anything but a success is a fault. */
export const ask = async <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  operation: Operation<P, Q, B, R>,
  sent: Sent<z.input<P>, z.input<Q>, z.input<B>> = {},
): Promise<z.output<R>> => {
  const response = await send(operation, sent);
  const text = await response.text();
  if (response.status !== operation.answers.status)
    throw new Error(`${operation.operationId} answered ${response.status}: ${text.slice(0, 500)}`);
  return operation.answers.schema.parse(text === '' ? undefined : JSON.parse(text));
};

/** Calls an operation that is to be refused; how it was refused. */
export const refusal = async (
  operation: Operation,
  sent: Sent<object, object, unknown> = {},
): Promise<Problem> => {
  const response = await send(operation, sent);
  return problemSchema.parse({ ...z.looseObject({}).parse(await response.json()), status: response.status });
};

type ListOf<Item extends z.ZodType> = z.ZodObject<{
  items: z.ZodArray<Item>;
  nextCursor: z.ZodNullable<z.ZodString>;
}>;

/** Everything a list has, over all its pages. */
export const every = async <P extends z.ZodObject, Q extends z.ZodObject, Item extends z.ZodType>(
  operation: Operation<P, Q, z.ZodType, ListOf<Item>>,
  params: z.input<P>,
  filters: object = {},
): Promise<z.output<Item>[]> => {
  const found: z.output<Item>[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const response = await send(operation, { params, query: { ...filters, limit: 100, cursor } });
    const page = operation.answers.schema.parse(await response.json());
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
};

/** A request as anybody could make it, with whatever method, headers and bytes. Problems are read where the answer is one. */
export const request = async (
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string; problem: Problem | undefined }> => {
  const response = await fetch(`${inject('endpoints').origin}${path}`, { redirect: 'manual', ...init });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const problem = isProblem && text !== '' ? problemSchema.parse(JSON.parse(text)) : undefined;
  return { status: response.status, headers: response.headers, text, problem };
};

/** The header of the first Super Admin's token. */
export const asAdmin = () => ({ authorization: `Bearer ${inject('endpoints').adminToken}` });

const POLL_MS = 300;

/** How long something may take that comes by itself, on a machine several times slower than the usual. */
export const PATIENCE_SECONDS = 300;

/** Asks again until `done` says so. Faults with what was waited for when the time is over. */
export const until = async <T>(
  what: string,
  seconds: number,
  look: () => Promise<T>,
  done: (value: T) => boolean,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await look();
    if (done(value)) return value;
    if (Date.now() > end)
      throw new Error(`Waited ${seconds} s for ${what}: ${JSON.stringify(value).slice(0, 1000)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
