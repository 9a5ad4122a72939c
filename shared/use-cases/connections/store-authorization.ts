import type { Connection } from '../../domain/connection.ts';
import type { TokenSet } from '../../domain/connection-secret.ts';
import { UNRESTRICTED, reaches } from '../../domain/rights.ts';
import { schedulerExpression } from '../../domain/schedule.ts';
import { instances, vendorTenants } from '../../records/applications.ts';
import { type Change, check, put } from '../../records/change.ts';
import type { Caller } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { isUninstalled } from './after-uninstall.ts';
import { commitConnection } from './connection-change.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { mayConnect } from './start-authorization.ts';
import { underTokenLease } from './under-token-lease.ts';

/** What a consent gave us. */
export interface Authorization {
  readonly vendorTenantId: string;
  readonly tokens: Omit<TokenSet, 'generation'>;
  readonly scopes: readonly string[];
}

export type StoreResult =
  | { readonly kind: 'stored'; readonly connection: Connection }
  /** The vendor's account belongs to another instance of ours. */
  | { readonly kind: 'tenant-of-another-instance' }
  /** The same, where the other instance is hidden from who connects: nothing may tell of it. */
  | { readonly kind: 'tenant-not-taken' }
  /** This instance is of another account of the vendor. */
  | { readonly kind: 'another-tenant' }
  | { readonly kind: 'closed' | 'busy' };

type StoreNeeds = Needs<'settings' | 'vault' | 'leases' | 'flowOf' | 'scheduler'>;

/** Rereads where the connection or its instance is changed at the same moment. */
const TRIES = 5;

/** Texts of an audit event hold at most this. */
const MOST_CHARACTERS = 500;

/**
 * States whose owners were told of trouble: a consent that ends it is the recovery they are told of, one event for both. Any other
 * consent (the first, or one for more scopes) is an authorization.
 */
const wasTold: readonly Connection['state'][] = ['needs-reconnect', 'disconnected'];

const told = ({ state, grantedScopes, capabilities }: Connection) => ({
  state,
  grantedScopes: grantedScopes.join(' ').slice(0, MOST_CHARACTERS),
  capabilities: capabilities.join(' '),
});

const ofAnother = async (
  { store }: StoreNeeds,
  { restriction = UNRESTRICTED }: Caller,
  instanceId: string,
): Promise<'tenant-of-another-instance' | 'tenant-not-taken'> => {
  const other = await store.get(instances, { instanceId });
  return reaches(restriction, other?.applicationId ?? null)
    ? 'tenant-of-another-instance'
    : 'tenant-not-taken';
};

/** The changes that make a vendor's account an instance's own, or why it cannot be. */
const claimTenant = async (
  deps: StoreNeeds,
  caller: Caller,
  connection: Connection,
  vendorTenantId: string,
): Promise<readonly Change[] | Exclude<StoreResult, { kind: 'stored' }>> => {
  const { vendor, instanceId } = connection;
  const instance = await loadInstance(deps, instanceId);
  const owner = await deps.store.get(vendorTenants, { vendor, vendorTenantId });
  if (owner !== undefined && owner.instanceId !== instanceId)
    return { kind: await ofAnother(deps, caller, owner.instanceId) };
  if (instance.vendorTenantId !== null && instance.vendorTenantId !== vendorTenantId)
    return { kind: 'another-tenant' };
  return [
    owner === undefined
      ? put(vendorTenants, { vendor, vendorTenantId, instanceId }, 'absent')
      : check(vendorTenants, owner, 'present'),
    instance.vendorTenantId === null
      ? put(
          instances,
          { ...instance, vendorTenantId, version: instance.version + 1 },
          { version: instance.version },
        )
      : check(instances, { instanceId }, 'present'),
  ];
};

const store = async (
  deps: StoreNeeds,
  caller: Caller,
  connectionId: string,
  { vendorTenantId, tokens, scopes }: Authorization,
): Promise<StoreResult> => {
  const before = await deps.vault.read(connectionId);
  // An uninstall, which holds the lease too, deletes the secrets.
  if (before === undefined || (await isUninstalled(deps, connectionId))) return { kind: 'closed' };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await loadConnection(deps, connectionId);
    if (!mayConnect(connection)) return { kind: 'closed' };
    const claim = await claimTenant(deps, caller, connection, vendorTenantId);
    if ('kind' in claim) return claim;
    const { schedule, paused } = connection.sync;
    const timeZone = schedule.kind === 'cron' ? schedule.timeZone : 'UTC';
    // Both come before the connection says that it is connected: a schedule of one that is not does nothing.
    await deps.scheduler.putSyncSchedule(connectionId, schedulerExpression(schedule), timeZone, !paused);
    await deps.vault.write(connectionId, {
      ...before,
      tokens: { ...tokens, generation: (before.tokens?.generation ?? 0) + 1 },
    });
    const patch = {
      state: 'connected' as const,
      vendorTenantId,
      grantedScopes: [...scopes],
      capabilities: deps.flowOf(connection.vendor).capabilities(scopes),
      trouble: null,
      connectedAt: deps.clock.now(),
    };
    const result = await commitConnection(
      deps,
      caller,
      connection,
      patch,
      wasTold.includes(connection.state) ? 'connection.recovered' : 'connection.authorized',
      { before: told(connection), after: told({ ...connection, ...patch }) },
      claim,
    );
    if (result.kind === 'done') return { kind: 'stored', connection: result.connection };
    await deps.vault.write(connectionId, before);
  }
  return { kind: 'busy' };
};

/** Stores what a consent gave: tokens in the vault, the vendor's account as this instance's own, the connection as connected. */
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
