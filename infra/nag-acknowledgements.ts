import { Validations } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';

/** Findings of cdk-nag that are accepted, each with its reason. Anything else fails the check. */
const ACKNOWLEDGED: readonly { readonly id: string; readonly reason: string }[] = [];

export const acknowledgeFindings = (...stacks: readonly Stack[]): void => {
  for (const stack of stacks) Validations.of(stack).acknowledge(...ACKNOWLEDGED);
};
