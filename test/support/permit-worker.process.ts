import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { plusMs } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/surroundings.ts';
import { type WorkerAnswer, workerOrder } from './permit-worker-messages.ts';

/**
 * One worker in a process of its own: some askers who take a permit, wait for its moment, work for a while, and take the next. Its clock
 * stands still until the test moves it, so that how fast the machine is decides nothing; the store is the real one.
 */

const EPOCH = '1970-01-01T00:00:00.000Z';
const MOST_AHEAD_MS = 2_000;

const setup = z
  .object({
    tables: z.object({ directory: z.string(), runs: z.string(), activity: z.string(), audit: z.string() }),
    client: z.object({
      endpoint: z.string(),
      region: z.string(),
      credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
    }),
    limit: z.object({
      name: z.string(),
      perSecond: z.number(),
      perDay: z.number().nullable(),
      day: z.enum(['utc', 'rolling']),
    }),
    askers: z.int(),
    workMs: z.int(),
    startMs: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

let nowMs = setup.startMs;
let awake = setup.askers;
let granted: { askedMs: number; atMs: number }[] = [];
const sleepers: { untilMs: number; wake: () => void }[] = [];

const say = (answer: WorkerAnswer): void => {
  process.send?.(answer);
};

/** Everybody sleeps: the test may move the clock. */
const sayIfIdle = (): void => {
  if (awake > 0) return;
  const nextMs = Math.min(...sleepers.map(({ untilMs }) => untilMs));
  say({ kind: 'idle', granted, nextMs });
  granted = [];
};

const clock: Clock = {
  now: () => plusMs(EPOCH, nowMs),
  sleep: (ms) =>
    new Promise((resolve) => {
      sleepers.push({ untilMs: nowMs + Math.max(1, Math.ceil(ms)), wake: resolve });
      awake -= 1;
      sayIfIdle();
    }),
};

const permits = new RecordPermits(
  new DynamoRecordStore({ tables: setup.tables, client: setup.client }),
  clock,
);

const ask = async (): Promise<never> => {
  for (;;) {
    const askedMs = nowMs;
    const permit = await permits.take(setup.limit, MOST_AHEAD_MS);
    const atMs = Date.parse(permit.notBefore);
    if (permit.kind === 'granted') granted.push({ askedMs, atMs });
    await clock.sleep(atMs - nowMs + (permit.kind === 'granted' ? setup.workMs : 0));
  }
};

process.on('message', (message) => {
  const order = workerOrder.parse(message);
  if (order.kind === 'block')
    void permits.block(setup.limit.name, plusMs(EPOCH, order.untilMs)).then(() => {
      say({ kind: 'blocked' });
    });
  else {
    nowMs = order.nowMs;
    const due = sleepers.filter(({ untilMs }) => untilMs <= nowMs);
    awake += due.length;
    for (const sleeper of due) sleepers.splice(sleepers.indexOf(sleeper), 1);
    for (const { wake } of due) wake();
    if (due.length === 0) sayIfIdle();
  }
});

for (let asker = 0; asker < setup.askers; asker += 1) void ask();
