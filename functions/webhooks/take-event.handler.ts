import * as z from 'zod';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { EventBridgeScheduler } from '../../shared/adapters/scheduler/eventbridge-scheduler.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { SqsVendorEventQueue } from '../../shared/adapters/sqs/sqs-vendor-event-queue.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { vendorEventMessageSchema } from '../../shared/contracts/vendor-event-message.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { recordGrantedScopes } from '../../shared/use-cases/connections/connection-health.ts';
import { takeVendorEvent } from '../../shared/use-cases/vendor-events/take-vendor-event.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    activityTable: text,
    auditTable: text,
    dataBucket: text,
    connectionSecretPrefix: text,
    dataKeyArn: text,
    vendorEventQueueUrl: text,
    scheduleGroup: text,
    ...connectorSettings,
  }),
  process.env,
);

const basics = { ...systemSurroundings(), store: grantedStore(env) };
const { clock, store } = basics;
const vault = new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn });
const leases = new RecordLeases(store, clock);
const { tokens } = makeConnectorSet(
  env,
  { ...basics, vault, leases, permits: new RecordPermits(store, clock) },
  (flowOf, connectionId, scopes) => recordGrantedScopes({ ...basics, flowOf }, connectionId, scopes),
);

const deps = {
  ...basics,
  settings: env,
  vault,
  leases,
  tokens,
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  machines: new StepFunctionsMachines({}),
  scheduler: new EventBridgeScheduler({ group: env.scheduleGroup }),
  vendorEvents: new SqsVendorEventQueue({ queueUrl: env.vendorEventQueueUrl }),
};

/** Works on what vendors told of by webhooks. */
export const handler = queueEntry('take-event', vendorEventMessageSchema, (message) =>
  takeVendorEvent(deps, message),
);
