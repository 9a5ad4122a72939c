import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** An answer the API gave that the demo did not expect. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

interface Sent {
  readonly body?: unknown;
  readonly csv?: string;
  readonly ifMatch?: number;
}

/** Seatkeeper's HTTP API as programs use it: one token, JSON in and out, a key of its own for each thing it starts. */
export class ApiClient {
  readonly #apiUrl: string;
  readonly #token: string;

  constructor(apiUrl: string, token: string) {
    this.#apiUrl = apiUrl;
    this.#token = token;
  }

  async send<S extends z.ZodType>(
    method: string,
    path: string,
    shape: S,
    sent: Sent = {},
  ): Promise<z.output<S>> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}` };
    if (method === 'POST') headers['idempotency-key'] = randomUUID();
    if (sent.ifMatch !== undefined) headers['if-match'] = `"${String(sent.ifMatch)}"`;
    if (sent.csv !== undefined) headers['content-type'] = 'text/csv';
    else if (sent.body !== undefined) headers['content-type'] = 'application/json';
    const body = sent.csv ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    const response = await fetch(`${this.#apiUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new UnexpectedAnswer(
        `${method} ${path} answered ${String(response.status)}: ${text.slice(0, 500)}`,
      );
    return shape.parse(text === '' ? undefined : JSON.parse(text));
  }

  get<S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>> {
    return this.send('GET', path, shape);
  }

  /** Every item of a listing, over all its pages. `list` is the name of the answer's list. */
  async all<S extends z.ZodType>(path: string, item: S): Promise<z.output<S>[]> {
    const shape = z.looseObject({ items: z.array(item), nextCursor: z.string().nullable() });
    const found: z.output<S>[] = [];
    let cursor: string | null = null;
    do {
      const query: string =
        cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
      const page: z.output<typeof shape> = await this.get(`${path}${query}`, shape);
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }
}

/** Asks again until `done` says so; faults with what was waited for when the time is over. */
export const until = async <T>(
  what: string,
  seconds: number,
  ask: () => Promise<T>,
  done: (value: T) => boolean,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > end)
      throw new UnexpectedAnswer(
        `Waited ${String(seconds)} s for ${what}; it is still ${JSON.stringify(value).slice(0, 300)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};
