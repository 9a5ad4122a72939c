import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { applicationEvents, auditEvents } from '../../../shared/records/audit.ts';
import { synthesize } from '../../support/synthesized.ts';

/** What only AWS would show: here it is held on the template. */
const { data, service } = synthesize('prod');
const propertiesOf = (type: string) =>
  [data, service].flatMap((stack) =>
    Object.values(stack.resources(type)).map(({ Properties }) => Properties),
  );

const queueSchema = z.looseObject({
  VisibilityTimeout: z.number().optional(),
  RedrivePolicy: z.looseObject({ maxReceiveCount: z.number() }).optional(),
  SqsManagedSseEnabled: z.boolean(),
});
const patternSchema = z.strictObject({
  eventName: z.array(z.string()),
  dynamodb: z.strictObject({
    Keys: z.strictObject({
      pk: z.strictObject({ S: z.tuple([z.strictObject({ prefix: z.string().min(1) })]) }),
    }),
  }),
});
const filtersSchema = z.object({
  Filters: z.array(
    z.object({
      Pattern: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(patternSchema),
    }),
  ),
});
const queues = propertiesOf('AWS::SQS::Queue').map((properties) => queueSchema.parse(properties));

describe('the platform', () => {
  it('hides a message for six times as long as a function may take, and sets it aside after some tries', () => {
    const worked = queues.filter(({ RedrivePolicy }) => RedrivePolicy !== undefined);
    expect(worked).toHaveLength(9);
    for (const { VisibilityTimeout } of worked) expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * 20);
  });

  it('encrypts queues by SQS, which EventBridge and Scheduler may then send to without a grant on a key', () => {
    expect(queues.length).toBeGreaterThan(5);
    for (const queue of queues) expect(queue.SqsManagedSseEnabled).toBe(true);
  });

  it('halves a batch of audit events that fails, and sets aside what still fails', () => {
    const mappings = propertiesOf('AWS::Lambda::EventSourceMapping');
    const ofStream = mappings.filter((mapping) => 'StartingPosition' in mapping);
    // A stream has two readers at most (DynamoDB developer guide, "Change data capture for DynamoDB Streams").
    expect(ofStream).toHaveLength(2);
    for (const mapping of ofStream)
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
      });
    for (const mapping of mappings)
      expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  it('takes every audit event from the stream once: its row among those of its application is no second one', () => {
    const patterns = propertiesOf('AWS::Lambda::EventSourceMapping')
      .filter((mapping) => 'StartingPosition' in mapping)
      .flatMap((mapping) => filtersSchema.parse(mapping['FilterCriteria']).Filters);
    expect(patterns).toHaveLength(2);
    const where = { eventId: 'evt_000001', at: '2026-03-02T09:00:00.000Z', applicationId: 'app_000001' };
    for (const { Pattern } of patterns) {
      const [{ prefix }] = Pattern.dynamodb.Keys.pk.S;
      expect(Pattern.eventName).toEqual(['INSERT']);
      expect(auditEvents.at(where).partition.startsWith(prefix)).toBe(true);
      expect(applicationEvents.at(where).partition.startsWith(prefix)).toBe(false);
    }
  });

  it('sets aside calls of schedules that failed three times', () => {
    const configs = propertiesOf('AWS::Lambda::EventInvokeConfig');
    expect(configs).toHaveLength(9);
    for (const config of configs)
      expect(config).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
      });
  });

  it('lets Scheduler take the role of our schedules for our group alone', () => {
    const roles = propertiesOf('AWS::IAM::Role').filter((role) =>
      JSON.stringify(role).includes('scheduler.amazonaws.com'),
    );
    expect(roles.length).toBeGreaterThan(1);
    for (const role of roles) {
      expect(JSON.stringify(role)).toContain('aws:SourceAccount');
      expect(JSON.stringify(role)).toContain('aws:SourceArn');
    }
  });

  it('has the bucket tell EventBridge by its own property, without a custom resource', () => {
    const told = propertiesOf('AWS::S3::Bucket').filter((bucket) => 'NotificationConfiguration' in bucket);
    expect(told).toMatchObject([
      { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
    ]);
    const templates = JSON.stringify([data.template, service.template]);
    expect(templates).not.toMatch(/"Custom::|AWS::CloudFormation::CustomResource/);
  });

  it('keeps every log for the days of the setting', () => {
    const groups = propertiesOf('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(23);
    for (const group of groups) expect(group).toMatchObject({ RetentionInDays: 30 });
  });

  it('bounds what a flood of requests may cost', () => {
    const [stage] = propertiesOf('AWS::ApiGatewayV2::Stage');
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
  });

  it('protects the tables from being deleted', () => {
    for (const table of propertiesOf('AWS::DynamoDB::GlobalTable'))
      expect(table).toMatchObject({ Replicas: [{ DeletionProtectionEnabled: true }] });
  });
});
