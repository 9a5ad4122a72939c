import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageSettings } from './config.ts';

/** What CloudFormation does with a thing that holds data when it leaves the stack. */
export const removalPolicyOf = (settings: StageSettings): RemovalPolicy =>
  settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
