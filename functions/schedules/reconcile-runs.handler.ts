import * as z from 'zod';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { CallMeter } from '../../shared/runtime/call-meter.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
import {
  markNeedsReconnect,
  recordGrantedScopes,
} from '../../shared/use-cases/connections/connection-health.ts';
import { reconcileRuns } from '../../shared/use-cases/runs/reconcile-runs.ts';
import { TABLES, basicsOf, schedulesStay } from './schedule-dependencies.ts';

const { directoryTable, runsTable, auditTable } = TABLES;
const text = z.string().min(1);
const env = parseEnv(
  z.object({
    ...{ directoryTable, runsTable, auditTable },
    runMachineArn: text,
    syncMachineArn: text,
    stage: text,
    connectionSecretPrefix: text,
    dataKeyArn: text,
    intentLease: durationSchema,
    redriveWindow: durationSchema,
    ...connectorSettings,
  }),
  process.env,
);

const basics = basicsOf(env);
const meter = new CallMeter(makeMetricLines(env.stage));
const { store, clock } = basics;
// What a run had sent is settled by reading the vendor.
const { connectors } = makeConnectorSet(
  env,
  {
    ...basics,
    vault: new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn }),
    leases: new RecordLeases(store, clock),
    permits: new RecordPermits(store, clock),
    meter,
  },
  (flowOf, connectionId, scopes) => recordGrantedScopes({ ...basics, flowOf }, connectionId, scopes),
);
const deps = {
  ...basics,
  settings: env,
  connectors,
  markNeedsReconnect: (connectionId: string, reason: string) =>
    markNeedsReconnect(basics, connectionId, reason),
  machines: new StepFunctionsMachines({
    runMachineArn: env.runMachineArn,
    syncMachineArn: env.syncMachineArn,
  }),
  scheduler: schedulesStay,
};

/** Puts runs right whose execution and record have come apart; what the schedule sends along is not looked at. */
export const handler = eventEntry(
  'reconcile-runs',
  z.unknown(),
  async () => {
    const { started, closed, resumed, ...told } = await reconcileRuns(deps);
    meter.count('RunsStartedLate', started);
    meter.count('RunsClosedLate', closed);
    meter.count('RunsResumedLate', resumed);
    return { started, closed, resumed, ...told };
  },
  { meter },
);
