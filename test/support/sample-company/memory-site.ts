import { z } from 'zod';
import { startOkta } from '../../../local/okta/server.ts';
import { startScim } from '../../../local/scim/server.ts';
import { startZoom } from '../../../local/zoom/server.ts';
import { makeConnectorSet } from '../../../shared/adapters/connectors/connector-set.ts';
import { RecordLeases } from '../../../shared/adapters/leases/record-leases.ts';
import { fixedSurroundings } from '../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMachines } from '../../../shared/adapters/memory/memory-machines.ts';
import { MemoryObjectStore } from '../../../shared/adapters/memory/memory-object-store.ts';
import { MemoryPermits } from '../../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryScheduler } from '../../../shared/adapters/memory/memory-scheduler.ts';
import { MemoryVault } from '../../../shared/adapters/memory/memory-vault.ts';
import { authorizeOperation, createConnectionOperation } from '../../../shared/contracts/api/connections.ts';
import { listAccountsOperation } from '../../../shared/contracts/api/instances.ts';
import { CONTRACT } from '../../../shared/contracts/workflow-steps.ts';
import { later, plusMs } from '../../../shared/domain/time.ts';
import { connections } from '../../../shared/records/applications.ts';
import { completeAuthorization } from '../../../shared/use-cases/connections/complete-authorization.ts';
import { openStart } from '../../../shared/use-cases/connections/open-start.ts';
import { put } from '../../../shared/records/change.ts';
import { takenLicenses } from '../../../shared/records/taken-licenses.ts';
import { everyRecord } from '../../../shared/use-cases/every-record.ts';
import { buildInsight } from '../../../shared/use-cases/insight/build-insight.ts';
import { estimateUsers } from '../../../shared/use-cases/provisioned/estimate-users.ts';
import { pullStep } from '../../../shared/use-cases/pull/pull-step.ts';
import { SETTINGS, apiWorld } from '../api-world.ts';
import type { Place, Site } from './bring-in.ts';
import { ZOOM_SCOPES, oktaCompany, scimCompany, zoomAccount } from './company-files.ts';
import { memoryDoor } from './memory-door.ts';

/** When the company is looked at: a fixed day, so that truth can be checked with a calendar. */
export const NOW = '2026-03-02T09:00:00.000Z';

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string() });

const OWNER = 'ada@harbor.example.com';
const MOST_CALLS = 200;
const DAY_MS = 86_400_000;

/** The company on memory twins, with its vendors as servers of this process whose clock is that of the test. */
export const memorySite = async () => {
  const surroundings = fixedSurroundings(NOW);
  const { clock } = surroundings;
  const standIn = { clock: () => Date.parse(clock.now()) };
  const [zoom, okta, scim] = await Promise.all([
    startZoom(0, { ...standIn, company: { accounts: [zoomAccount()] } }),
    startOkta(0, { ...standIn, company: oktaCompany() }),
    startScim(0, { ...standIn, company: scimCompany() }),
  ]);
  const store = new MemoryRecordStore();
  const vault = new MemoryVault();
  const machines = new MemoryMachines();
  const scheduler = new MemoryScheduler();
  const objects = new MemoryObjectStore(clock);
  const leases = new RecordLeases(store, clock);
  const allowed = ['127.0.0.1'];
  const { connectors, ...vendors } = makeConnectorSet(
    {
      ...{ zoomOauthUrl: zoom.url, zoomApiUrl: zoom.url, loginLag: 'P3D', refreshLease: 'PT1M' },
      ...{ zoomAllowedHosts: allowed, oktaAllowedHosts: allowed },
      ...{ oneloginAllowedHosts: allowed, scimAllowedHosts: allowed },
    },
    { ...surroundings, vault, leases, permits: new MemoryPermits(clock) },
    () => Promise.resolve(),
  );
  const others = { ...vendors, vault, machines, scheduler, objects };
  const api = apiWorld(store, store, surroundings, others);
  let admin = await api.signIn('super-admin');
  const door = memoryDoor((...call) => admin.send(...call));
  const basics = { ...surroundings, store, settings: SETTINGS, objects };

  const sync = async (connectionId: string, pullId: string): Promise<void> => {
    const deps = { ...basics, connectors, markNeedsReconnect: () => Promise.resolve() };
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const said = await pullStep(deps, { contract: CONTRACT, connectionId, pullId });
      if (said.outcome === 'done') return;
      if (said.outcome === 'rate-limited') clock.set(later(clock.now(), said.notBefore));
      else if (said.outcome !== 'more') throw new Error(`The sync came to ${said.outcome}.`);
    }
    throw new Error('The sync never ended.');
  };

  const connectionOf = async (instanceId: string): Promise<string> => {
    for await (const connection of everyRecord(store, connections, {}))
      if (connection.instanceId === instanceId) return connection.connectionId;
    throw new Error('Nothing is connected.');
  };

  const zoomControl = async (path: string, body: object): Promise<unknown> => {
    const answer: unknown = await (
      await fetch(`${zoom.url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) })
    ).json();
    return answer;
  };

  const connectZoom = async ({ instanceId }: Place): Promise<void> => {
    const registered = appSchema.parse(
      await zoomControl('apps', {
        redirectUris: [`${SETTINGS.publicOrigin}/connect/callback/zoom`],
        accountIds: [zoomAccount().accountId],
        scopes: ZOOM_SCOPES,
      }),
    );
    const { connectionId } = await door.ask(createConnectionOperation, {
      params: { instanceId },
      body: {
        clientId: registered.clientId,
        clientSecret: registered.clientSecret,
        plan: 'business',
        rateShare: 1,
      },
    });
    const { startUrl } = await door.ask(authorizeOperation, {
      params: { connectionId },
      body: { capability: 'act' },
    });
    const deps = { ...api.deps, ...others, resumeRuns: () => Promise.resolve() };
    const opened = await openStart(deps, startUrl.split('/').at(-1) ?? '');
    if (opened.kind !== 'redirect') throw new Error(`The start is ${opened.kind}.`);
    const consent = `${opened.url}&auto_consent=1&signed_in_as=${OWNER}`;
    const back = new URL((await fetch(consent, { redirect: 'manual' })).headers.get('location') ?? '');
    const result = await completeAuthorization(deps, {
      state: back.searchParams.get('state') ?? '',
      cookie: opened.cookie,
      code: back.searchParams.get('code') ?? undefined,
      error: back.searchParams.get('error') ?? undefined,
    });
    if (result.kind !== 'connected') throw new Error(`The consent came to ${result.kind}.`);
    await syncAgain(instanceId);
  };

  const syncAgain = async (instanceId: string): Promise<void> => {
    clock.advance(1_000);
    await sync(await connectionOf(instanceId), surroundings.ids.next('pull'));
  };

  const site: Site = {
    door,
    now: Date.parse(NOW),
    okta: { url: okta.url, token: 'okta-token' },
    scimUrl: scim.url,
    connectZoom,
    untilPulled: syncAgain,
  };

  return {
    site,
    clock,
    /** Something happens to a user at Zoom. */
    changeZoomUser: (email: string, fields: object) => zoomControl(`users/${email}`, fields),
    /** Somebody signs in to Zoom, so many days before now. */
    signIn: (email: string, daysAgo: number) =>
      zoomControl('sign-in', { email, at: plusMs(clock.now(), -daysAgo * DAY_MS) }),
    /** Notes a license as a run does once it read back that it is gone. */
    noteTaken: async (instanceId: string, email: string): Promise<void> => {
      const account = (await door.every(listAccountsOperation, { instanceId })).find(
        (one) => one.email === email,
      );
      if (account === undefined) throw new Error(`There is no account ${email}.`);
      const { accountId, tier } = account;
      const taken = { instanceId, accountId, runId: surroundings.ids.next('run'), tier };
      await store.writeMany([put(takenLicenses, { ...taken, at: clock.now(), until: null }, 'any')]);
    },
    syncAgain,
    /** What schedules and queues of a deployed stack bring about. */
    work: async (instanceIds: readonly string[]): Promise<void> => {
      // Tokens last for thirty days.
      admin = await api.signIn('super-admin');
      await estimateUsers({ store, clock });
      for (const instanceId of instanceIds) await buildInsight(basics, instanceId);
    },
    close: async (): Promise<void> => {
      await Promise.all([zoom.close(), okta.close(), scim.close()]);
    },
  };
};
