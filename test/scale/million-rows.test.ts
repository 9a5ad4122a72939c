import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import { listUsageOperation } from '../../shared/contracts/api/usage.ts';
import { type DropReceipt, dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { ask, every, until } from '../support/integration/api.ts';
import { type Moment, countedBetween, entryOf, now, workerPeaks } from './aws-counts.ts';
import { BAD, DAYS, DIFFERENT, PEOPLE, REPEATED, ROWS, millionEvents } from './million-events.ts';
import type { WorkerPeak } from './worker-memory.ts';

const PATIENCE_SECONDS = 3_000;
const MOST_WORKER_BYTES = 300_000_000;
const TIMEOUT_SECONDS = 20;
/** A record for each person and day, and a few for each of the parts that are read and taken in. */
const MOST_WRITES_A_ROW = 0.05;
const WORKER = 'ReadDrop';

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

const say = (line: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
};

const workers = async (): Promise<WorkerPeak[]> =>
  (await workerPeaks()).filter(({ functionName }) => entryOf(functionName) === WORKER);

/** Ends the function's workers as the machine they run on would end them; those that ended before are gone. */
const killWorkers = async (): Promise<number> => {
  let killed = 0;
  for (const { pid } of await workers())
    try {
      process.kill(pid, 'SIGKILL');
      killed += 1;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  return killed;
};

/** Waits until so many objects lie below a folder whose keys say so. */
const untilKeys = (what: string, prefix: string, pattern: RegExp, least: number): Promise<number> =>
  until(
    what,
    PATIENCE_SECONDS,
    async () => new Set((await objects().list(prefix)).flatMap((key) => pattern.exec(key)?.[1] ?? [])).size,
    (found) => found >= least,
  );

const PARTS = Math.ceil(ROWS / 50_000);
const SHARDS_IN_ALL = 16 * DAYS.length;

describe('a file of a million usage events in the drop folder', () => {
  let receipt: DropReceipt;
  let before: Moment;
  let after: Moment;
  const timeouts: number[] = [];
  let instanceId = '';
  const kills: number[] = [];

  beforeAll(async () => {
    const lambda = new LambdaClient(emulatorClient(inject('endpoints').awsEndpoint));
    for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
      timeouts.push(
        ...Functions.flatMap(({ FunctionName = '', Timeout = 0 }) =>
          entryOf(FunctionName) === WORKER ? [Timeout] : [],
        ),
      );
    lambda.destroy();
    const { applicationId } = await ask(createApplicationOperation, { body: { name: 'Million' } });
    const instance = { params: { applicationId }, body: { name: 'Million', vendor: 'custom' as const } };
    ({ instanceId } = await ask(createInstanceOperation, instance));
    const key = `drop/usage-events/${instanceId}/million.csv`;
    before = await now();
    const began = Date.now();
    await objects().put(key, millionEvents(), 'text/csv');
    say(`${String(ROWS)} rows were put`);
    const parts = await untilKeys(
      'four tenths of the file to be read',
      'landed/imports/',
      /\/groups\/.*\/(\d{6})\.?[a-z]*$/,
      Math.floor(0.4 * PARTS),
    );
    kills.push(await killWorkers());
    say(`${String(parts)} of ${String(PARTS)} parts were read, and the worker was killed`);
    const shards = await untilKeys(
      'four tenths of the file to be taken in',
      `events/usage/${instanceId}/`,
      /\/(\d{4}-\d\d-\d\d\/\d\d)\//,
      Math.floor(0.4 * SHARDS_IN_ALL),
    );
    kills.push(await killWorkers());
    say(`${String(shards)} of ${String(SHARDS_IN_ALL)} groups were taken in, and the worker was killed`);
    const bytes = await until(
      'the receipt',
      PATIENCE_SECONDS,
      () => objects().get(`${key}.receipt.json`),
      (found) => found !== undefined,
    );
    say(`the receipt came after ${String(Math.round((Date.now() - began) / 1000))} s`);
    receipt = dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await sleep(2_000);
    after = await now();
  });

  it('has a receipt that is right, though its worker was killed twice', () => {
    expect(kills.every((count) => count > 0)).toBe(true);
    expect(timeouts).toEqual([TIMEOUT_SECONDS]);
    expect(receipt).toMatchObject({
      result: 'committed',
      instanceId,
      rows: { accepted: DIFFERENT, rejected: BAD, unchanged: REPEATED },
      rejectedBeyond: 0,
    });
    expect(receipt.rejected).toHaveLength(BAD);
  });

  it('counts every event once, for everybody', async () => {
    const days = await every(listUsageOperation, { instanceId });
    expect(
      days
        .map(({ day, people, events }) => ({ day, people, events }))
        .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    ).toEqual(DAYS.map((day) => ({ day, people: PEOPLE, events: DIFFERENT / DAYS.length })));
  });

  it('keeps the worker within 300 MB', async () => {
    const most = Math.max(...(await workers()).map(({ bytes }) => bytes));
    say(`the worker took ${String(Math.round(most / 1e6))} MB at most`);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(MOST_WORKER_BYTES);
  });

  it('writes little for each row', async () => {
    const { traffic, functions } = await countedBetween(before, after);
    const written = Object.entries(traffic.totals).filter(([name]) =>
      /^dynamodb .*(Write|Put|Update)/.test(name),
    );
    const items = written.reduce((sum, [, { items: count }]) => sum + count, 0);
    const units = written.reduce((sum, [, { write }]) => sum + write, 0);
    const calls = functions.get(WORKER)?.calls ?? 0;
    say(
      `${(items / ROWS).toFixed(4)} table writes a row (${String(items)} in all, ${String(Math.round(units))} units), ${String(calls)} calls of the function`,
    );
    expect(items).toBeGreaterThan(PEOPLE * DAYS.length);
    expect(items / ROWS).toBeLessThan(MOST_WRITES_A_ROW);
  });
});
