import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import * as z from 'zod';
import type { RecordStore } from '../ports/record-store.ts';
import type { Clock } from '../ports/surroundings.ts';
import { HttpProblem } from './http-problem.ts';
import type { HttpResponse } from './http.ts';

/** Repeats within a day get the first answer; a request blocks its key for no longer than a function can live. */
const KEEP_SECONDS = 86_400;
const LONGEST_REQUEST_MS = 30_000;

const storedResponseSchema = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** What the library stores as an answer. */
type Stored = Exclude<IdempotencyRecord['responseData'], undefined>;

/** What makes two requests the same one, and what they must then agree in. */
export interface Attempt {
  /** Who asks for what under which key. */
  readonly key: string;
  /** Hash of everything that was sent. */
  readonly payload: string;
}

const keyUsed = (message: string) => new HttpProblem(422, 'idempotency-key-reused', message);

/** Answers of the library that are the asker's to hear. */
const explain = (thrown: unknown): unknown => {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'IdempotencyValidationError')
    return keyUsed('This Idempotency-Key was used for another request. Take a new key for a new request.');
  if (name === 'IdempotencyAlreadyInProgressError' || name === 'IdempotencyInconsistentStateError')
    return new HttpProblem(
      409,
      'idempotency-key-in-progress',
      'The first request with this Idempotency-Key is not finished. Repeat it in a moment.',
      { 'retry-after': '2' },
    );
  return thrown;
};

/**
 * Answers a request once per `Idempotency-Key` with Powertools: a repeat gets the stored answer (IETF draft-ietf-httpapi-idempotency-key-header).
 * A request that failed leaves nothing behind, so that its key can be used again. The library is loaded when first needed.
 */
export const makeOnce = (deps: { readonly store: RecordStore; readonly clock: Clock }) => {
  const load = async () => {
    const [{ IdempotencyConfig, makeIdempotent }, { RecordStorePersistence }] = await Promise.all([
      import('@aws-lambda-powertools/idempotency'),
      import('./idempotency-persistence.ts'),
    ]);
    const config = new IdempotencyConfig({
      eventKeyJmesPath: 'key',
      payloadValidationJmesPath: 'payload',
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: KEEP_SECONDS,
      hashFunction: 'sha256',
    });
    const persistenceStore = new RecordStorePersistence(deps.store, deps.clock);
    return { config, makeIdempotent, persistenceStore };
  };
  let loaded: ReturnType<typeof load> | undefined;

  return async (attempt: Attempt, answer: () => Promise<HttpResponse>): Promise<HttpResponse> => {
    loaded ??= load();
    const { config, makeIdempotent, persistenceStore } = await loaded;
    const lifetime = { getRemainingTimeInMillis: () => LONGEST_REQUEST_MS };
    const make: (attempt: Stored, context: typeof lifetime) => Promise<Stored> = async () => {
      const { status, headers, body } = await answer();
      return { status, headers: { ...headers }, body: body ?? '' };
    };
    const once = makeIdempotent(make, { persistenceStore, config, keyPrefix: 'api' });
    try {
      return storedResponseSchema.parse(await once({ ...attempt }, lifetime));
    } catch (thrown) {
      throw explain(thrown);
    }
  };
};

export type Once = ReturnType<typeof makeOnce>;
