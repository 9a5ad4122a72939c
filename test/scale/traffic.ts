import { z } from 'zod';
import { isObject, unitsOf } from './dynamodb-units.ts';

/** Requests of one kind, e.g. `dynamodb Query`, and what they came to. */
const totalsSchema = z.object({
  requests: z.int(),
  items: z.int(),
  scanned: z.int(),
  read: z.number(),
  write: z.number(),
});
export type Totals = z.infer<typeof totalsSchema>;

const NOTHING: Totals = { requests: 0, items: 0, scanned: 0, read: 0, write: 0 };

/** A bucket of permits as it was stored, in order. */
const bucketWriteSchema = z.object({
  name: z.string(),
  version: z.number(),
  day: z.string(),
  usedToday: z.number(),
  nextFreeMs: z.number(),
  blockedUntilMs: z.number(),
});
export type BucketWrite = z.infer<typeof bucketWriteSchema>;

export const trafficSchema = z.object({
  totals: z.record(z.string(), totalsSchema),
  buckets: z.array(bucketWriteSchema),
});
export type Traffic = z.infer<typeof trafficSchema>;

const storedBucketSchema = z.object({
  __edb_e__: z.object({ S: z.literal('rate-bucket') }),
  doc: z.object({
    M: z.object({
      name: z.object({ S: z.string() }),
      version: z.object({ N: z.coerce.number() }),
      day: z.object({ S: z.string() }),
      usedToday: z.object({ N: z.coerce.number() }),
      nextFreeMs: z.object({ N: z.coerce.number() }),
      blockedUntilMs: z.object({ N: z.coerce.number() }),
    }),
  }),
});

/** The bucket a transaction writes, if it is one. */
const bucketIn = (request: Readonly<Record<string, unknown>>): BucketWrite | undefined => {
  const entries: readonly unknown[] = Array.isArray(request['TransactItems']) ? request['TransactItems'] : [];
  const first = entries[0];
  const put = isObject(first) ? first['Put'] : undefined;
  const stored = storedBucketSchema.safeParse(isObject(put) ? put['Item'] : undefined);
  if (!stored.success) return undefined;
  const { name, version, day, usedToday, nextFreeMs, blockedUntilMs } = stored.data.doc.M;
  return {
    name: name.S,
    version: version.N,
    day: day.S,
    usedToday: usedToday.N,
    nextFreeMs: nextFreeMs.N,
    blockedUntilMs: blockedUntilMs.N,
  };
};

const parsed = (body: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};

/** The service a request is signed for (AWS Signature Version 4, credential scope). */
const serviceOf = (authorization: string): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? 'unsigned';

/** What is known of a request that was answered. */
export interface Exchange {
  readonly method: string;
  readonly authorization: string;
  readonly target: string;
  readonly request: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

/** Counts requests to AWS by service and operation. */
export class TrafficCounter {
  readonly #totals = new Map<string, Totals>();
  readonly #buckets: BucketWrite[] = [];

  add(exchange: Exchange): void {
    const service = serviceOf(exchange.authorization);
    const operation = exchange.target.split('.').at(-1) ?? '';
    const key = `${service} ${operation === '' ? exchange.method : operation}`;
    const request = service === 'dynamodb' ? parsed(exchange.request) : {};
    const units = service === 'dynamodb' ? unitsOf(operation, request, parsed(exchange.answer)) : NOTHING;
    const before = this.#totals.get(key) ?? NOTHING;
    this.#totals.set(key, {
      requests: before.requests + 1,
      items: before.items + units.items,
      scanned: before.scanned + units.scanned,
      read: before.read + units.read,
      write: before.write + units.write,
    });
    const bucket = exchange.status === 200 ? bucketIn(request) : undefined;
    if (bucket !== undefined) this.#buckets.push(bucket);
  }

  traffic(): Traffic {
    return { totals: Object.fromEntries(this.#totals), buckets: [...this.#buckets] };
  }
}

/** What came in between two counts. */
export const trafficBetween = (before: Traffic, after: Traffic): Traffic => ({
  totals: Object.fromEntries(
    Object.entries(after.totals).map(([key, now]) => {
      const then = before.totals[key] ?? NOTHING;
      return [
        key,
        {
          requests: now.requests - then.requests,
          items: now.items - then.items,
          scanned: now.scanned - then.scanned,
          read: now.read - then.read,
          write: now.write - then.write,
        },
      ];
    }),
  ),
  buckets: after.buckets.slice(before.buckets.length),
});
