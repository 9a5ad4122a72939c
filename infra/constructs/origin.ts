import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { DistributionProps, IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ORIGIN_SECRET_HEADER } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';

/**
 * Every status that CloudFront would keep for ten seconds by itself, also where caching is disabled, by the path alone (CloudFront developer
 * guide, "How CloudFront caches errors"): one person's 404 would be the next one's.
 */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

export interface OriginProps {
  readonly settings: StageSettings;
  readonly api: HttpApi;
  readonly originSecret: Secret;
}

/** The one origin people and vendors see: nothing is cached, and the API is told by a secret header that a request came this way. */
export class Origin extends Construct {
  readonly distribution: Distribution;
  /** `https://` and a name, without a slash at the end. */
  readonly publicOrigin: string;

  constructor(scope: Construct, id: string, props: OriginProps) {
    super(scope, id);
    const { settings } = props;
    const emulated = settings.emulatorPort !== undefined;
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Seatkeeper ${settings.stage}`,
      defaultBehavior: {
        origin: this.#apiOrigin(props),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: this.#securityHeaders(),
        viewerProtocolPolicy: emulated ? ViewerProtocolPolicy.ALLOW_ALL : ViewerProtocolPolicy.HTTPS_ONLY,
      },
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      ...this.#ownName(settings),
    });
    this.publicOrigin = settings.publicOrigin ?? `https://${this.distribution.distributionDomainName}`;
  }

  #ownName({ certificateArn, publicOrigin }: StageSettings): Partial<DistributionProps> {
    if (certificateArn === undefined || publicOrigin === undefined) return {};
    return {
      domainNames: [new URL(publicOrigin).hostname],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  #apiOrigin(props: OriginProps): IOrigin {
    const customHeaders = { [ORIGIN_SECRET_HEADER]: props.originSecret.secretValue.unsafeUnwrap() };
    const { emulatorPort } = props.settings;
    if (emulatorPort !== undefined) {
      // The emulator's CloudFront reaches its own API by a path on this machine instead of a host name.
      return new HttpOrigin('localhost', {
        httpPort: emulatorPort,
        protocolPolicy: OriginProtocolPolicy.HTTP_ONLY,
        originPath: `/_aws/execute-api/${props.api.apiId}/$default`,
        customHeaders,
      });
    }
    const { region } = Stack.of(this);
    return new HttpOrigin(`${props.api.apiId}.execute-api.${region}.amazonaws.com`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      customHeaders,
      // Longer than any function may take.
      readTimeout: Duration.seconds(30),
    });
  }

  #securityHeaders(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
  }
}
