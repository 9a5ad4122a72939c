import * as z from 'zod';
import { CognitoTokenVerifier } from '../../shared/adapters/cognito/cognito-token-verifier.ts';
import { connectorSettings, makeConnectorSet } from '../../shared/adapters/connectors/connector-set.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { EventBridgeScheduler } from '../../shared/adapters/scheduler/eventbridge-scheduler.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { SqsErasureQueue } from '../../shared/adapters/sqs/sqs-erasure-queue.ts';
import { SqsExportQueue } from '../../shared/adapters/sqs/sqs-export-queue.ts';
import { SqsVendorEventQueue } from '../../shared/adapters/sqs/sqs-vendor-event-queue.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { type SignInFacts, samlAttributesSchema } from '../../shared/contracts/scim/setup-values.ts';
import { readExpression } from '../../shared/domain/schedule.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { POOL_PROVIDERS } from '../../shared/names.ts';
import { makeAuthenticate } from '../../shared/runtime/authentication.ts';
import { makeCursors } from '../../shared/runtime/cursors.ts';
import { makeOnce } from '../../shared/runtime/idempotency.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';
import { countFailure } from '../../shared/use-cases/access/count-failure.ts';
import { type Denial, recordDenial } from '../../shared/use-cases/access/record-denial.ts';
import { companyFacts } from '../../shared/use-cases/provisioned/company-facts.ts';
import { recordGrantedScopes } from '../../shared/use-cases/connections/connection-health.ts';
import { makeRecordUse } from '../../shared/use-cases/tokens/record-use.ts';
import type { ApiDependencies } from './api-context.ts';

const text = z.string().min(1);

/** What the API reads from its environment. */
export const apiEnvSchema = z.object({
  publicOrigin: z.url(),
  directoryTable: text,
  runsTable: text,
  activityTable: text,
  auditTable: text,
  dataBucket: text,
  exportQueueUrl: text,
  erasureQueueUrl: text,
  vendorEventQueueUrl: text,
  originSecretArn: text,
  userPoolId: text,
  userPoolClientId: text,
  poolKeysUrl: z.url(),
  poolUrl: z.url(),
  identityProvider: z.enum(POOL_PROVIDERS),
  samlAttributes: text.transform((json): unknown => JSON.parse(json)).pipe(samlAttributesSchema),
  connectionSecretPrefix: text,
  dataKeyArn: text,
  runMachineArn: text,
  syncMachineArn: text,
  scheduleGroup: text,
  scheduleRoleArn: text,
  startRunFunctionArn: text,
  startSyncFunctionArn: text,
  ...policySettings,
  notifyAllowance: durationSchema,
  intentLease: durationSchema,
  redriveWindow: durationSchema,
  authorizationLifetime: durationSchema,
  landedExpiry: durationSchema,
  rateShare: z.coerce.number().gt(0).max(1),
  syncSchedule: text.transform(readExpression),
  ...connectorSettings,
});
export type ApiEnv = z.output<typeof apiEnvSchema>;

const SIGN_IN_BY = {
  [POOL_PROVIDERS.saml]: 'saml',
  [POOL_PROVIDERS.oidc]: 'oidc',
  [POOL_PROVIDERS.pool]: 'pool',
} as const;

const signInOf = ({ userPoolId, poolUrl, identityProvider, samlAttributes }: ApiEnv): SignInFacts => ({
  ...{ userPoolId, poolUrl, samlAttributes },
  signInBy: SIGN_IN_BY[identityProvider],
});

/** The world the API works in: AWS, by the names in the environment. SDK clients are loaded by the calls that need them. */
export const apiDependencies = (env: ApiEnv, originSecret: () => Promise<string>): ApiDependencies => {
  const basics = { ...systemSurroundings(), store: grantedStore(env) };
  const vault = new SecretsManagerVault({
    namePrefix: env.connectionSecretPrefix,
    keyArn: env.dataKeyArn,
  });
  const leases = new RecordLeases(basics.store, basics.clock);
  const surroundings = { ...basics, vault, leases, permits: new RecordPermits(basics.store, basics.clock) };
  const { tokens, flowOf, credentialsOf } = makeConnectorSet(
    env,
    surroundings,
    (flows, connectionId, scopes) => recordGrantedScopes({ ...basics, flowOf: flows }, connectionId, scopes),
  );
  const denied = (denial: Denial) => recordDenial(basics, denial);
  return {
    ...basics,
    recordDenial: denied,
    leases,
    tokens,
    flowOf,
    credentialsOf,
    company: companyFacts(basics),
    settings: { ...env, signIn: signInOf(env) },
    machines: new StepFunctionsMachines({
      runMachineArn: env.runMachineArn,
      syncMachineArn: env.syncMachineArn,
    }),
    scheduler: new EventBridgeScheduler({
      group: env.scheduleGroup,
      roleArn: env.scheduleRoleArn,
      startRunFunctionArn: env.startRunFunctionArn,
      startSyncFunctionArn: env.startSyncFunctionArn,
    }),
    objects: new S3ObjectStore({ bucket: env.dataBucket }),
    vault,
    exportQueue: new SqsExportQueue({ queueUrl: env.exportQueueUrl }),
    erasureQueue: new SqsErasureQueue({ queueUrl: env.erasureQueueUrl }),
    vendorEvents: new SqsVendorEventQueue({ queueUrl: env.vendorEventQueueUrl }),
    lineHasher: new NodeLineHasher(),
    authenticate: makeAuthenticate({
      ...basics,
      settings: env,
      poolTokens: new CognitoTokenVerifier(env),
      recordDenial: denied,
      countFailure: (from) => countFailure(basics, from),
      recordUse: makeRecordUse(basics),
    }),
    cursors: makeCursors(originSecret),
    once: makeOnce(basics),
  };
};
