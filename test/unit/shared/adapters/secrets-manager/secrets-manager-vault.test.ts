import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretsManagerVault } from '../../../../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { CorruptDataError } from '../../../../../shared/errors.ts';

const CONNECTION = 'con_00000000-0000-7000-8000-000000000001';
const SECRET = { clientSecret: 'client', webhookSecret: null, tokens: null };
const named = (name: string) => Object.assign(new Error(`${name} of the service`), { name });

describe('SecretsManagerVault', () => {
  const client = mockClient(SecretsManagerClient);
  const vault = () =>
    new SecretsManagerVault({
      namePrefix: 'seatkeeper/test/',
      keyArn: 'arn:key',
      client: { region: 'us-east-1' },
    });
  beforeEach(() => {
    client.reset();
  });
  afterEach(() => {
    client.reset();
  });

  it('creates the first value under prefix, id and key', async () => {
    client.on(PutSecretValueCommand).rejects(named('ResourceNotFoundException'));
    client.on(CreateSecretCommand).resolves({ VersionId: 'v1' });
    client.on(GetSecretValueCommand).resolves({ VersionId: 'v1' });
    await vault().write(CONNECTION, SECRET);
    expect(client.commandCalls(CreateSecretCommand)[0]?.args[0].input).toEqual({
      Name: `seatkeeper/test/${CONNECTION}`,
      SecretString: JSON.stringify(SECRET),
      KmsKeyId: 'arn:key',
    });
  });

  it('replaces when somebody else created it first', async () => {
    client
      .on(PutSecretValueCommand)
      .rejectsOnce(named('ResourceNotFoundException'))
      .resolves({ VersionId: 'v2' });
    client.on(CreateSecretCommand).rejects(named('ResourceExistsException'));
    client.on(GetSecretValueCommand).resolves({ VersionId: 'v2' });
    await vault().write(CONNECTION, SECRET);
    expect(client.commandCalls(PutSecretValueCommand)).toHaveLength(2);
  });

  it('returns only when the new value is the one that is read', async () => {
    client.on(PutSecretValueCommand).resolves({ VersionId: 'v2' });
    client
      .on(GetSecretValueCommand)
      .resolvesOnce({ VersionId: 'v1' })
      .resolvesOnce({ VersionId: 'v1' })
      .resolves({ VersionId: 'v2' });
    await vault().write(CONNECTION, SECRET);
    expect(client.commandCalls(GetSecretValueCommand)).toHaveLength(3);
  });

  it('reads anew every time', async () => {
    client.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(SECRET) });
    const one = vault();
    expect(await one.read(CONNECTION)).toEqual(SECRET);
    await one.read(CONNECTION);
    expect(client.commandCalls(GetSecretValueCommand)).toHaveLength(2);
  });

  it.each(['ResourceNotFoundException', 'InvalidRequestException'])(
    'takes %s for no secret',
    async (name) => {
      client.on(GetSecretValueCommand).rejects(named(name));
      expect(await vault().read(CONNECTION)).toBeUndefined();
    },
  );

  it.each(['not json', '{"clientSecret":"hidden value"}'])(
    'calls %s corrupt, without its values',
    async (text) => {
      client.on(GetSecretValueCommand).resolves({ SecretString: text });
      const reading = vault().read(CONNECTION);
      await expect(reading).rejects.toThrow(CorruptDataError);
      await expect(reading).rejects.not.toThrow(/hidden value/);
    },
  );

  it('deletes without recovery, and takes an absent secret for deleted', async () => {
    client.on(DeleteSecretCommand).resolvesOnce({}).rejects(named('ResourceNotFoundException'));
    await vault().remove(CONNECTION);
    await vault().remove(CONNECTION);
    expect(client.commandCalls(DeleteSecretCommand)[0]?.args[0].input).toEqual({
      SecretId: `seatkeeper/test/${CONNECTION}`,
      ForceDeleteWithoutRecovery: true,
    });
  });

  it('throws every other fault', async () => {
    for (const command of [GetSecretValueCommand, PutSecretValueCommand, DeleteSecretCommand] as const)
      client.on(command).rejects(named('InternalServiceError'));
    await expect(vault().read(CONNECTION)).rejects.toThrow('InternalServiceError');
    await expect(vault().write(CONNECTION, SECRET)).rejects.toThrow('InternalServiceError');
    await expect(vault().remove(CONNECTION)).rejects.toThrow('InternalServiceError');
  });
});
