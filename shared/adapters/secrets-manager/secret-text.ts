import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { CorruptDataError } from '../../errors.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/**
 * Reads one secret of the deployment that is a plain text, such as the one the origin sends. Every call reads; callers keep what
 * they got for as long as suits them. Fault `CorruptDataError` where the secret holds no text.
 */
export const secretText = (arn: string, client: SecretsManagerClientConfig = {}): (() => Promise<string>) => {
  const sdk = onFirstUse(async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return { client: new SecretsManagerClient(client), GetSecretValueCommand };
  });
  return async () => {
    const { client: manager, GetSecretValueCommand } = await sdk();
    const { SecretString } = await manager.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) throw new CorruptDataError('A secret of the deployment holds no text.');
    return SecretString;
  };
};
