import * as z from 'zod';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { CallMeter } from '../../shared/runtime/call-meter.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
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
  grace: durationSchema,
  coolDown: durationSchema,
  parkedPlanExpiry: durationSchema,
  defaultNoticePeriod: durationSchema,
  observations: z.coerce.number().int().min(1),
  observationsApart: durationSchema,
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

/** A table that a function is not granted: nothing it does reaches it. */
const NOT_GRANTED = 'not-granted';

/** The tables and surroundings every step works with. */
export const workflowDependencies = (env: WorkflowEnv) => ({
  store: new DynamoRecordStore({
    tables: {
      directory: env.directoryTable ?? NOT_GRANTED,
      runs: env.runsTable,
      activity: env.activityTable ?? NOT_GRANTED,
      audit: env.auditTable,
    },
  }),
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
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
