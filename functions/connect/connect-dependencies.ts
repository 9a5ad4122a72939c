import * as z from 'zod';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { EventBridgeScheduler } from '../../shared/adapters/scheduler/eventbridge-scheduler.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { scheduleOfExpression } from '../../shared/domain/schedule-expression.ts';
import type { AuthorizationNeeds } from '../../shared/use-cases/connections/complete-authorization.ts';
import { recordGrantedScopes } from '../../shared/use-cases/connections/connection-health.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { resumeRuns } from '../../shared/use-cases/runs/end-wait.ts';

const text = z.string().min(1);

/** What the connect pages read from their environment. */
export const connectEnvSchema = z.object({
  publicOrigin: z.url(),
  directoryTable: text,
  runsTable: text,
  auditTable: text,
  originSecretArn: text,
  connectionSecretPrefix: text,
  dataKeyArn: text,
  syncMachineArn: text,
  scheduleGroup: text,
  scheduleRoleArn: text,
  startSyncFunctionArn: text,
  rateShare: z.coerce.number().gt(0).max(1),
  authorizationLifetime: durationSchema,
  syncSchedule: text.transform((expression, context) => {
    const schedule = scheduleOfExpression(expression);
    if (schedule !== null) return schedule;
    context.addIssue({ code: 'custom', message: 'must be a rate or cron expression' });
    return z.NEVER;
  }),
  ...connectorSettings,
});

/** Runs that waited for the reconnect go on by the sync's hand: it is the connection that is back, not a decision about a run. */
const SYNC: Caller = { actor: { kind: 'system', name: 'sync' } };

/** The world the connect pages work in: AWS and the vendors, by the names in the environment. */
export const connectDependencies = (env: z.output<typeof connectEnvSchema>): AuthorizationNeeds => {
  const basics = { ...systemSurroundings(), store: grantedStore(env) };
  const { clock, store } = basics;
  const vault = new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn });
  const leases = new RecordLeases(store, clock);
  const { flowOf } = makeConnectorSet(
    env,
    { ...basics, vault, leases, permits: new RecordPermits(store, clock) },
    (flows, connectionId, scopes) => recordGrantedScopes({ ...basics, flowOf: flows }, connectionId, scopes),
  );
  const machines = new StepFunctionsMachines({ syncMachineArn: env.syncMachineArn });
  const scheduler = new EventBridgeScheduler({
    group: env.scheduleGroup,
    roleArn: env.scheduleRoleArn,
    startSyncFunctionArn: env.startSyncFunctionArn,
  });
  return {
    ...basics,
    settings: env,
    vault,
    leases,
    flowOf,
    machines,
    scheduler,
    resumeRuns: (connectionId) => resumeRuns({ ...basics, machines, scheduler }, SYNC, connectionId),
  };
};
