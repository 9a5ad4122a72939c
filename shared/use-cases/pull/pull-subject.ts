import type * as z from 'zod';
import type { pullStep as contract } from '../../contracts/workflow-steps.ts';
import type { Instance } from '../../domain/application.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Run } from '../../domain/run.ts';
import { NotFoundError } from '../../errors.ts';
import { connections, instances } from '../../records/applications.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { SYSTEM_RUN, loadRun } from '../runs/run-progress.ts';

export type PullInput = z.infer<typeof contract.input>;

const SYSTEM_SYNC: Caller = { actor: { kind: 'system', name: 'sync' } };

/** Whom a pull serves: a run, or the connection's own sync. */
export interface PullSubject {
  readonly run: Run | null;
  readonly caller: Caller;
  readonly connection: Connection;
  readonly instance: Instance;
  readonly pullId: string;
}

/** A run has one pull, whose id is made of the run's: a repeated step finds it without a note. */
export const pullIdOfRun = (runId: string): string => `pul_${runId.slice('run_'.length)}`;

/** The run a pull would be of; a sync's pull is of none, and there is no such run. */
export const runIdOfPull = (pullId: string): string => `run_${pullId.slice('pul_'.length)}`;

/** Loads what a pull is about; undefined where the connection is no more, which a sync may meet. */
export const loadPullSubject = async (
  deps: Pick<Basics, 'store'>,
  input: PullInput,
): Promise<PullSubject | undefined> => {
  const run = 'runId' in input ? await loadRun(deps, input.runId) : null;
  const connectionId = 'runId' in input ? run?.connectionId : input.connectionId;
  const pullId = 'runId' in input ? pullIdOfRun(input.runId) : input.pullId;
  if (connectionId === undefined) return undefined;
  const connection = await deps.store.get(connections, { connectionId });
  if (connection === undefined) return undefined;
  const instance = await deps.store.get(instances, { instanceId: connection.instanceId });
  if (instance === undefined) throw new NotFoundError(`There is no instance ${connection.instanceId}.`);
  return { run, caller: run === null ? SYSTEM_SYNC : SYSTEM_RUN, connection, instance, pullId };
};
