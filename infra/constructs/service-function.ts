import { AssetHashType, Duration } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import type { EnvKey } from '../../shared/names.ts';
import type { Bundles } from '../bundles.ts';
import type { StageSettings } from '../config.ts';
import type { FunctionName } from '../functions.ts';
import { plainSettings } from '../plain-settings.ts';
import { removalPolicyOf } from '../removal-policy.ts';

/** No call of ours takes longer: what is left is done by the next call. */
export const MAX_TIMEOUT = Duration.seconds(20);

/** Where a cold start stops being bound by the processor: 0.29 of one (1,769 MB are a whole one, Lambda developer guide). */
const USUAL_MB = 512;

/**
 * A whole processor. For work that its speed bounds this costs the same and takes a 3.5th of the time: reading 100,000 rows of an org
 * chart is 2 s of a desktop processor and 400 MB, so some 4 s here, 14 s at the usual size, and beyond the time-out for a file of
 * 50 MB. Steps over a million accounts also have to get by with the 25,000 events of one execution, at 8 a call.
 */
export const WHOLE_PROCESSOR_MB = 1_769;

/**
 * What a function keeps of what it has read; a run of 10,000 accounts takes half of it (docs/scale.md). Without a bound V8 lets garbage grow
 * with the memory it finds, to two and three times of what is in use.
 */
const USUAL_HEAP_MB = 192;
/** The youngest objects go through two spaces of this size; the default is 16. */
const YOUNG_HEAP_MB = 4;

/** Functions that hold a whole file, or a part of one that is as large as S3 wants it. */
const OF_FILES: readonly FunctionName[] = [
  'imports/read-upload',
  'imports/read-drop',
  'exports/write-export',
];
const FILE_HEAP_MB = 1_024;

/** How Node runs a function: the rest of its memory is for Node itself, code and buffers. */
const nodeOptions = (name: FunctionName): string =>
  [
    '--enable-source-maps',
    `--max-old-space-size=${OF_FILES.includes(name) ? FILE_HEAP_MB : USUAL_HEAP_MB}`,
    `--max-semi-space-size=${YOUNG_HEAP_MB}`,
  ].join(' ');

/**
 * Tries of a call to AWS. The waits between five are random up to 0.5, 1, 2 and 4 s for throttling and a fifth of that otherwise (standard
 * retry mode): 3.75 s on average, which a step has on top of its 7 s of work and 8 s of the vendor. The mailer has its own: one.
 */
const SDK_ATTEMPTS = 5;

export interface ServiceFunctionProps {
  readonly name: FunctionName;
  readonly settings: StageSettings;
  readonly bundles: Bundles;
  /** What the function is for, shown in the Lambda console. */
  readonly purpose: string;
  /** @default 20 seconds */
  readonly timeout?: Duration;
  /** @default 512 MB */
  readonly memoryMb?: number;
}

/** One Lambda function with its own role and log group. It is told the plain settings of the stage; access comes from `Stores` and the like. */
export class ServiceFunction extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetentionDays,
      removalPolicy: removalPolicyOf(props.settings),
    });
    // A role of our own: the managed policy that CDK would attach may write every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const bundle = props.bundles[props.name];
    this.fn = new LambdaFunction(this, 'Function', {
      description: props.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.directory, { assetHash: bundle.key, assetHashType: AssetHashType.CUSTOM }),
      handler: 'index.handler',
      timeout: props.timeout ?? MAX_TIMEOUT,
      memorySize: props.memoryMb ?? USUAL_MB,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { NODE_OPTIONS: nodeOptions(props.name), AWS_MAX_ATTEMPTS: String(SDK_ATTEMPTS) },
    });
    for (const [key, value] of plainSettings(props.settings)) this.tell(key, value);
  }

  /** Gives the function a value under its agreed name. */
  tell(key: EnvKey, value: string): void {
    this.fn.addEnvironment(ENV[key], value);
  }
}
