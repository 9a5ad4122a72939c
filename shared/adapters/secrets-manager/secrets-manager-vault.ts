import { setTimeout } from 'node:timers/promises';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type ConnectionSecret, connectionSecretSchema } from '../../domain/connection-secret.ts';
import { CorruptDataError } from '../../errors.ts';
import type { SecretVault } from '../../ports/vault.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** Where connection secrets are: each is named `namePrefix` and the connection id, and encrypted with `keyArn`, or the account's key. */
export interface SecretPlace {
  readonly namePrefix: string;
  readonly keyArn?: string;
  readonly client?: SecretsManagerClientConfig;
}

/** How often a written value is read back, and how long apart. */
const CONFIRM_TRIES = 10;
const CONFIRM_WAIT_MS = 200;

const load = async (config: SecretsManagerClientConfig) => {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return { ...sdk, client: new sdk.SecretsManagerClient(config) };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** A secret that is being deleted answers `InvalidRequestException` until it is gone (API reference, GetSecretValue). */
const isAbsent = (error: unknown): boolean =>
  ['ResourceNotFoundException', 'InvalidRequestException'].includes(nameOf(error));

const parseSecret = (text: string): ConnectionSecret => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CorruptDataError('A connection secret is not JSON.');
  }
  const parsed = connectionSecretSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new CorruptDataError(`A connection secret does not fit its schema: ${fields.join(', ')}.`);
};

/** The vault on Secrets Manager, one secret a connection. Nothing is cached: another worker may have rotated it. */
export class SecretsManagerVault implements SecretVault {
  readonly #place: SecretPlace;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor(place: SecretPlace) {
    this.#place = place;
    this.#sdk = onFirstUse(() => load(place.client ?? {}));
  }

  async read(connectionId: string): Promise<ConnectionSecret | undefined> {
    const value = await this.#current(connectionId);
    return value?.SecretString === undefined ? undefined : parseSecret(value.SecretString);
  }

  async write(connectionId: string, secret: ConnectionSecret): Promise<void> {
    const text = JSON.stringify(connectionSecretSchema.parse(secret));
    const versionId = (await this.#replace(connectionId, text)) ?? (await this.#create(connectionId, text));
    for (let attempt = 1; attempt <= CONFIRM_TRIES; attempt += 1) {
      if ((await this.#current(connectionId))?.VersionId === versionId) return;
      await setTimeout(CONFIRM_WAIT_MS);
    }
    throw new Error('A secret was written, but is not read back yet.');
  }

  async remove(connectionId: string): Promise<void> {
    const { client, DeleteSecretCommand } = await this.#sdk();
    try {
      await client.send(
        new DeleteSecretCommand({ SecretId: this.#name(connectionId), ForceDeleteWithoutRecovery: true }),
      );
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }

  #name(connectionId: string): string {
    return `${this.#place.namePrefix}${connectionId}`;
  }

  async #current(connectionId: string) {
    const { client, GetSecretValueCommand } = await this.#sdk();
    try {
      return await client.send(new GetSecretValueCommand({ SecretId: this.#name(connectionId) }));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** The version written, or undefined where there is no such secret yet. */
  async #replace(connectionId: string, text: string): Promise<string | undefined> {
    const { client, PutSecretValueCommand } = await this.#sdk();
    try {
      const command = new PutSecretValueCommand({ SecretId: this.#name(connectionId), SecretString: text });
      return (await client.send(command)).VersionId;
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async #create(connectionId: string, text: string): Promise<string | undefined> {
    const { client, CreateSecretCommand } = await this.#sdk();
    const { keyArn } = this.#place;
    try {
      const command = new CreateSecretCommand({
        Name: this.#name(connectionId),
        SecretString: text,
        ...(keyArn === undefined ? {} : { KmsKeyId: keyArn }),
      });
      return (await client.send(command)).VersionId;
    } catch (error) {
      // Somebody else made it in between.
      if (nameOf(error) === 'ResourceExistsException') return this.#replace(connectionId, text);
      throw error;
    }
  }
}
