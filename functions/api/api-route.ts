import type * as z from 'zod';
import type { Operation } from '../../shared/contracts/api/operation.ts';
import { UnauthenticatedError } from '../../shared/errors.ts';
import type { Identity } from '../../shared/runtime/identity.ts';
import { parseOrRefuse } from '../../shared/runtime/violations.ts';
import type { ApiContext, ApiDependencies } from './api-context.ts';
import { FileAnswer } from './file-answer.ts';

/** The parts of a request before their schemas have seen them. */
export interface RawInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Version named in `If-Match`; 0 where the operation takes none. */
  readonly expectedVersion: number;
}

/** A request as its operation's schemas read it. */
export interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly expectedVersion: number;
}

/** An operation together with what answers it. `prepare` refuses what the schemas refuse, before anything is done. */
export interface ApiRoute {
  readonly operation: Operation;
  prepare(raw: RawInput): (deps: ApiDependencies, identity: Identity | undefined) => Promise<unknown>;
}

const parseInput = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<P, Q, B, R>,
  raw: RawInput,
): Input<P, Q, B> => ({
  params: parseOrRefuse('path', operation.params, raw.params),
  query: parseOrRefuse('query', operation.query, raw.query),
  body: parseOrRefuse('body', operation.body, raw.body),
  expectedVersion: raw.expectedVersion,
});

/** A route that anybody may ask. */
export const openRoute = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  operation: Operation<P, Q, B, R>,
  handle: (deps: ApiDependencies, input: Input<P, Q, B>) => Promise<z.input<R>>,
): ApiRoute => ({
  operation,
  prepare: (raw) => {
    const input = parseInput(operation, raw);
    return async (deps) => operation.answers.schema.parse(await handle(deps, input));
  },
});

/** A route for those who hold its operation's right. */
export const route = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<P, Q, B, R>,
  handle: (context: ApiContext, input: Input<P, Q, B>) => Promise<z.input<R>>,
): ApiRoute => ({
  operation,
  prepare: (raw) => {
    const input = parseInput(operation, raw);
    return async (deps, identity) => {
      if (identity === undefined) throw new UnauthenticatedError('Send a valid API token.');
      return operation.answers.schema.parse(await handle({ ...identity, deps }, input));
    };
  },
});

/** A route whose answer may be a file, in place of what its operation's schema says. */
export const fileRoute = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  operation: Operation<P, Q, B, R>,
  handle: (context: ApiContext, input: Input<P, Q, B>) => Promise<FileAnswer | z.input<R>>,
): ApiRoute => ({
  operation,
  prepare: (raw) => {
    const input = parseInput(operation, raw);
    return async (deps, identity) => {
      if (identity === undefined) throw new UnauthenticatedError('Send a valid API token.');
      const answer = await handle({ ...identity, deps }, input);
      return answer instanceof FileAnswer ? answer : operation.answers.schema.parse(answer);
    };
  },
});

type PageQuery = z.ZodObject & z.ZodType<{ limit: number; cursor?: string | undefined }>;
type PageOf<Item extends z.ZodType> = z.ZodObject<{
  items: z.ZodArray<Item>;
  nextCursor: z.ZodNullable<z.ZodString>;
}>;

/** One page as a list's source gives it; `next` is a position only the source understands. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** What of a list to read: at most `limit` items after a position the same list gave. */
export interface ListRequest {
  readonly limit: number;
  readonly after: string | null;
}

/** A list with the same path values and filters; a cursor is good for this list only. */
const listName = (
  operation: Operation,
  params: unknown,
  query: Readonly<Record<string, unknown>>,
): string => {
  const filters = Object.entries(query)
    .filter(([name]) => name !== 'limit' && name !== 'cursor')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([operation.operationId, params, filters]);
};

/** A route that lists: it opens and closes the cursors of its list. */
export const listRoute = <P extends z.ZodObject, Q extends PageQuery, Item extends z.ZodType>(
  operation: Operation<P, Q, z.ZodType, PageOf<Item>>,
  handle: (
    context: ApiContext,
    input: Pick<Input<P, Q, z.ZodType>, 'params' | 'query'>,
    page: ListRequest,
  ) => Promise<ListPage<z.input<Item>>>,
): ApiRoute => ({
  operation,
  prepare: (raw) => {
    const { params, query } = parseInput(operation, raw);
    return async (deps, identity) => {
      if (identity === undefined) throw new UnauthenticatedError('Send a valid API token.');
      const list = listName(operation, params, query);
      const after = query.cursor === undefined ? null : await deps.cursors.open(list, query.cursor);
      const page = await handle({ ...identity, deps }, { params, query }, { limit: query.limit, after });
      const nextCursor = page.next === null ? null : await deps.cursors.close(list, page.next);
      return operation.answers.schema.parse({ items: page.items, nextCursor });
    };
  },
});
