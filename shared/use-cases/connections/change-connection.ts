import { oauthSecretIn } from '../../domain/connection-secret.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ScimSettings } from '../../domain/scim.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { ConflictError, CorruptDataError } from '../../errors.ts';
import type { Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { assertNotUninstalled } from './after-uninstall.ts';
import { type ConnectionPatch, commitConnection } from './connection-change.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { otherAccess } from './other-access.ts';
import { scimSettingsFor, toldScim } from './scim-part.ts';
import { underTokenLease } from './under-token-lease.ts';

/** What is left out stays as it is. */
export interface ConnectionChange {
  readonly connectionId: string;
  readonly expectedVersion: number;
  readonly plan?: Connection['plan'] | undefined;
  readonly rateShare?: number | undefined;
  /** What an admin says of a provider of SCIM. */
  readonly scim?: ScimSettings | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Null takes it away. */
  readonly webhookSecret?: string | null | undefined;
}

/** Plan, app and its secrets are of vendors that are connected by an app of the company's own. */
const assertHasApp = ({ vendor }: Connection, change: ConnectionChange): void => {
  const { plan, clientId, clientSecret, webhookSecret } = change;
  const ofApp = [plan, clientId, clientSecret, webhookSecret];
  if (VENDORS[vendor].access !== 'authorization-code' && ofApp.some((value) => value !== undefined))
    throw otherAccess(vendor);
};

/** Other settings of a provider of SCIM, and what the connection can do by them. */
const scimPatch = (
  { credentialsOf }: Needs<'credentialsOf'>,
  { vendor, scim, grantedScopes, capabilities }: Connection,
  given: ScimSettings | undefined,
): Pick<ConnectionPatch, 'scim' | 'capabilities'> => {
  if (given === undefined) return scim === undefined ? {} : { scim };
  const settings = scimSettingsFor(vendor, given);
  if (scim === undefined || settings === undefined) return {};
  // One that is disconnected can do nothing until it is connected again.
  const able = capabilities.length > 0 ? credentialsOf(vendor).capabilities(grantedScopes, settings) : [];
  return { scim: { ...scim, settings }, capabilities: able };
};

/** The tokens of a connection belong to the app they were given to. */
const assertAppMayChange = ({ state, clientId }: Connection, wanted: string | undefined): void => {
  if (wanted !== undefined && wanted !== clientId && (state === 'connected' || state === 'disconnecting'))
    throw new ConflictError('connected', 'Disconnect first: the tokens belong to the app of this client id.');
};

/**
 * Changes plan, share of the rate, what is said of a provider of SCIM, or the app and its secrets. Faults: `NotFoundError`, `VersionMismatchError` where it changed
 * since it was read, `ConflictError` for another app while connected, after an uninstall, or where the vendor
 * knows no app.
 */
export const changeConnection = async (
  deps: Needs<'vault' | 'leases' | 'settings' | 'credentialsOf'>,
  caller: Caller,
  change: ConnectionChange,
): Promise<Connection> => {
  const { connectionId, clientSecret, webhookSecret } = change;
  const before = await loadConnection(deps, connectionId);
  assertVersion(before, change.expectedVersion);
  assertHasApp(before, change);
  assertAppMayChange(before, change.clientId);
  await assertNotUninstalled(deps, connectionId);
  const patch = {
    plan: change.plan ?? before.plan,
    rateShare: change.rateShare ?? before.rateShare,
    clientId: change.clientId ?? before.clientId,
    ...scimPatch(deps, before, change.scim),
  };
  const told = ({ plan, rateShare, scim }: Pick<Connection, 'plan' | 'rateShare' | 'scim'>) => ({
    plan,
    rateShare,
    ...toldScim({ scim }),
  });
  const work = async (): Promise<Connection> => {
    const result = await commitConnection(deps, caller, before, patch, 'connection.changed', {
      before: told(before),
      after: {
        ...told(patch),
        clientIdChanged: patch.clientId !== before.clientId,
        clientSecretChanged: clientSecret !== undefined,
        webhookSecretChanged: webhookSecret !== undefined,
      },
    });
    assertDone(result);
    if (clientSecret === undefined && webhookSecret === undefined) return result.connection;
    const secret = oauthSecretIn(await deps.vault.read(connectionId));
    if (secret === undefined) throw new CorruptDataError(`The vault holds nothing for ${connectionId}.`);
    await deps.vault.write(connectionId, {
      ...secret,
      clientSecret: clientSecret ?? secret.clientSecret,
      webhookSecret: webhookSecret === undefined ? secret.webhookSecret : webhookSecret,
    });
    return result.connection;
  };
  const result = await underTokenLease(deps, connectionId, work);
  if (result.kind === 'busy')
    throw new ConflictError('busy', 'The tokens of this connection are being changed. Try again.');
  return result.value;
};
