import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyRecordStatus,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import * as z from 'zod';
import { plusMs } from '../domain/time.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Clock } from '../ports/surroundings.ts';
import { put, remove } from '../records/change.ts';
import { type IdempotentAnswer, idempotentAnswers } from '../records/technical.ts';

const KEEP_MS = 86_400_000;
const LONGEST_REQUEST_MS = 30_000;

const jsonSchema: z.ZodType<Exclude<IdempotencyRecord['responseData'], undefined>> = z.json();

const toLibrary = (stored: IdempotentAnswer): IdempotencyRecord =>
  new IdempotencyRecord({
    idempotencyKey: stored.name,
    status: IdempotencyRecordStatus[stored.status],
    payloadHash: stored.payloadHash,
    ...(stored.answer === null ? {} : { responseData: jsonSchema.parse(JSON.parse(stored.answer)) }),
  });

/** Keeps the records of Powertools' idempotency in our record store, under our own clock. */
export class RecordStorePersistence extends BasePersistenceLayer {
  readonly #store: RecordStore;
  readonly #clock: Clock;

  constructor(store: RecordStore, clock: Clock) {
    super();
    this.#store = store;
    this.#clock = clock;
  }

  protected override async _getRecord(name: string): Promise<IdempotencyRecord> {
    const stored = await this.#store.get(idempotentAnswers, { name });
    if (stored === undefined) throw new IdempotencyItemNotFoundError();
    return toLibrary(stored);
  }

  /** Takes the key, unless an answer or a request under way holds it. */
  protected override async _putRecord(record: IdempotencyRecord): Promise<void> {
    const name = record.idempotencyKey;
    const stored = await this.#store.get(idempotentAnswers, { name });
    if (stored !== undefined && this.#holds(stored))
      throw new IdempotencyItemAlreadyExistsError('The key is taken.', toLibrary(stored));
    const now = this.#clock.now();
    const taken: IdempotentAnswer = {
      name,
      status: 'INPROGRESS',
      payloadHash: record.payloadHash ?? '',
      answer: null,
      inProgressUntil: plusMs(now, LONGEST_REQUEST_MS),
      expiresAt: plusMs(now, KEEP_MS),
      version: (stored?.version ?? 0) + 1,
    };
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    const result = await this.#store.write([put(idempotentAnswers, taken, expect)]);
    if (result.kind === 'conflict') throw new IdempotencyItemAlreadyExistsError('The key was just taken.');
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const name = record.idempotencyKey;
    const stored = await this.#store.get(idempotentAnswers, { name });
    const now = this.#clock.now();
    const version = (stored?.version ?? 0) + 1;
    await this.#store.write([
      put(
        idempotentAnswers,
        {
          name,
          status: 'COMPLETED',
          payloadHash: record.payloadHash ?? '',
          answer: JSON.stringify(record.responseData),
          inProgressUntil: now,
          expiresAt: plusMs(now, KEEP_MS),
          version,
        },
        'any',
      ),
    ]);
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    await this.#store.write([remove(idempotentAnswers, { name: record.idempotencyKey })]);
  }

  #holds(stored: IdempotentAnswer): boolean {
    const now = this.#clock.now();
    return stored.expiresAt > now && (stored.status === 'COMPLETED' || stored.inProgressUntil > now);
  }
}
