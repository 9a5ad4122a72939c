import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '../../../../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { leases, oauthStates } from '../../../../../shared/records/technical.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';

const tables = { directory: 'T-directory', runs: 'T-runs', activity: 'T-activity', audit: 'T-audit' };
const lease = (name: string) => ({
  name,
  holder: 'a',
  generation: 1,
  until: '2026-03-02T09:00:00.000Z',
  version: 1,
});
const row = (name: string) => ({
  pk: `lease#${name}`,
  sk: 'lease',
  doc: lease(name),
  version: 1,
  __edb_e__: 'lease',
  __edb_v__: '1',
});

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('DynamoRecordStore', () => {
  const client = mockClient(DynamoDBDocumentClient);
  const store = () => new DynamoRecordStore({ tables, client: { region: 'us-east-1' } });
  beforeEach(() => {
    client.reset();
  });
  afterAll(() => {
    client.restore();
  });

  it('stores a record under its plain key, with what conditions and expiry need beside it', async () => {
    client.on(TransactWriteCommand).resolves({});
    const state = {
      stateHash: 'AbC',
      connectionId: 'con_000001',
      startHash: 's',
      cookieHash: null,
      codeVerifier: null,
      scopes: [],
      userId: 'usr_000001',
      expiresAt: '2026-03-02T09:00:00.001Z',
      usedAt: null,
      version: 1,
    };
    await store().write([put(oauthStates, state, 'absent')]);
    const [item] = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(item?.Put).toMatchObject({
      TableName: 'T-directory',
      Item: {
        pk: 'oauth-state#AbC',
        sk: 'state',
        doc: state,
        version: 1,
        expiresAt: Date.parse('2026-03-02T09:00:01.000Z') / 1000,
        __edb_e__: 'oauth-state',
        __edb_v__: '1',
      },
      ConditionExpression: 'attribute_not_exists(#partition)',
      ExpressionAttributeNames: { '#partition': 'pk' },
    });
  });

  it('puts the event of a commit first, under a token made of its id', async () => {
    client.on(TransactWriteCommand).resolves({});
    const deps = fixedSurroundings();
    const event = auditEvent(deps, { actor: { kind: 'system', name: 'run' } }, 'run.started');
    await store().commit([put(leases, lease('x'), 'any')], event);
    await store().commit([put(leases, lease('x'), 'any')], event);
    const [first, second] = client.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input);
    expect(first?.TransactItems?.[0]?.Put).toMatchObject({ TableName: 'T-audit', Item: { doc: event } });
    expect(first?.ClientRequestToken).toHaveLength(36);
    expect(second?.ClientRequestToken).toBe(first?.ClientRequestToken);
  });

  it('tries again when it meets another transaction, and gives up after seven times', async () => {
    client
      .on(TransactWriteCommand)
      .rejectsOnce(canceled('TransactionConflict'))
      .rejectsOnce(canceled('TransactionConflict'))
      .resolves({});
    expect(await store().write([put(leases, lease('x'), 'any')])).toEqual({ kind: 'done' });
    expect(client.commandCalls(TransactWriteCommand)).toHaveLength(3);
    client.reset();
    client.on(TransactWriteCommand).rejects(canceled('TransactionConflict'));
    await expect(store().write([put(leases, lease('x'), 'any')])).rejects.toThrow('met others');
    expect(client.commandCalls(TransactWriteCommand)).toHaveLength(7);
  });

  it('takes only an expectation that does not hold for a conflict', async () => {
    const changes = [put(leases, lease('x'), 'absent'), put(leases, lease('y'), 'absent')];
    client.on(TransactWriteCommand).rejects(canceled('None', 'ConditionalCheckFailed'));
    expect(await store().write(changes)).toEqual({ kind: 'conflict' });
    client.on(TransactWriteCommand).rejects(canceled('TransactionConflict', 'ConditionalCheckFailed'));
    expect(await store().write(changes)).toEqual({ kind: 'conflict' });
    for (const code of ['ValidationError', 'AccessDenied']) {
      client.on(TransactWriteCommand).rejects(canceled(code, 'ConditionalCheckFailed'));
      await expect(store().write(changes)).rejects.toThrow(code);
    }
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])('tries again after %s', async (code) => {
    const changes = [put(leases, lease('x'), 'absent'), put(leases, lease('y'), 'absent')];
    client
      .on(TransactWriteCommand)
      .rejectsOnce(canceled(code, 'None'))
      .rejectsOnce(canceled(code, 'ConditionalCheckFailed'))
      .resolves({});
    expect(await store().write(changes)).toEqual({ kind: 'done' });
    expect(client.commandCalls(TransactWriteCommand)).toHaveLength(3);
  });

  it('throws what is no answer to the transaction at all', async () => {
    client.on(TransactWriteCommand).rejects(new Error('socket hang up'));
    await expect(store().write([put(leases, lease('x'), 'any')])).rejects.toThrow('socket hang up');
  });

  it('reads consistently, one, many and pages', async () => {
    client.on(GetCommand).resolves({ Item: row('x') });
    client.on(BatchGetCommand).resolves({ Responses: { 'T-directory': [row('x')] }, UnprocessedKeys: {} });
    client.on(QueryCommand).resolves({ Items: [row('x')] });
    expect(await store().get(leases, { name: 'x' })).toEqual(lease('x'));
    expect(await store().getMany(leases, [{ name: 'y' }, { name: 'x' }])).toEqual([undefined, lease('x')]);
    await store().page(leases, { name: 'x' }, { limit: 5 });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    const asked = client.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.['T-directory'];
    expect(asked).toMatchObject({ ConsistentRead: true });
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ConsistentRead: true,
      Limit: 6,
    });
  });

  it('goes on where an answer was cut short, and asks for no more than the page', async () => {
    const key = { pk: 'lease#x', sk: 'lease' };
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: key })
      .resolves({ Items: [row('x')] });
    const page = await store().page(leases, { name: 'x' }, { limit: 1 });
    expect(page).toEqual({ records: [lease('x')], next: null });
    expect(client.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(key);
  });

  it('reads and writes again what was left unprocessed', async () => {
    const left = { 'T-directory': { Keys: [{ pk: 'lease#y', sk: 'lease' }] } };
    client
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { 'T-directory': [row('x')] }, UnprocessedKeys: left })
      .resolves({ Responses: { 'T-directory': [row('y')] }, UnprocessedKeys: {} });
    const refs = [{ name: 'x' }, { name: 'y' }];
    expect(await store().getMany(leases, refs)).toEqual([lease('x'), lease('y')]);
    client
      .on(BatchWriteCommand)
      .resolvesOnce({ UnprocessedItems: { 'T-directory': [{ PutRequest: { Item: row('y') } }] } })
      .resolvesOnce({ UnprocessedItems: {} })
      .resolvesOnce({
        UnprocessedItems: { 'T-directory': [{ DeleteRequest: { Key: { pk: 'lease#z', sk: 'lease' } } }] },
      })
      .resolves({ UnprocessedItems: {} });
    await store().writeMany([
      ...refs.map(({ name }) => put(leases, lease(name), 'any')),
      remove(leases, { name: 'z' }),
    ]);
    const sent = client
      .commandCalls(BatchWriteCommand)
      .map(({ args }) => args[0].input.RequestItems?.['T-directory']?.length);
    expect(sent).toEqual([2, 1, 1, 1]);
  });
});
