import { type Policy, policySchema } from '../../domain/policy.ts';
import { policies } from '../../records/protections.ts';
import type { Basics, Settings } from '../dependencies.ts';

export interface PolicyDependencies extends Pick<Basics, 'store'> {
  readonly settings: Pick<
    Settings,
    'grace' | 'coolDown' | 'parkedPlanExpiry' | 'defaultNoticePeriod' | 'observations' | 'observationsApart'
  >;
}

/** The provisioning policy as it holds now: the stored one, or the defaults of this stage while nobody has set one. */
export const policyInForce = async ({ store, settings }: PolicyDependencies): Promise<Policy> =>
  (await store.get(policies, {})) ??
  policySchema.parse({
    gracePeriod: settings.grace,
    coolDown: settings.coolDown,
    parkedExpiry: settings.parkedPlanExpiry,
    defaultNoticePeriod: settings.defaultNoticePeriod,
    observations: { count: settings.observations, apart: settings.observationsApart },
  });
