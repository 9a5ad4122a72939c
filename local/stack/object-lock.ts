import { PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { readStageSettings } from '../../infra/config.ts';
import { emulatorClient } from './first-token.ts';

/** The lock of the bucket for sealed segments, which the emulator's CloudFormation leaves out of the bucket that it makes. */
export const lockSegments = async (awsEndpoint: string, bucket: string): Promise<void> => {
  const { mode, days } = readStageSettings('local').auditLock;
  const client = new S3Client({ ...emulatorClient(awsEndpoint), forcePathStyle: true });
  try {
    await client.send(
      new PutObjectLockConfigurationCommand({
        Bucket: bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: {
            DefaultRetention: { Mode: mode === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE', Days: days },
          },
        },
      }),
    );
  } finally {
    client.destroy();
  }
};
