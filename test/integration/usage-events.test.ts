import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import {
  commitImportOperation,
  getImportOperation,
  requestUploadOperation,
} from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import {
  listUsageOfPeopleOperation,
  listUsageOperation,
  pushUsageEventsOperation,
} from '../../shared/contracts/api/usage.ts';
import { dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';

let instanceId = '';

beforeAll(async () => {
  const { applicationId } = await ask(createApplicationOperation, { body: { name: 'Own' } });
  const instance = { params: { applicationId }, body: { name: 'Own', vendor: 'custom' as const } };
  ({ instanceId } = await ask(createInstanceOperation, instance));
});

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

/** Midnight two days ago, for the whole test, whether another midnight comes meanwhile or not. */
const FIRST = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000;

/** So many events of some people, a minute apart, all within the last days. */
const events = (count: number, from = 0, people = 40) =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: FIRST + (from + index) * 60_000,
    email: `p${String((from + index) % people)}@own.example.com`,
    eventName: 'open',
  }));

const csvOf = (some: ReturnType<typeof events>, ...further: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    [
      'timestamp,email,event name',
      ...some.map(({ timestamp, email, eventName }) => `${String(timestamp)},${email},${eventName}`),
      ...further,
    ].join('\n'),
  );

const push = (some: ReturnType<typeof events>) =>
  ask(pushUsageEventsOperation, { params: { instanceId }, body: { events: some } });

/** What is counted in all, by day and by person. */
const counted = async (): Promise<readonly [number, number]> => {
  const days = await every(listUsageOperation, { instanceId });
  const people = await every(listUsageOfPeopleOperation, { instanceId });
  const sum = (some: readonly { readonly events: number }[]) =>
    some.reduce((total, { events: count }) => total + count, 0);
  return [sum(days), sum(people)];
};

describe('usage events of a custom application', () => {
  it('count once over requests side by side, an upload and the drop folder', async () => {
    const all = events(1_000);
    const answers = await Promise.all([
      push(all.slice(0, 600)),
      push(all.slice(400)),
      push(all.slice(300, 700)),
    ]);
    expect(await counted()).toEqual([1_000, 1_000]);
    for (const { received, new: fresh, known } of answers) expect(fresh + known).toBe(received);
    expect(await push(all)).toEqual({ received: 1_000, new: 0, known: 1_000 });

    const { import: job, upload } = await ask(requestUploadOperation, {
      body: { kind: 'usage-events', instanceId },
    });
    const sent = await fetch(upload.url, {
      method: upload.method,
      headers: { 'content-type': upload.contentType },
      body: new Uint8Array(csvOf(events(1_000, 500), 'noon,p1@own.example.com,open')),
    });
    expect(sent.status).toBe(200);
    const { importId } = job;
    const read = await until(
      'the upload to be read',
      PATIENCE_SECONDS,
      () => ask(getImportOperation, { params: { importId } }),
      ({ state }) => state === 'review' || state === 'refused',
    );
    expect(read.rows).toEqual({ accepted: 1_000, rejected: 1, unchanged: 0 });
    const { result, import: done } = await until(
      'the upload to be committed',
      PATIENCE_SECONDS,
      () => ask(commitImportOperation, { params: { importId }, body: {} }),
      ({ result }) => result !== 'continues',
    );
    expect([result, done.rows]).toEqual(['committed', { accepted: 500, rejected: 1, unchanged: 500 }]);
    expect(await counted()).toEqual([1_500, 1_500]);

    const key = `drop/usage-events/${instanceId}/week.csv`;
    await objects().put(key, csvOf(events(1_000, 1_000)), 'text/csv');
    const receipt = await until(
      `the receipt of ${key}`,
      PATIENCE_SECONDS,
      () => objects().get(`${key}.receipt.json`),
      (found) => found !== undefined,
    );
    expect(dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(receipt)))).toMatchObject({
      result: 'committed',
      instanceId,
      rows: { accepted: 500, rejected: 0, unchanged: 500 },
    });
    expect(await counted()).toEqual([2_000, 2_000]);
    expect(
      (await objects().list('events/')).filter(
        (path) => path.includes(`${instanceId}/`) && path.includes('/landed/'),
      ),
    ).toEqual([]);
  });

  it('are all refused where one is wrong', async () => {
    const before = await counted();
    const some = [...events(2, 5_000), { timestamp: 'noon', email: 'p1@own.example.com', eventName: 'open' }];
    const answer = await refusal(pushUsageEventsOperation, {
      params: { instanceId },
      body: { events: some },
    });
    expect(answer).toMatchObject({ status: 400, violations: [{ field: 'events.2.timestamp' }] });
    expect(await counted()).toEqual(before);
  });
});
