import { z } from 'zod';
import type { ApiDependencies } from '../../functions/api/api-context.ts';
import { adaptGroup } from '../../functions/api/adapt-route.ts';
import { ROUTE_GROUPS } from '../../functions/api/routes.ts';
import { LeasedTokenKeeper } from '../../shared/adapters/connectors/token-keeper.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryErasureQueue } from '../../shared/adapters/memory/memory-erasure-queue.ts';
import { MemoryExportQueue } from '../../shared/adapters/memory/memory-export-queue.ts';
import { MemoryMachines } from '../../shared/adapters/memory/memory-machines.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { MemoryPoolTokens } from '../../shared/adapters/memory/memory-pool-tokens.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { MemoryScheduler } from '../../shared/adapters/memory/memory-scheduler.ts';
import { MemoryVendorEventQueue } from '../../shared/adapters/memory/memory-vendor-event-queue.ts';
import { MemoryVault } from '../../shared/adapters/memory/memory-vault.ts';
import type { CustomRole } from '../../shared/domain/custom-role.ts';
import type { RoleRef } from '../../shared/domain/role.ts';
import type { User } from '../../shared/domain/user.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { customRoles } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { makeAuthenticate } from '../../shared/runtime/authentication.ts';
import { makeCursors } from '../../shared/runtime/cursors.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { makeOnce } from '../../shared/runtime/idempotency.ts';
import { countFailure } from '../../shared/use-cases/access/count-failure.ts';
import { recordDenial } from '../../shared/use-cases/access/record-denial.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { companyFacts } from '../../shared/use-cases/provisioned/company-facts.ts';
import { issueToken } from '../../shared/use-cases/tokens/issue-token.ts';
import { makeRecordUse } from '../../shared/use-cases/tokens/record-use.ts';
import { createUser } from '../../shared/use-cases/users/create-user.ts';
import { memoryAuthorization } from './memory-authorization.ts';
import { MemoryCredentials } from './memory-credentials.ts';
import { capturedLog } from './captured-log.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from './http-event.ts';
import { POLICY_SETTINGS } from './policy-settings.ts';

export const SETTINGS = {
  publicOrigin: 'https://seatkeeper.test',
  signIn: {
    userPoolId: 'us-east-1_Pool',
    poolUrl: 'https://pool.test',
    signInBy: 'pool',
    samlAttributes: { userName: 'userName', externalId: 'externalId', email: 'email' },
  },
  ...POLICY_SETTINGS,
  notifyAllowance: 'PT1H',
  intentLease: 'PT1M',
  redriveWindow: 'P1D',
  refreshLease: 'PT1M',
  authorizationLifetime: 'PT10M',
  landedExpiry: 'P30D',
  rateShare: 0.5,
  syncSchedule: { kind: 'rate', value: 1, unit: 'days' },
} satisfies ApiDependencies['settings'];

export const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

const bodySchema = z.record(z.string(), z.json());

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as JSON; empty where there is none or it is no JSON. */
  readonly json: z.infer<typeof bodySchema>;
  readonly text: string;
}

export type Send = (
  method: string,
  path: string,
  extra?: Partial<EventParts> & { json?: unknown },
) => Promise<Answer>;

/** The whole HTTP API on the memory twins, asked as API Gateway asks it. `others` take the place of some of them. */
export const apiWorld = (
  store = new MemoryRecordStore(),
  through: RecordStore = store,
  surroundings = fixedSurroundings(),
  others: Partial<ApiDependencies> = {},
) => {
  const { log, lines } = capturedLog();
  const basics = { ...surroundings, store: through };
  const poolTokens = new MemoryPoolTokens();
  const vault = new MemoryVault();
  const leases = new RecordLeases(through, surroundings.clock);
  const flow = memoryAuthorization();
  const flowOf = () => flow;
  const tenants = new MemoryCredentials();
  const vendorEvents = new MemoryVendorEventQueue();
  const deps: ApiDependencies = {
    ...basics,
    recordDenial: (denial) => recordDenial(basics, denial),
    settings: SETTINGS,
    machines: new MemoryMachines(),
    vendorEvents,
    company: companyFacts(basics),
    scheduler: new MemoryScheduler(),
    objects: new MemoryObjectStore(surroundings.clock),
    vault,
    leases,
    flowOf,
    credentialsOf: () => tenants,
    tokens: new LeasedTokenKeeper({
      ...basics,
      vault,
      leases,
      flowOf,
      refreshLease: SETTINGS.refreshLease,
      scopesChanged: () => Promise.resolve(),
    }),
    exportQueue: new MemoryExportQueue(),
    erasureQueue: new MemoryErasureQueue(),
    authenticate: makeAuthenticate({
      ...basics,
      settings: SETTINGS,
      poolTokens,
      recordDenial: (denial) => recordDenial(basics, denial),
      countFailure: (from) => countFailure(basics, from),
      recordUse: makeRecordUse(basics),
    }),
    cursors: makeCursors(() => Promise.resolve(ORIGIN_SECRET)),
    once: makeOnce(basics),
    ...others,
  };
  const entry = httpEntry({
    family: 'api',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    later: ROUTE_GROUPS.map((group) => adaptGroup(group, deps)),
    log,
  });

  const send: Send = async (method, path, { json, ...parts } = {}) => {
    const [bare = '', search = ''] = path.split('?');
    const result = await entry(
      httpEvent({
        method,
        path: bare,
        query: Object.fromEntries(new URLSearchParams(search)),
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...parts,
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...parts.headers,
        },
      }),
      lambdaContext(),
    );
    const text = result.body ?? '';
    const headers = Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const isJson = /\bjson\b/.test(headers['content-type'] ?? '') && text !== '';
    return {
      status: result.statusCode ?? 0,
      headers,
      json: isJson ? bodySchema.parse(JSON.parse(text)) : {},
      text,
    };
  };

  /** Makes a user with a token, and asks as that user. */
  const signIn = async (role: RoleRef, scope: 'read' | 'write' = 'write') => {
    const email = `user-${String(store.auditTrail().length)}@example.com`;
    const user: User = await createUser(deps, DEPLOY, { email, role, source: 'api' });
    const issued = await issueToken(deps, DEPLOY, {
      userId: user.userId,
      name: 'test',
      scope,
      expiresInDays: 30,
    });
    const as: Send = (method, path, extra = {}) =>
      send(method, path, {
        ...extra,
        headers: { authorization: `Bearer ${issued.token}`, ...extra.headers },
      });
    return { user, token: issued.token, tokenId: issued.record.tokenId, send: as };
  };

  /** Makes a role of the organization's own for some applications, and asks as a user who has it. */
  const signInRestricted = async (level: CustomRole['level'], applicationIds: readonly string[]) => {
    const roleId = surroundings.ids.next('role');
    const made = { roleId, name: `Role ${roleId}`, level, createdAt: surroundings.clock.now(), version: 1 };
    await store.commit(
      [put(customRoles, { ...made, applicationIds: [...applicationIds] }, 'absent')],
      auditEvent(surroundings, DEPLOY, 'role.created', { subjectId: roleId }),
    );
    return signIn(roleId);
  };

  return {
    deps,
    tenants,
    store,
    poolTokens,
    clock: surroundings.clock,
    lines,
    send,
    signIn,
    signInRestricted,
  };
};
