import type { z } from 'zod';
import type { Operation } from '../../../shared/contracts/api/operation.ts';
import type { Send } from '../api-world.ts';
import type { Door } from './door.ts';

interface Sent {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly ifMatch?: number;
}

const pathOf = ({ path }: Operation, params: object = {}, query: object = {}): string => {
  const values = new Map<string, unknown>(Object.entries(params));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values.get(name)));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  ).toString();
  return search === '' ? filled : `${filled}?${search}`;
};

/** The API in memory, asked by its operations. */
export const memoryDoor = (send: Send): Door => {
  let keys = 0;
  const call = async (operation: Operation, { params, query, body, ifMatch }: Sent): Promise<unknown> => {
    keys += 1;
    const isFile = body instanceof Uint8Array;
    const { status, text } = await send(operation.method, pathOf(operation, params, query), {
      ...(isFile ? { body: new TextDecoder().decode(body) } : body === undefined ? {} : { json: body }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': isFile ? 'text/csv' : 'application/json' }),
        ...(operation.idempotent ? { 'idempotency-key': `key-${String(keys)}` } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${String(ifMatch)}"` }),
      },
    });
    if (status !== operation.answers.status)
      throw new Error(`${operation.operationId} answered ${String(status)}: ${text.slice(0, 500)}`);
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return answer;
  };
  return {
    ask: async (operation, sent) => operation.answers.schema.parse(await call(operation, sent ?? {})),
    every: async (operation, params, filters) => {
      const found: z.output<typeof operation.answers.schema>['items'] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = operation.answers.schema.parse(
          await call(operation, { params, query: { ...filters, limit: 100, cursor } }),
        );
        found.push(...page.items);
        cursor = page.nextCursor;
      }
      return found;
    },
  };
};
