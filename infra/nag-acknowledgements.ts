import { Validations } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';

/** A finding of cdk-nag that is accepted. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

const ACCEPTED: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions-S1',
    reason:
      'Only functions of this stack use the bucket, and what they do is in the audit events; access logs would be a second place with ids of people.',
  },
  {
    id: 'AwsSolutions-SMG4',
    reason:
      'Both secrets are generated and read by nobody but the stack. Replacing one is a deployment, since CloudFront and the functions must change together.',
  },
  {
    id: 'AwsSolutions-SQS3',
    reason: 'These queues are dead-letter queues: of a schedule and of a stream, which cdk-nag does not see.',
  },
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'Every family authenticates in its own function and answers errors in its own form; webhooks are signed, answer links are signed, and the origin secret closes the side door.',
  },
  { id: 'AwsSolutions-CFR1', reason: 'Employees travel, and vendors call from anywhere.' },
  {
    id: 'AwsSolutions-CFR2',
    reason:
      'A firewall costs more than the rest of an idle deployment; the stage of the API is throttled, and a company that wants one attaches its own web ACL.',
  },
  {
    id: 'AwsSolutions-CFR3',
    reason:
      'Access logs of CloudFront record paths and queries, which hold answer tokens and OAuth codes. The API logs route keys.',
  },
  {
    id: 'AwsSolutions-COG8',
    reason:
      'The Plus plan costs more than the rest of an idle deployment. Who signs in by the identity provider is judged there; who signs in at the pool has a long password and a second factor.',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Actions that AWS does not limit to a resource: log delivery and X-Ray of a state machine, ListStreams of a stream reader, GetAccount of SES.',
  },
];

const WILDCARDS = 'AwsSolutions-IAM5';

/** Wildcards inside one resource of ours, whose parts get their names at run time. */
const wildcardResources = (data: Stack, service: Stack, stage: string): readonly Acknowledgement[] => {
  const arn = (awsService: string, rest: string): string =>
    `arn:aws:${awsService}:${service.region}:<AWS::AccountId>:${rest}`;
  const bucket = `${data.stackName}:ExportsOutputFnGetAttDataBucketE6B0FAA8Arn3FF3A9FF`;
  const segments = `${data.stackName}:ExportsOutputFnGetAttAuditTrailBucketA91FD435ArnD9874FAE`;
  const machine =
    '{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"MachinesWorkflowRunMachineStateMachine83255109"}]}]}';
  const parts: readonly (readonly [string, string])[] = [
    [arn('scheduler', `schedule/seatkeeper-${stage}/*`), 'Schedules of our group are made at run time.'],
    [
      arn('secretsmanager', `secret:seatkeeper/${stage}/connections/*`),
      'Secrets of connections are made at run time.',
    ],
    ...['workflow-run', 'connection-sync'].map(
      (name) =>
        [
          arn('states', `execution:seatkeeper-${stage}-${name}:*`),
          'Executions of the machine get their names at run time.',
        ] as const,
    ),
    ...['landed', 'uploads', 'receipts', 'exports', 'drop', 'events'].map(
      (folder) => [`${bucket}/${folder}/*`, 'Objects under one folder get their names at run time.'] as const,
    ),
    [`${segments}/segments/*`, 'Segments are called by their number.'],
    ...[':*', '/notices:*', '/actions:*'].map(
      (rest) =>
        [
          arn('states', `execution:${machine}${rest}`),
          'Children of a Map Run get their names at run time.',
        ] as const,
    ),
    ...service.node
      .findAll()
      .filter((construct) => construct instanceof CfnFunction)
      .map(
        (fn) =>
          [
            `<${service.getLogicalId(fn)}.Arn>:*`,
            'CDK lets a caller invoke a function and its versions; ours have none but the latest.',
          ] as const,
      ),
  ];
  return parts.map(([resource, reason]) => ({ id: `${WILDCARDS}[Resource::${resource}]`, reason }));
};

/** Accepts the written findings on both stacks. Anything else fails the check. */
export const acknowledgeFindings = (data: Stack, service: Stack, stage: string): void => {
  for (const stack of [data, service]) {
    for (const accepted of [...ACCEPTED, ...wildcardResources(data, service, stage)]) {
      Validations.of(stack).acknowledge(accepted);
    }
  }
};
