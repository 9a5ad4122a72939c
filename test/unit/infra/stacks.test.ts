import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FUNCTIONS } from '../../../infra/functions.ts';
import { ENV } from '../../../shared/names.ts';
import { synthesize } from '../../support/synthesized.ts';

const { data, service } = synthesize('prod');

const functionSchema = z.object({
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  MemorySize: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const functions = Object.values(service.resources('AWS::Lambda::Function')).map((fn) =>
  functionSchema.parse(fn.Properties),
);

describe('the stateful stack', () => {
  it('keeps the logical ids of what holds data', () => {
    const kept = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::SecretsManager::Secret',
      'AWS::Cognito::UserPool',
    ];
    expect(kept.flatMap((type) => Object.keys(data.resources(type))).sort()).toEqual([
      'AuditTrailBucketA91FD435',
      'DataBucketE6B0FAA8',
      'DataKey17AFBB84',
      'LinkSecret6774D112',
      'OriginSecret5DDC59F1',
      'SignInPoolFD298EFA',
      'TablesActivityFCAEDCFC',
      'TablesAuditCEFF9E0F',
      'TablesDirectoryD82D92C0',
      'TablesRunsB40D77DF',
    ]);
    for (const resource of kept.flatMap((type) => Object.values(data.resources(type)))) {
      expect(resource.DeletionPolicy).toBe('Retain');
    }
  });

  it('gives every table recovery, a technical expiry and our key', () => {
    const tables = Object.values(data.resources('AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      expect(table.Properties).toMatchObject({
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
    }
  });

  it('lets landed pages, uploads, receipts, dropped files and exports expire, and uploads that are never finished', () => {
    const bucket = data.resources('AWS::S3::Bucket')['DataBucketE6B0FAA8'];
    const days = {
      'landed/': 30,
      'uploads/': 30,
      'receipts/': 30,
      'exports/': 1,
      'events/': 30,
      'drop/': 30,
    };
    expect(bucket?.Properties).toMatchObject({
      LifecycleConfiguration: {
        Rules: Object.entries(days).map(([Prefix, ExpirationInDays]) => ({
          ...{ Prefix, ExpirationInDays },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        })),
      },
    });
  });
});

describe('the stateless stack', () => {
  it('deploys every entry once', () => {
    const root = join(import.meta.dirname, '../../../functions');
    const entries = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.handler.ts'))
      .map((file) => file.replace(/\.handler\.ts$/, ''));
    expect([...FUNCTIONS].sort()).toEqual(entries.sort());
    expect(functions).toHaveLength(FUNCTIONS.length);
  });

  it('runs functions on Node 24 and arm64, for at most 20 seconds', () => {
    for (const fn of functions) {
      expect(fn).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(fn.Timeout).toBeLessThanOrEqual(20);
    }
  });

  it('bounds the heap of every function, with memory to spare', () => {
    for (const { MemorySize, Environment } of functions) {
      const options = String(Environment.Variables['NODE_OPTIONS']);
      const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
      expect(heap).toBeGreaterThanOrEqual(192);
      expect(heap).toBeLessThanOrEqual(0.6 * MemorySize);
    }
  });

  it('tells functions only what has an agreed name', () => {
    const agreed = new Set<string>([...Object.values(ENV), 'NODE_OPTIONS', 'AWS_MAX_ATTEMPTS']);
    const told = new Set(functions.flatMap((fn) => Object.keys(fn.Environment.Variables)));
    expect([...told].filter((name) => !agreed.has(name))).toEqual([]);
    expect([...agreed].filter((name) => !told.has(name))).toEqual([]);
  });

  it('logs the route key of a request and never its path or query', () => {
    const [stage] = Object.values(service.resources('AWS::ApiGatewayV2::Stage'));
    const { AccessLogSettings: log } = z
      .looseObject({ AccessLogSettings: z.looseObject({ Format: z.string() }) })
      .parse(stage?.Properties);
    expect(log.Format).toContain('$context.routeKey');
    expect(log.Format).not.toMatch(/path|query|sourceIp|identity/i);
  });

  it('has one route per family, and one per page of its own', () => {
    const routes = Object.values(service.resources('AWS::ApiGatewayV2::Route'));
    expect(routes.map((route) => route.Properties['RouteKey']).sort()).toEqual([
      'ANY /',
      'ANY /account',
      'ANY /answer/{proxy+}',
      'ANY /auth/{proxy+}',
      'ANY /connect/{proxy+}',
      'ANY /oauth2/{proxy+}',
      'ANY /scim/v2/{proxy+}',
      'ANY /v1/{proxy+}',
      'ANY /webhooks/{proxy+}',
    ]);
  });
});
