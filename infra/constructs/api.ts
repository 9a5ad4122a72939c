import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { removalPolicyOf } from '../removal-policy.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ApiProps {
  readonly settings: StageSettings;
  /** The function behind each family, by the first part of its paths, e.g. `v1`. */
  readonly families: Readonly<Record<string, ServiceFunction>>;
  /** The function behind each page whose path has no further part, e.g. `account`. */
  readonly pages: Readonly<Record<string, ServiceFunction>>;
  /** The function behind the origin itself, where somebody begins who knows no page. */
  readonly home: ServiceFunction;
}

/** What is logged of a request: the route key, never the path or the query, which can hold an address or a token. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTP API: one route per family, and the family's own function answers for everything under it. */
export class Api extends Construct {
  readonly api: HttpApi;
  readonly accessLogs: LogGroup;
  /** Keys of all routes, as the access log has them. */
  readonly routeKeys: readonly string[];

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'HttpApi', {
      apiName: `seatkeeper-${props.settings.stage}`,
      createDefaultStage: false,
    });
    for (const [family, target] of Object.entries(props.families)) {
      this.api.addRoutes({
        path: `/${family}/{proxy+}`,
        methods: [HttpMethod.ANY],
        integration: new HttpLambdaIntegration(family, target.fn),
      });
    }
    for (const [page, target] of Object.entries(props.pages)) {
      this.api.addRoutes({
        path: `/${page}`,
        methods: [HttpMethod.ANY],
        integration: new HttpLambdaIntegration(page, target.fn),
      });
    }
    this.api.addRoutes({
      path: '/',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('home', props.home.fn),
    });
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: props.settings.logRetentionDays,
      removalPolicy: removalPolicyOf(props.settings),
    });
    this.routeKeys = [
      ...Object.keys(props.families).map((family) => `ANY /${family}/{proxy+}`),
      ...Object.keys(props.pages).map((page) => `ANY /${page}`),
      'ANY /',
    ];
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Above what a company's admins and a mail's readers do at once, and a bound on what a flood may cost.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}
