import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import { ask } from '../../support/integration/api.ts';
import { verifySealed, verifyStack } from '../../support/integration/audit-trail.ts';

const at = inject('endpoints');
const aws = emulatorClient(at.awsEndpoint);
const s3 = new S3Client({ ...aws, forcePathStyle: true });
const dynamo = new DynamoDBClient(aws);
const Bucket = at.auditBucket;

const keyOf = (number: number): string => `segments/${String(number).padStart(12, '0')}`;

const textOf = async (number: number): Promise<string> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: keyOf(number) }));
  return (await Body?.transformToString()) ?? '';
};

/** What is found after something was done, which is then taken back. */
const foundAfter = async (
  attack: () => Promise<void>,
  restore: () => Promise<void>,
): Promise<(readonly [string, string, string | null])[]> => {
  try {
    await attack();
    const { findings } = await verifyStack(at);
    return findings.map(({ kind, place, eventId }) => [kind, place, eventId] as const);
  } finally {
    await restore();
  }
};

/** Writes texts over segments without leave to bypass the lock; who has it takes them away again. */
const overwriting = async (
  texts: ReadonlyMap<number, string>,
): Promise<(readonly [string, string, string | null])[]> => {
  const written: { Key: string; VersionId: string | undefined }[] = [];
  return foundAfter(
    async () => {
      for (const [number, Body] of texts) {
        const Key = keyOf(number);
        const { VersionId } = await s3.send(
          new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: 'SHA256' }),
        );
        written.push({ Key, VersionId });
      }
    },
    async () => {
      for (const version of written)
        await s3.send(new DeleteObjectCommand({ Bucket, ...version, BypassGovernanceRetention: true }));
    },
  );
};

describe('the audit trail of a deployment, and somebody with the SDK', () => {
  /** A segment in the middle of the chain with three lines, and its lines. */
  let number = 0;
  let lines: string[] = [];
  let ids: string[] = [];
  const body = (parts: readonly (string | undefined)[]): string => `${parts.join('\n')}\n`;
  const rowOf = async (eventId: string): Promise<Record<string, AttributeValue>> => {
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new ScanCommand({ TableName: at.tables.audit, ExclusiveStartKey, ConsistentRead: true }),
      );
      const found = Items.find(
        ({ pk, sk }) => pk?.S?.startsWith('audit#') === true && sk?.S?.endsWith(`#${eventId}`) === true,
      );
      if (found !== undefined) return found;
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    throw new Error(`There is no row of ${eventId}.`);
  };

  beforeAll(async () => {
    // The emulator hands over whatever there is, so that segments are of any size: again until one is large enough.
    for (let round = 0; lines.length < 4; round += 1) {
      await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          ask(createApplicationOperation, {
            body: { name: `Sealed ${String(round)} ${String(index)}`, contacts: [] },
          }),
        ),
      );
      const { findings, segments, tail } = await verifySealed(at);
      expect({ findings, tail: tail.events }).toEqual({ findings: [], tail: 0 });
      for (let candidate = segments - 1; candidate > 1 && lines.length < 4; candidate -= 1) {
        number = candidate;
        lines = (await textOf(candidate)).split('\n').slice(0, -1);
      }
    }
    ids = lines.slice(1).map((line) => /"eventId":"(evt_[\w-]+)"/.exec(line)?.[1] ?? '');
    expect(ids.length).toBeGreaterThan(2);
  });
  afterAll(() => {
    s3.destroy();
    dynamo.destroy();
  });

  it('can delete no segment before its time', async () => {
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: keyOf(number) }));
    expect(Versions).toHaveLength(1);
    const version = { Bucket, Key: keyOf(number), VersionId: Versions[0]?.VersionId };
    await expect(s3.send(new DeleteObjectCommand(version))).rejects.toThrow(/object lock|Access Denied/i);
  });

  it('is named with the event of which a byte is altered in a segment', async () => {
    const [header, first, second, ...rest] = lines;
    const altered = second?.replace('"action":"a', '"action":"b');
    expect(await overwriting(new Map([[number, body([header, first, altered, ...rest])]]))).toEqual([
      ['rewritten', 'segment', ids[1]],
    ]);
  });

  it('is named with the event that is deleted from, inserted into or swapped in a segment', async () => {
    const [header, first, second, third, ...rest] = lines;
    const forged = 'evt_00000000-0000-7000-8000-ffffffffffff';
    const inserted = second?.replaceAll(/evt_[\w-]+/g, forged);
    for (const [parts, eventId] of [
      [[header, first, third, ...rest], ids[1]],
      [[header, first, inserted, second, third, ...rest], forged],
      [[header, first, third, second, ...rest], ids[1]],
      [[header, first], ids[1]],
    ] as const)
      expect(await overwriting(new Map([[number, body(parts)]]))).toEqual([
        ['rewritten', 'segment', eventId],
      ]);
  });

  it('is named with the first event of a chain that is rewritten from the middle', async () => {
    const next = await textOf(number + 1);
    const texts = new Map([
      [number, body(lines).replace(`"eventId":"${ids[1] ?? ''}"`, '"eventId":"evt_forged00"')],
      [number + 1, next.replace(/"previous":"\w/, '"previous":"f')],
    ]);
    const [found] = await overwriting(texts);
    expect(found?.slice(0, 2)).toEqual(['rewritten', 'segment']);
    expect(['evt_forged00', ids[1]]).toContain(found?.[2]);
  });

  it('is named with the event whose row is altered or deleted in the table', async () => {
    const eventId = ids[1] ?? '';
    const row = await rowOf(eventId);
    const TableName = at.tables.audit;
    const restore = async (): Promise<void> => {
      await dynamo.send(new PutItemCommand({ TableName, Item: row }));
    };
    const doc = { M: { ...row['doc']?.M, from: { S: '198.51.100.0' } } };
    const altered = await foundAfter(async () => {
      await dynamo.send(new PutItemCommand({ TableName, Item: { ...row, doc } }));
    }, restore);
    expect(altered).toEqual([['altered', 'event', eventId]]);
    const { pk, sk } = row;
    if (pk === undefined || sk === undefined) throw new Error('a row has keys');
    const removed = await foundAfter(async () => {
      await dynamo.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
    }, restore);
    expect(removed).toEqual([['removed', 'event', eventId]]);
  });

  it('leaves a trail that verifies once all is put back, with the head that was noted', async () => {
    const { head } = await verifyStack(at);
    await ask(createApplicationOperation, { body: { name: 'Sealed at last', contacts: [] } });
    await verifySealed(at);
    const { findings } = await verifyStack(at, head === null ? [] : [head]);
    expect(head?.number).toBeGreaterThan(1);
    expect(findings).toEqual([]);
  });
});
