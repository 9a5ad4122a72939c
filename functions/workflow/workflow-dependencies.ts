import * as z from 'zod';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { CallMeter } from '../../shared/runtime/call-meter.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';
import {
  markNeedsReconnect,
  recordGrantedScopes,
} from '../../shared/use-cases/connections/connection-health.ts';

const text = z.string().min(1);

/** What every step reads from its environment; tables that only some are granted are optional. */
export const workflowEnvSchema = z.object({
  publicOrigin: z.url(),
  directoryTable: text.optional(),
  runsTable: text,
  activityTable: text.optional(),
  auditTable: text,
  ...policySettings,
  notifyAllowance: durationSchema,
  intentLease: durationSchema,
  redriveWindow: durationSchema,
});
type WorkflowEnv = z.output<typeof workflowEnvSchema>;

/** What a step that talks to a vendor reads besides. */
export const vendorEnvSchema = workflowEnvSchema.extend({
  stage: text,
  connectionSecretPrefix: text,
  dataKeyArn: text,
  ...connectorSettings,
});

/** The tables and surroundings every step works with. */
export const workflowDependencies = (env: WorkflowEnv) => ({
  ...systemSurroundings(),
  store: grantedStore(env),
  lineHasher: new NodeLineHasher(),
  settings: env,
});

/** The same with the vendors, a meter of what is sent to them, and the note that a connection needs a reconnect. */
export const vendorDependencies = (env: z.output<typeof vendorEnvSchema>) => {
  const basics = workflowDependencies(env);
  const { store, clock } = basics;
  const meter = new CallMeter(makeMetricLines(env.stage));
  const { connectors } = makeConnectorSet(
    env,
    {
      clock,
      secrets: basics.secrets,
      vault: new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn }),
      leases: new RecordLeases(store, clock),
      permits: new RecordPermits(store, clock),
      meter,
    },
    (flowOf, connectionId, scopes) => recordGrantedScopes({ ...basics, flowOf }, connectionId, scopes),
  );
  return {
    ...basics,
    meter,
    connectors,
    markNeedsReconnect: (connectionId: string, reason: string) =>
      markNeedsReconnect(basics, connectionId, reason),
  };
};
