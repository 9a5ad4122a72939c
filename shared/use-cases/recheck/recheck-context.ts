import type { Connection } from '../../domain/connection.ts';
import type { Instance } from '../../domain/application.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Pull } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import { CorruptDataError, NotFoundError } from '../../errors.ts';
import { pulls } from '../../records/accounts.ts';
import { connections, instances } from '../../records/applications.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';

/** What a call of the re-check reads before anything else. */
export interface RecheckContext {
  readonly run: Run;
  readonly sealedAt: string;
  readonly connection: Connection;
  readonly instance: Instance;
  readonly pull: Pull;
  /** The policy of now; the run's own decides, what this one protects is protected too. */
  readonly policy: Policy;
}

/** Loads it. Faults where a sealed run lost what it was made from. */
export const loadRecheckContext = async (deps: RecheckDeps, run: Run): Promise<RecheckContext> => {
  const { instanceId } = run.workflow;
  const { pullId, seal, connectionId } = run;
  if (pullId === null || seal === null)
    throw new CorruptDataError(`Run ${run.runId} has no sealed plan to re-check.`);
  const [connection, instance, pull, policy] = await Promise.all([
    deps.store.get(connections, { connectionId }),
    deps.store.get(instances, { instanceId }),
    deps.store.get(pulls, { instanceId, pullId }),
    policyInForce(deps),
  ]);
  if (connection === undefined) throw new NotFoundError(`There is no connection ${connectionId}.`);
  if (instance === undefined) throw new NotFoundError(`There is no instance ${instanceId}.`);
  if (pull === undefined) throw new NotFoundError(`There is no pull ${pullId}.`);
  return { run, sealedAt: seal.sealedAt, connection, instance, pull, policy };
};
