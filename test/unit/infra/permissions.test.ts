import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { synthesize } from '../../support/synthesized.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const statementSchema = z.object({
  Effect: z.string(),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.unknown()),
  Condition: z.unknown().optional(),
});
const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });

/**
 * Resources with a wildcard that roles may name: parts of one thing of ours that get their names at run time, and what AWS
 * does not limit to a resource. References are written as `<…>`.
 */
const WILDCARDS_ALLOWED = [
  // Log delivery and X-Ray of a state machine, ListStreams of a stream reader.
  /^\*$/,
  /^arn:aws:scheduler:us-east-1:<>:schedule\/seatkeeper-prod\/\*$/,
  /^arn:aws:secretsmanager:us-east-1:<>:secret:seatkeeper\/prod\/connections\/\*$/,
  /^arn:aws:states:us-east-1:<>:execution:seatkeeper-prod-(workflow-run|connection-sync):\*$/,
  // Children of Map Runs.
  /^arn:aws:states:us-east-1:<>:execution:<>(\/notices|\/actions)?:\*$/,
  // Objects under a folder of the data bucket.
  /^<>\/(landed|uploads|receipts|exports|events|drop)\/\*$/,
  // Segments of the audit trail.
  /^<>\/segments\/\*$/,
  // Versions of a function of ours.
  /^<>:\*$/,
];

const { data, service } = synthesize('prod');

const statements = [data, service].flatMap((stack) =>
  ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'].flatMap(
    (type) =>
      Object.entries(stack.resources(type)).flatMap(([id, resource]) =>
        policySchema
          .parse(resource.Properties)
          .PolicyDocument.Statement.map((statement) => ({ id, ...statement })),
      ),
  ),
);
const allowed = statements.filter((statement) => statement.Effect === 'Allow');

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const asText = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const join = joinSchema.safeParse(resource);
  return join.success
    ? join.data['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '<>')).join('')
    : '<>';
};

describe('permissions', () => {
  it('are granted at all', () => {
    expect(allowed.length).toBeGreaterThan(100);
  });

  it('name every action', () => {
    expect(allowed.flatMap((statement) => statement.Action).filter((action) => action.includes('*'))).toEqual(
      [],
    );
  });

  it('have wildcards only in the resources on the list', () => {
    const wild = allowed
      .flatMap((statement) => statement.Resource.map(asText))
      .filter((resource) => resource.includes('*'));
    expect(wild.length).toBeGreaterThan(0);
    expect(wild.filter((resource) => !WILDCARDS_ALLOWED.some((pattern) => pattern.test(resource)))).toEqual(
      [],
    );
  });

  it('let nobody change or remove an audit event, and add one only inside a transaction', () => {
    const auditTable = /TablesAudit.*Arn/;
    const onAudit = allowed.filter(
      (statement) =>
        statement.Action.some((action) => action.startsWith('dynamodb:')) &&
        statement.Resource.some(
          (resource) =>
            auditTable.test(JSON.stringify(resource)) && !JSON.stringify(resource).includes('Stream'),
        ),
    );
    const actions = new Set(onAudit.flatMap((statement) => statement.Action));
    // Whole tables are read by who erases people.
    expect([...actions].sort()).toEqual(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:Scan']);
    const puts = onAudit.filter((statement) => statement.Action.includes('dynamodb:PutItem'));
    expect(puts.length).toBeGreaterThan(10);
    for (const put of puts) {
      expect(put).toMatchObject({
        Action: ['dynamodb:PutItem'],
        Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } },
      });
    }
  });

  it('use no policy that AWS manages', () => {
    const roles = Object.values({
      ...data.resources('AWS::IAM::Role'),
      ...service.resources('AWS::IAM::Role'),
    });
    expect(roles.length).toBeGreaterThan(20);
    expect(roles.filter((role) => 'ManagedPolicyArns' in role.Properties)).toEqual([]);
  });
});
