import {
  changePolicyOperation,
  getPolicy,
  setKillSwitchOperation,
} from '../../../shared/contracts/api/policy.ts';
import { changePolicy, setKillSwitch } from '../../../shared/use-cases/policy/change-policy.ts';
import { policyInForce } from '../../../shared/use-cases/policy/policy-in-force.ts';
import { type ApiRoute, route } from '../api-route.ts';

export const policyRoutes: readonly ApiRoute[] = [
  route(getPolicy, ({ deps }) => policyInForce(deps)),
  route(changePolicyOperation, ({ deps, caller }, { body, expectedVersion }) =>
    changePolicy(deps, caller, { policy: body, expectedVersion }),
  ),
  route(setKillSwitchOperation, ({ deps, caller }, { body }) => setKillSwitch(deps, caller, body)),
];
