import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStageSettings, readStageSettings } from '../../../infra/config.ts';
import { synthesize } from '../../support/synthesized.ts';
import type { Synthesized } from '../../support/synthesized.ts';

const configSchema = z.object({
  DistributionConfig: z.looseObject({
    Aliases: z.array(z.string()).default([]),
    CustomErrorResponses: z.array(z.looseObject({ ErrorCode: z.number() })),
    DefaultCacheBehavior: z.looseObject({}),
    Origins: z.array(
      z.looseObject({
        DomainName: z.unknown(),
        OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() })),
      }),
    ),
    ViewerCertificate: z.looseObject({}).optional(),
  }),
});

const distributionOf = ({ resources }: Synthesized) => {
  const [distribution] = Object.values(resources('AWS::CloudFront::Distribution'));
  return configSchema.parse(distribution?.Properties).DistributionConfig;
};

/** Managed policies of CloudFront, by the ids that AWS gives them (CloudFront developer guide). */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const prod = readStageSettings('prod');
const { service } = synthesize('prod');
const distribution = distributionOf(service);

describe('the one origin', () => {
  it('hands on every method, cookie, query and header but Host, and caches nothing', () => {
    expect(distribution.DefaultCacheBehavior).toMatchObject({
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      ViewerProtocolPolicy: 'https-only',
    });
  });

  it("keeps no error either, which would be the next one's answer", () => {
    const errors = distribution.CustomErrorResponses;
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual(
      expect.arrayContaining([403, 404, 405, 500, 501, 502, 503, 504]),
    );
    for (const { ErrorCode, ...rest } of errors)
      expect(rest, String(ErrorCode)).toEqual({ ErrorCachingMinTTL: 0 });
  });

  it('reaches the API by its own name, with the secret that functions ask for', () => {
    const [origin, ...others] = distribution.Origins;
    expect(others).toEqual([]);
    expect(JSON.stringify(origin?.DomainName)).toContain('.execute-api.us-east-1.amazonaws.com');
    expect(origin).not.toHaveProperty('OriginPath');
    expect(origin?.OriginCustomHeaders.map(({ HeaderName }) => HeaderName)).toEqual(['x-origin-secret']);
    expect(JSON.stringify(origin?.OriginCustomHeaders)).toContain('{{resolve:secretsmanager:');
  });

  it('has the name of the settings, with its certificate', () => {
    expect(distribution.Aliases).toEqual(['seatkeeper.example.com']);
    expect(distribution.ViewerCertificate).toMatchObject({
      AcmCertificateArn: prod.certificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
  });

  it('is the name that CloudFront gives where the settings have none, known to every function at the first deployment', () => {
    const nameless = synthesize(
      'prod',
      parseStageSettings(prod, { publicOrigin: undefined, certificateArn: undefined }),
    ).service;
    expect(distributionOf(nameless).Aliases).toEqual([]);
    const environment = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
    const told = Object.values(nameless.resources('AWS::Lambda::Function'))
      .map((fn) => environment.parse(fn.Properties).Environment.Variables['PUBLIC_ORIGIN'])
      .filter((value) => value !== undefined);
    expect(told).toHaveLength(17);
    for (const value of told) expect(JSON.stringify(value)).toMatch(/"https:\/\/".*Distribution.*DomainName/);
  });
});
