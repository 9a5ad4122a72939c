import { SchedulerClient, paginateListSchedules } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../../shared/adapters/s3/s3-object-store.ts';
import { dump } from './aws.ts';
import type { Prepared } from './world.ts';

/** Whether a connection has a secret. */
export const hasSecret = async ({ connectionId }: Prepared): Promise<boolean> => {
  const client = new SecretsManagerClient(emulatorClient(inject('endpoints').awsEndpoint));
  const SecretId = `seatkeeper/local/connections/${connectionId}`;
  try {
    await client.send(new GetSecretValueCommand({ SecretId }));
    return true;
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'ResourceNotFoundException') return false;
    throw fault;
  } finally {
    client.destroy();
  }
};

const VENDOR_ROWS = /"pk":"(accounts|activity|uses|account-identities|account-news|pulls)#/;

/** How many rows and landed pages there are of what was read over a connection. */
export const vendorRows = async ({ instanceId }: Prepared): Promise<number> => {
  const { awsEndpoint, bucket } = inject('endpoints');
  const client = { ...emulatorClient(awsEndpoint), forcePathStyle: true };
  const objects = new S3ObjectStore({ bucket, client });
  const rows = (await dump('directory', 'activity')).filter(
    (row) => VENDOR_ROWS.test(row) && row.includes(`#${instanceId}`),
  );
  return rows.length + (await objects.list(`landed/pulls/${instanceId}/`)).length;
};

/** Names of the schedules that stand for a connection, or for a run. */
export const schedulesOf = async (...ids: readonly string[]): Promise<string[]> => {
  const client = new SchedulerClient(emulatorClient(inject('endpoints').awsEndpoint));
  const names: string[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, {}))
    names.push(...Schedules.flatMap(({ Name }) => Name ?? []));
  client.destroy();
  return names.filter((name) => ids.some((id) => name.includes(id)));
};
