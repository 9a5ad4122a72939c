import { type ConnectionSecret, type TokenSet, oauthSecretIn } from '../../domain/connection-secret.ts';
import { attachedAt, coverageOf } from '../../domain/coverage.ts';
import type { Capability, Connection } from '../../domain/connection.ts';
import { instances } from '../../records/applications.ts';
import { check, put } from '../../records/change.ts';
import type { Caller } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { isUninstalled } from './after-uninstall.ts';
import { type TenantRefusal, claimTenant } from './claim-tenant.ts';
import { type ConnectionPatch, commitConnection } from './connection-change.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { mayConnect } from './start-authorization.ts';
import { planSyncs } from './sync-schedule.ts';
import { underTokenLease } from './under-token-lease.ts';

/** What lets us in from now on, and what we may do by it. */
export interface Authorization {
  readonly vendorTenantId: string;
  readonly scopes: readonly string[];
  readonly capabilities: readonly Capability[];
  /** What else of the connection is as the authorization says. */
  readonly patch?: Pick<ConnectionPatch, 'endpoint' | 'clientId'>;
  /** The secret with what lets us in; undefined where the one that is there is of another kind. */
  readonly secretAfter: (before: ConnectionSecret) => ConnectionSecret | undefined;
}

/** A secret with the tokens of a consent, as the newest. */
export const withTokens =
  (tokens: Omit<TokenSet, 'generation'>): Authorization['secretAfter'] =>
  (before) => {
    const secret = oauthSecretIn(before);
    const generation = (secret?.tokens?.generation ?? 0) + 1;
    return secret === undefined ? undefined : { ...secret, tokens: { ...tokens, generation } };
  };

export type StoreResult =
  | { readonly kind: 'stored'; readonly connection: Connection }
  | TenantRefusal
  | { readonly kind: 'closed' | 'busy' };

type StoreNeeds = Needs<'settings' | 'vault' | 'leases' | 'scheduler'>;

/** Rereads where the connection or its instance is changed at the same moment. */
const TRIES = 5;

/** Texts of an audit event hold at most this. */
const MOST_CHARACTERS = 500;

/**
 * States whose owners were told of trouble: an authorization that ends it is the recovery they are told of, one event for both. Any
 * other (the first, or one for more scopes) is an authorization.
 */
const wasTold: readonly Connection['state'][] = ['needs-reconnect', 'disconnected'];

const told = ({ state, grantedScopes, capabilities }: Connection) => ({
  state,
  grantedScopes: grantedScopes.join(' ').slice(0, MOST_CHARACTERS),
  capabilities: capabilities.join(' '),
});

/** What an authorization makes of a connection; `before` is left out where it is new. */
export const authorized = (
  deps: Pick<StoreNeeds, 'clock'>,
  { vendorTenantId, scopes, capabilities, patch }: Omit<Authorization, 'secretAfter'>,
  before: Pick<Connection, 'coverage' | 'connectedAt'> = { connectedAt: null },
) => ({
  ...patch,
  state: 'connected' as const,
  vendorTenantId,
  grantedScopes: [...scopes],
  capabilities: [...capabilities],
  trouble: null,
  connectedAt: deps.clock.now(),
  coverage: attachedAt(coverageOf(before), deps.clock.now()),
});

const store = async (
  deps: StoreNeeds,
  caller: Caller,
  connectionId: string,
  authorization: Authorization,
): Promise<StoreResult> => {
  const before = await deps.vault.read(connectionId);
  // An uninstall, which holds the lease too, deletes the secrets.
  if (before === undefined || (await isUninstalled(deps, connectionId))) return { kind: 'closed' };
  const secret = authorization.secretAfter(before);
  if (secret === undefined) return { kind: 'closed' };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await loadConnection(deps, connectionId);
    if (!mayConnect(connection)) return { kind: 'closed' };
    const instance = await loadInstance(deps, connection.instanceId);
    const claim = await claimTenant(deps, caller, instance, authorization.vendorTenantId);
    if (claim.kind !== 'claimed') return claim;
    // Both come before the connection says that it is connected: a schedule of one that is not does nothing.
    await planSyncs(deps, connection);
    await deps.vault.write(connectionId, secret);
    const patch = authorized(deps, authorization, connection);
    const result = await commitConnection(
      deps,
      caller,
      connection,
      patch,
      wasTold.includes(connection.state) ? 'connection.recovered' : 'connection.authorized',
      { before: told(connection), after: told({ ...connection, ...patch }) },
      [
        claim.owner,
        instance.vendorTenantId === null
          ? put(
              instances,
              { ...claim.instance, version: instance.version + 1 },
              { version: instance.version },
            )
          : check(instances, instance, 'present'),
      ],
    );
    if (result.kind === 'done') return { kind: 'stored', connection: result.connection };
    await deps.vault.write(connectionId, before);
  }
  return { kind: 'busy' };
};

/** Stores what lets us in: its secret in the vault, the vendor's account as this instance's own, the connection as connected. */
export const storeAuthorization = async (
  deps: StoreNeeds,
  caller: Caller,
  connectionId: string,
  authorization: Authorization,
): Promise<StoreResult> => {
  const result = await underTokenLease(deps, connectionId, () =>
    store(deps, caller, connectionId, authorization),
  );
  return result.kind === 'done' ? result.value : result;
};
