import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import {
  deleteConnectionOperation,
  getConnectionDeletion,
} from '../../shared/contracts/api/connection-deletions.ts';
import { getConnection } from '../../shared/contracts/api/connections.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import {
  getProvisionedUsers,
  listEngagement,
  listProvisionedUsers,
} from '../../shared/contracts/api/provisioned-users.ts';
import {
  confirmSsoLinkOperation,
  listSsoAppsOperation,
  pushSignInsOperation,
} from '../../shared/contracts/api/sso-apps.ts';
import { pushUsageEventsOperation } from '../../shared/contracts/api/usage.ts';
import { pullSchema } from '../../shared/domain/pull.ts';
import { dayOf } from '../../shared/domain/time.ts';
import { accounts, activities, dayFigures, pulls } from '../../shared/records/accounts.ts';
import { connections } from '../../shared/records/applications.ts';
import { put, remove } from '../../shared/records/change.ts';
import { usersEstimates } from '../../shared/records/provisioned.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { invoke, storedRecords } from '../support/integration/aws.ts';
import { passMidnight } from '../support/integration/midnight.ts';
import { sampleAccount } from '../support/sample-account.ts';

const ROWS = 1000;

const clock = new SystemClock();
const ids = new UuidIds();

const make = async (name: string, vendor: 'custom' | 'scim') => {
  const { applicationId } = await ask(createApplicationOperation, { body: { name } });
  const body = { name: 'Main', vendor };
  return ask(createInstanceOperation, { params: { applicationId }, body });
};

const now = (instanceId: string) => ask(getProvisionedUsers, { params: { instanceId } });

/**
 * Waits until users are estimated, as the schedule has it done; a call gets as far as its time goes. Another test may have had that done
 * while the instance was made, and an estimate stays for its day.
 */
const estimated = async (instanceId: string) => {
  const ref = { instanceId, day: dayOf(clock.now()) };
  await storedRecords().writeMany([remove(usersEstimates, ref)]);
  return until(
    'an estimate',
    PATIENCE_SECONDS,
    async () => {
      expect((await invoke('EstimateUsers', {})).kind).toBe('answer');
      return now(instanceId);
    },
    ({ rule }) => rule !== 'none',
  );
};

/** People sign in to the application by a provider, and an admin confirms that they do. */
const signIn = async (name: string, instanceId: string, people: number): Promise<void> => {
  const signIns = Array.from({ length: people }, (_, person) => ({
    ...{ time: Date.now() - (person + 1) * 60_000, email: `p${String(person)}@board.example.com` },
    ...{ app: name, provider: 'Entra ID', success: true },
  }));
  await ask(pushSignInsOperation, { body: { signIns } });
  const app = (await every(listSsoAppsOperation, {})).find(({ label }) => label === name);
  if (app === undefined) throw new Error('The app is not known.');
  await ask(confirmSsoLinkOperation, { params: { ssoAppId: app.ssoAppId }, body: { instanceId } });
};

/** A connection that was taken off today, and what was collected over it, as if it had been read. */
const collected = async ({ instanceId, applicationId }: { instanceId: string; applicationId: string }) => {
  const store = storedRecords();
  const connectionId = ids.next('connection');
  const pullId = ids.next('pull');
  const at = clock.now();
  const figures = { accounts: ROWS, active: ROWS, inactive: 0, pending: 0, licensed: 0, basic: 0 };
  const read = { pullId, instanceId, connectionId, startedAt: at, endedAt: at, state: 'applied' };
  const pull = pullSchema.parse({
    ...{ ...read, lookbackDays: [], loginLagDays: 0, cursor: null, sources: [], figures },
    ...{ failure: null, version: 1 },
  });
  const connection = {
    ...{ connectionId, instanceId, applicationId, vendor: 'scim' as const, state: 'disconnected' as const },
    ...{ plan: null, rateShare: 0.5, clientId: null, vendorTenantId: null, grantedScopes: [] },
    ...{ capabilities: [], trouble: null, createdBy: ids.next('user'), connectedAt: null, createdAt: at },
    sync: { schedule: { kind: 'rate' as const, value: 1, unit: 'days' as const }, paused: true },
    ...{ coverage: [{ from: at, to: at }], version: 1 },
  };
  const actor = { kind: 'system', name: 'sync' } as const;
  const event = auditEvent({ clock, ids }, { actor }, 'connection.created', { applicationId, instanceId });
  await store.commit([put(connections, connection, 'absent')], event);
  const refs = Array.from({ length: ROWS }, () => ({ instanceId, pullId, accountId: ids.next('account') }));
  await store.writeMany([
    put(pulls, pull, 'any'),
    put(dayFigures, { instanceId, day: dayOf(at), pullId, connectionId, readAt: at, figures }, 'any'),
    ...refs.map((ref) => put(accounts, sampleAccount(ref), 'any')),
    ...refs.map((ref) => put(activities, { ...ref, engagement: [], signIns: null }, 'any')),
  ]);
  const [first] = refs;
  if (first === undefined) throw new Error('There are no rows.');
  return { connectionId, isLeft: async () => (await store.get(accounts, first)) !== undefined };
};

describe('provisioned users', () => {
  it('of a custom application are estimated by its events', async () => {
    await passMidnight(5);
    const { instanceId } = await make('Own', 'custom');
    expect(await now(instanceId)).toMatchObject({ count: null, rule: 'none', source: null });
    const day = 86_400_000;
    const events = [0, 1, 50, 119, 120, 200].map((days, person) => ({
      ...{ timestamp: Date.now() - days * day, email: `p${String(person)}@own.example.com` },
      eventName: 'open',
    }));
    await ask(pushUsageEventsOperation, { params: { instanceId }, body: { events } });
    expect(await estimated(instanceId)).toMatchObject({ count: 4, rule: 'engaged' });
    const engaged = (await every(listEngagement, { instanceId })).at(-1);
    expect(engaged).toMatchObject({ people: 1, peopleLately: 2 });
  });

  it('are those a connector lists until it is deleted, with progress that never falls', async () => {
    const name = `Board ${randomUUID().slice(0, 8)}`;
    const instance = await make(name, 'scim');
    const { instanceId } = instance;
    await signIn(name, instanceId, 7);
    expect(await estimated(instanceId)).toMatchObject({ count: 7, rule: 'signed-in' });
    const { connectionId, isLeft } = await collected(instance);
    expect(await now(instanceId)).toMatchObject({
      ...{ count: ROWS, rule: 'listed', source: { kind: 'connection', connectionId } },
    });

    const params = { connectionId };
    const begun = await ask(deleteConnectionOperation, { params });
    expect(begun).toMatchObject({ state: 'running', partsDone: 0 });
    expect(await now(instanceId)).toMatchObject({ count: 7, rule: 'signed-in' });
    const shown: number[] = [];
    const ended = await until(
      'the deletion',
      PATIENCE_SECONDS,
      async () => {
        // Whoever asks again only hands the work to one more worker.
        if (shown.length < 3) await ask(deleteConnectionOperation, { params });
        const deletion = await ask(getConnectionDeletion, { params });
        shown.push(deletion.partsDone);
        return deletion;
      },
      ({ state }) => state === 'done',
    );
    expect(ended.partsDone).toBe(ended.parts);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(await isLeft()).toBe(false);
    expect((await refusal(getConnection, { params })).status).toBe(404);
    expect(await every(listProvisionedUsers, { instanceId })).toMatchObject([
      { count: 7, rule: 'signed-in' },
    ]);
  });
});
