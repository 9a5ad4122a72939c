import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStageSettings, readStageSettings } from '../../../infra/config.ts';
import { synthesize } from '../../support/synthesized.ts';

const prod = synthesize('prod');

const bucketOf = ({ data }: ReturnType<typeof synthesize>) => {
  const found = Object.entries(data.resources('AWS::S3::Bucket')).find(([id]) => id.startsWith('AuditTrail'));
  return found?.[1];
};

const statementSchema = z.looseObject({
  Effect: z.string(),
  Action: z.unknown(),
  Condition: z.unknown().optional(),
});

describe('the bucket of sealed segments', () => {
  it('keeps every version and locks it as it is written, encrypted by our key, and lets nothing expire', () => {
    expect(bucketOf(prod)?.Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } } },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    });
    expect(bucketOf(prod)?.Properties).not.toHaveProperty('LifecycleConfiguration');
    expect(bucketOf(prod)?.DeletionPolicy).toBe('Retain');
  });

  it('is locked in the mode and for the days of the stage', () => {
    const settings = parseStageSettings(readStageSettings('prod'), {
      auditLock: { mode: 'compliance', days: 2555 },
    });
    expect(bucketOf(synthesize('prod', settings))?.Properties).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2555 } } },
    });
  });

  it('takes no segment over another one', () => {
    const policies = Object.entries(prod.data.resources('AWS::S3::BucketPolicy')).filter(([id]) =>
      id.startsWith('AuditTrail'),
    );
    const statements = policies.flatMap(
      ([, { Properties }]) =>
        z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) }).parse(Properties)
          .PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        ...{ Effect: 'Deny', Action: 's3:PutObject' },
        Condition: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
  });
});

describe('the sealer', () => {
  it('gets 1,000 events at most, or those of a minute', () => {
    const mappings = Object.values(prod.service.resources('AWS::Lambda::EventSourceMapping'));
    expect(mappings.map(({ Properties }) => Properties)).toContainEqual(
      expect.objectContaining({ BatchSize: 1000, MaximumBatchingWindowInSeconds: 60 }),
    );
  });

  it('puts rows of its own and no events, and nobody else puts such rows', () => {
    const writers = Object.entries(prod.service.resources('AWS::IAM::Policy')).flatMap(
      ([id, { Properties }]) =>
        z
          .object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) })
          .parse(Properties)
          .PolicyDocument.Statement.flatMap(({ Condition }) => {
            const keys = z
              .object({
                'ForAllValues:StringLike': z.object({ 'dynamodb:LeadingKeys': z.array(z.string()) }),
              })
              .safeParse(Condition).data?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
            return keys === undefined ? [] : [{ id, keys: keys.join(' ') }];
          }),
    );
    const ofSealer = writers
      .filter(({ keys }) => keys === 'seal#* sealed#*')
      .map(({ id }) => id.slice(0, 10));
    expect(ofSealer.sort()).toEqual(['SealEvents', 'SearchUnse']);
    const others = writers.filter(({ keys }) => keys !== 'seal#* sealed#*');
    expect(new Set(others.map(({ keys }) => keys))).toEqual(
      new Set(['audit#* audit-of#* audit-of-person#*']),
    );
    expect(others.length).toBeGreaterThan(10);
  });

  it('has no right to delete, to bypass the lock or to change it', () => {
    const all = JSON.stringify([prod.data.template, prod.service.template]);
    for (const action of ['DeleteObjectVersion', 'BypassGovernanceRetention', 'PutObjectRetention'])
      expect(all).not.toContain(action);
  });
});
