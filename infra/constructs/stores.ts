import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { BUCKET_PREFIXES } from '../../shared/names.ts';
import type { EnvKey } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import type { StatefulStack } from '../stacks/stateful-stack.ts';
import type { ServiceFunction } from './service-function.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** What a caller of an encrypted table, bucket or secret needs on its key (KMS and DynamoDB developer guides). */
const USE_KEY = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:DescribeKey',
];

export interface StoresProps {
  readonly settings: StageSettings;
  readonly data: StatefulStack;
}

/** Who may use which store: each method gives access and the store's name together. */
export class Stores extends Construct {
  readonly #data: StatefulStack;
  readonly #connectionSecretPrefix: string;

  constructor(scope: Construct, id: string, props: StoresProps) {
    super(scope, id);
    this.#data = props.data;
    this.#connectionSecretPrefix = `seatkeeper/${props.settings.stage}/connections/`;
  }

  directory(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.directory, 'directoryTable', [...READ, ...WRITE], functions);
  }

  readDirectory(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.directory, 'directoryTable', READ, functions);
  }

  runs(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.runs, 'runsTable', [...READ, ...WRITE], functions);
  }

  activity(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.activity, 'activityTable', [...READ, ...WRITE], functions);
  }

  readActivity(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.activity, 'activityTable', READ, functions);
  }

  /** Audit events are added inside the transaction of their change, and never changed or removed. */
  addAuditEvents(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use('auditTable', this.#data.tables.audit.tableName, target);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['dynamodb:PutItem'],
        resourceArns: [this.#data.tables.audit.tableArn],
        conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } },
      });
    }
  }

  readAuditEvents(...functions: readonly ServiceFunction[]): void {
    this.#table(this.#data.tables.audit, 'auditTable', ['dynamodb:GetItem', 'dynamodb:Query'], functions);
  }

  /** Reads, writes and removes objects under one folder of the data bucket. */
  folder(name: keyof typeof BUCKET_PREFIXES, ...functions: readonly ServiceFunction[]): void {
    const { bucket } = this.#data.bucket;
    for (const target of functions) {
      this.#use('dataBucket', bucket.bucketName, target);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resourceArns: [bucket.arnForObjects(`${BUCKET_PREFIXES[name]}*`)],
      });
      // Without the right to list, S3 answers 403 instead of 404 for an object that is not there.
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['s3:ListBucket'],
        resourceArns: [bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${BUCKET_PREFIXES[name]}*` } },
      });
    }
  }

  /** The secret of each connection: made, read, replaced and deleted at run time. */
  connectionSecrets(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use('connectionSecretPrefix', this.#connectionSecretPrefix, target);
      target.tell('dataKeyArn', this.#data.dataKey.keyArn);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: [
          'secretsmanager:CreateSecret',
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
          'secretsmanager:DeleteSecret',
          'secretsmanager:TagResource',
        ],
        resourceArns: [
          Stack.of(this).formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: `${this.#connectionSecretPrefix}*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      });
    }
  }

  originSecret(...functions: readonly ServiceFunction[]): void {
    this.#readSecret(this.#data.originSecret, 'originSecretArn', functions);
  }

  linkSecret(...functions: readonly ServiceFunction[]): void {
    this.#readSecret(this.#data.linkSecret, 'linkSecretArn', functions);
  }

  #table(
    table: TableV2,
    key: EnvKey,
    actions: readonly string[],
    functions: readonly ServiceFunction[],
  ): void {
    for (const target of functions) {
      this.#use(key, table.tableName, target);
      Grant.addToPrincipal({ grantee: target.fn, actions: [...actions], resourceArns: [table.tableArn] });
    }
  }

  #readSecret(secret: Secret, key: EnvKey, functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use(key, secret.secretArn, target);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['secretsmanager:GetSecretValue'],
        resourceArns: [secret.secretArn],
      });
    }
  }

  #use(key: EnvKey, value: string, target: ServiceFunction): void {
    target.tell(key, value);
    this.#data.dataKey.grant(target.fn, ...USE_KEY);
  }
}
