import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AUDIT_SEGMENTS, BUCKET_PREFIXES } from '../../shared/names.ts';
import type { EnvKey } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import type { StatefulStack } from '../stacks/stateful-stack.ts';
import type { ServiceFunction } from './service-function.ts';

/** A check of another record's state inside a transaction changes nothing, so readers may make one. */
const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];
/** Rows are put whole; nothing updates one in place. */
const WRITE = ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** What a caller needs on the key of a table, bucket or secret it reads (KMS and DynamoDB developer guides). */
const READ_KEY = ['kms:Decrypt', 'kms:DescribeKey'];
/** And of one that it writes. */
const WRITE_KEY = [
  ...READ_KEY,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

type Folder = keyof typeof BUCKET_PREFIXES;

export interface StoresProps {
  readonly settings: StageSettings;
  readonly data: StatefulStack;
}

const allow = (
  { fn }: ServiceFunction,
  actions: readonly string[],
  resource: string,
  conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): void => {
  Grant.addToPrincipal({ grantee: fn, actions: [...actions], resourceArns: [resource], conditions });
};

/** Inside a transaction only, and only rows of partitions that begin so (DynamoDB developer guide, "Using IAM policy conditions"). */
const inTransaction = (...partitions: readonly string[]) => ({
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] },
});

/** Who may use which store: each method gives access and the store's name together. */
export class Stores extends Construct {
  readonly #data: StatefulStack;
  readonly #connectionSecretPrefix: string;

  constructor(scope: Construct, id: string, props: StoresProps) {
    super(scope, id);
    this.#data = props.data;
    this.#connectionSecretPrefix = `seatkeeper/${props.settings.stage}/connections/`;
  }

  readDirectory(...functions: readonly ServiceFunction[]): void {
    this.#readTable(this.#data.tables.directory, 'directoryTable', functions);
  }

  directory(...functions: readonly ServiceFunction[]): void {
    this.#writeTable(this.#data.tables.directory, 'directoryTable', functions);
  }

  readRuns(...functions: readonly ServiceFunction[]): void {
    this.#readTable(this.#data.tables.runs, 'runsTable', functions);
  }

  runs(...functions: readonly ServiceFunction[]): void {
    this.#writeTable(this.#data.tables.runs, 'runsTable', functions);
  }

  /** Reads whole tables: for erasing alone, where what is not read is not erased. */
  scanTables(...functions: readonly ServiceFunction[]): void {
    const { directory, runs, activity, audit } = this.#data.tables;
    for (const target of functions)
      for (const { tableArn } of [directory, runs, activity, audit])
        allow(target, ['dynamodb:Scan'], tableArn);
  }

  readActivity(...functions: readonly ServiceFunction[]): void {
    this.#readTable(this.#data.tables.activity, 'activityTable', functions);
  }

  activity(...functions: readonly ServiceFunction[]): void {
    this.#writeTable(this.#data.tables.activity, 'activityTable', functions);
  }

  /** Audit events are added inside the transaction of their change, and never changed or removed. */
  addAuditEvents(...functions: readonly ServiceFunction[]): void {
    const { tableArn, tableName } = this.#data.tables.audit;
    for (const target of functions) {
      this.#use('auditTable', tableName, target, WRITE_KEY);
      allow(
        target,
        ['dynamodb:PutItem'],
        tableArn,
        inTransaction('audit#*', 'audit-of#*', 'audit-of-person#*'),
      );
    }
  }

  /**
   * Seals audit events: reads them, keeps its own rows beside them, and writes segments. It can neither add events nor remove
   * anything, and reads versions, since the one that was written first counts.
   */
  sealAuditEvents(...functions: readonly ServiceFunction[]): void {
    const { tableArn } = this.#data.tables.audit;
    const { bucket } = this.#data.segments;
    const objects = `${AUDIT_SEGMENTS}*`;
    this.readAuditEvents(...functions);
    for (const target of functions) {
      this.#use('auditBucket', bucket.bucketName, target, WRITE_KEY);
      allow(target, ['dynamodb:PutItem'], tableArn, inTransaction('seal#*', 'sealed#*'));
      allow(target, ['s3:PutObject', 's3:GetObjectVersion'], bucket.arnForObjects(objects));
      allow(target, ['s3:ListBucketVersions'], bucket.bucketArn, { StringLike: { 's3:prefix': objects } });
    }
  }

  readAuditEvents(...functions: readonly ServiceFunction[]): void {
    const { tableArn, tableName } = this.#data.tables.audit;
    for (const target of functions) {
      this.#use('auditTable', tableName, target, READ_KEY);
      allow(target, ['dynamodb:Query'], tableArn);
    }
  }

  /** Reads objects under one folder of the data bucket. */
  readFolder(folder: Folder, ...functions: readonly ServiceFunction[]): void {
    const { bucket } = this.#data.bucket;
    const objects = `${BUCKET_PREFIXES[folder]}*`;
    for (const target of functions) {
      this.#use('dataBucket', bucket.bucketName, target, READ_KEY);
      allow(target, ['s3:GetObject'], bucket.arnForObjects(objects));
      // Without the right to list, S3 answers 403 instead of 404 for an object that is not there.
      allow(target, ['s3:ListBucket'], bucket.bucketArn, { StringLike: { 's3:prefix': objects } });
    }
  }

  /** Puts objects under one folder, also by signed address; the bucket's rules remove them. */
  writeFolder(folder: Folder, ...functions: readonly ServiceFunction[]): void {
    const { bucket } = this.#data.bucket;
    for (const target of functions) {
      this.#use('dataBucket', bucket.bucketName, target, WRITE_KEY);
      allow(target, ['s3:PutObject'], bucket.arnForObjects(`${BUCKET_PREFIXES[folder]}*`));
    }
  }

  /** Lists and removes objects under one folder. */
  clearFolder(folder: Folder, ...functions: readonly ServiceFunction[]): void {
    const { bucket } = this.#data.bucket;
    const objects = `${BUCKET_PREFIXES[folder]}*`;
    for (const target of functions) {
      target.tell('dataBucket', bucket.bucketName);
      allow(target, ['s3:DeleteObject'], bucket.arnForObjects(objects));
      allow(target, ['s3:ListBucket'], bucket.bucketArn, { StringLike: { 's3:prefix': objects } });
    }
  }

  /** Throws unfinished multipart uploads under one folder away. */
  abortUploads(folder: Folder, ...functions: readonly ServiceFunction[]): void {
    const objects = this.#data.bucket.bucket.arnForObjects(`${BUCKET_PREFIXES[folder]}*`);
    for (const target of functions) allow(target, ['s3:AbortMultipartUpload'], objects);
  }

  /** The secret of each connection is made, replaced and deleted at run time. */
  readConnectionSecrets(...functions: readonly ServiceFunction[]): void {
    this.#connectionSecrets(functions, ['secretsmanager:GetSecretValue'], READ_KEY);
  }

  /** Tokens are read again after they were written. */
  writeConnectionSecrets(...functions: readonly ServiceFunction[]): void {
    const actions = ['GetSecretValue', 'PutSecretValue', 'CreateSecret'];
    this.#connectionSecrets(
      functions,
      actions.map((action) => `secretsmanager:${action}`),
      WRITE_KEY,
    );
  }

  deleteConnectionSecrets(...functions: readonly ServiceFunction[]): void {
    this.#connectionSecrets(functions, ['secretsmanager:DeleteSecret'], READ_KEY);
  }

  originSecret(...functions: readonly ServiceFunction[]): void {
    this.#readSecret(this.#data.originSecret, 'originSecretArn', functions);
  }

  linkSecret(...functions: readonly ServiceFunction[]): void {
    this.#readSecret(this.#data.linkSecret, 'linkSecretArn', functions);
  }

  #readTable(table: TableV2, key: EnvKey, functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use(key, table.tableName, target, READ_KEY);
      allow(target, READ, table.tableArn);
    }
  }

  #writeTable(table: TableV2, key: EnvKey, functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use(key, table.tableName, target, WRITE_KEY);
      allow(target, [...READ, ...WRITE], table.tableArn);
    }
  }

  #connectionSecrets(
    functions: readonly ServiceFunction[],
    actions: readonly string[],
    keyActions: readonly string[],
  ): void {
    const secrets = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.#connectionSecretPrefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    for (const target of functions) {
      this.#use('connectionSecretPrefix', this.#connectionSecretPrefix, target, keyActions);
      target.tell('dataKeyArn', this.#data.dataKey.keyArn);
      allow(target, actions, secrets);
    }
  }

  #readSecret(secret: Secret, key: EnvKey, functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#use(key, secret.secretArn, target, READ_KEY);
      allow(target, ['secretsmanager:GetSecretValue'], secret.secretArn);
    }
  }

  #use(key: EnvKey, value: string, target: ServiceFunction, keyActions: readonly string[]): void {
    target.tell(key, value);
    this.#data.dataKey.grant(target.fn, ...keyActions);
  }
}
