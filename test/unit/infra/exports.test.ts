import { describe, expect, it } from 'vitest';
import { whoMay } from '../../support/granted.ts';
import { synthesize } from '../../support/synthesized.ts';

const { service } = synthesize('prod');

const queueId = Object.keys(service.resources('AWS::SQS::Queue')).find((id) =>
  /^ExportsQueue|^ExportsExportsQueue/.test(id),
);

describe('the exports', () => {
  it('are handed on by the API and the worker itself, one a call', () => {
    if (queueId === undefined) throw new Error('there is no queue of exports');
    expect(whoMay(service, 'sqs:SendMessage', queueId)).toEqual(['Api', 'WriteExport']);
    expect(whoMay(service, 'sqs:ReceiveMessage', queueId)).toEqual(['WriteExport']);
    const mappings = Object.values(service.resources('AWS::Lambda::EventSourceMapping'));
    const mapping = mappings.find(({ Properties }) => JSON.stringify(Properties).includes(queueId));
    expect(mapping?.Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('stay hidden while they are handled, and are set aside after five times', () => {
    const queue = service.resources('AWS::SQS::Queue')[queueId ?? ''];
    expect(queue?.Properties).toMatchObject({
      VisibilityTimeout: 120,
      RedrivePolicy: { maxReceiveCount: 5 },
    });
  });

  it('are written by the worker alone, and read by it and by the API, which signs addresses', () => {
    expect(whoMay(service, 's3:PutObject', '/exports/*')).toEqual(['WriteExport']);
    expect(whoMay(service, 's3:AbortMultipartUpload', '/exports/*')).toEqual(['WriteExport']);
    expect(whoMay(service, 's3:GetObject', '/exports/*')).toEqual(['Api', 'ErasePerson', 'WriteExport']);
  });
});
