import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MemoryRecordStore } from '../../../../shared/adapters/memory/memory-record-store.ts';
import type { RecordStore } from '../../../../shared/ports/record-store.ts';
import { plusMs } from '../../../../shared/domain/time.ts';
import { put } from '../../../../shared/records/change.ts';
import { workflows } from '../../../../shared/records/applications.ts';
import { keepLicense } from '../../../../shared/use-cases/answers/keep-license.ts';
import { rejectPull, releasePull } from '../../../../shared/use-cases/pull/decide-pull.ts';
import { createProgramClient } from '../../../../shared/use-cases/program-clients/create-program-client.ts';
import { issueAccessToken } from '../../../../shared/use-cases/program-clients/issue-access-token.ts';
import { completeSignIn } from '../../../../shared/use-cases/sessions/complete-sign-in.ts';
import { endAllSessions, endSession } from '../../../../shared/use-cases/sessions/end-session.ts';
import { endWait } from '../../../../shared/use-cases/runs/end-wait.ts';
import { startRun } from '../../../../shared/use-cases/runs/start-run.ts';
import { type Answer, apiWorld } from '../../../support/api-world.ts';
import { DrivenRun } from '../../../support/drive-run.ts';
import { PullWorld, syncId } from '../../../support/pull-world.ts';
import { ADMIN, RunWorld } from '../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../support/sample-run.ts';
import { signInWorld } from '../../../support/sign-in-world.ts';
import { user } from '../../../support/vendor-world.ts';
import { vendorEventWorld } from '../../../support/vendor-event-world.ts';
import { type SeenTransaction, WatchedStore } from '../../../support/watched-store.ts';
import { exportWorld } from './exports/export-world.ts';

const USE_CASES = new URL('../../../../shared/use-cases/', import.meta.url);

/** Every use case that asks the store for a transaction itself. */
const committingFiles = (): string[] =>
  readdirSync(USE_CASES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(new URL(file, USE_CASES), 'utf8').includes('.commit('))
    .map((file) => file.replaceAll('\\', '/'));

/** A request that changes something, the use case behind it, and what it is answered with. */
interface Step {
  readonly useCase: string;
  readonly request: readonly [method: string, path: string, json?: unknown];
  readonly status?: number;
  readonly csv?: string;
  /** Name under which the answer's id is kept, for later paths: `{name}`. */
  readonly keep?: readonly [name: string, field: string];
}

const RULE = {
  name: 'Idle',
  when: { field: 'daysSinceLastUse', atLeast: 60 },
  outcome: { kind: 'downgrade', toTier: 'basic' },
};
const DRAFT = { name: 'Idle licenses', rules: [RULE] };
const APP = { clientId: 'client', clientSecret: 'secret', plan: 'pro' };
const EXEMPT = { scope: 'global', subject: { kind: 'email', email: 'ada@example.com' }, reason: 'Board' };
const IMPORT = 'imp_00000000-0000-7000-8000-000000000001';
const POLICY = { gracePeriod: 'P30D' };
const SUPPORT = { supportContact: { name: 'IT', email: 'it@example.com' } };

/** Every writing use case that has a door of its own in the HTTP API. */
const STEPS: readonly Step[] = [
  {
    useCase: 'createUser',
    request: ['POST', '/v1/users', { email: 'bo@example.com', role: 'admin' }],
    status: 201,
    keep: ['user', 'userId'],
  },
  { useCase: 'changeUser', request: ['PATCH', '/v1/users/{user}', { role: 'basic-user' }] },
  {
    useCase: 'issueToken',
    request: ['POST', '/v1/users/{user}/tokens', { name: 'job' }],
    status: 201,
    keep: ['token', 'tokenId'],
  },
  { useCase: 'revokeToken', request: ['DELETE', '/v1/users/{user}/tokens/{token}'], status: 204 },
  {
    useCase: 'createApplication',
    request: ['POST', '/v1/applications', { name: 'Zoom' }],
    status: 201,
    keep: ['application', 'applicationId'],
  },
  { useCase: 'renameApplication', request: ['PUT', '/v1/applications/{application}', { name: 'Zoom 2' }] },
  {
    useCase: 'changeContacts',
    request: ['PUT', '/v1/applications/{application}/contacts', { contacts: [] }],
  },
  {
    useCase: 'createInstance',
    request: ['POST', '/v1/applications/{application}/instances', { name: 'Main', vendor: 'zoom' }],
    status: 201,
    keep: ['instance', 'instanceId'],
  },
  {
    useCase: 'createCustomInstance',
    request: ['POST', '/v1/applications/{application}/instances', { name: 'Own', vendor: 'custom' }],
    status: 201,
    keep: ['own', 'instanceId'],
  },
  {
    useCase: 'pushUsageEvents',
    request: [
      'POST',
      '/v1/instances/{own}/usage-events',
      { events: [{ timestamp: '2026-03-01T09:00:00Z', email: 'ada@example.com', eventName: 'open' }] },
    ],
  },
  { useCase: 'renameInstance', request: ['PUT', '/v1/instances/{instance}', { name: 'Main 2' }] },
  {
    useCase: 'setOrdinaryRoles',
    request: ['PUT', '/v1/instances/{instance}/ordinary-roles', { roleIds: ['r1'] }],
  },
  {
    useCase: 'createConnection',
    request: ['POST', '/v1/instances/{instance}/connections', APP],
    status: 201,
    keep: ['connection', 'connectionId'],
  },
  { useCase: 'changeConnection', request: ['PATCH', '/v1/connections/{connection}', { plan: 'business' }] },
  { useCase: 'changeSync', request: ['PUT', '/v1/connections/{connection}/sync', { paused: true }] },
  { useCase: 'disconnect', request: ['POST', '/v1/connections/{connection}/disconnect'] },
  {
    useCase: 'createRole',
    request: [
      'POST',
      '/v1/roles',
      { name: 'Zoom admins', level: 'admin', applicationIds: ['{application}'] },
    ],
    status: 201,
    keep: ['role', 'roleId'],
  },
  {
    useCase: 'changeRole',
    request: ['PUT', '/v1/roles/{role}', { name: 'Zoomers', level: 'basic-user', applicationIds: [] }],
  },
  {
    useCase: 'createProgramClient',
    request: ['POST', '/v1/program-clients', { name: 'reports', scope: 'read' }],
    status: 201,
    keep: ['client', 'clientId'],
  },
  { useCase: 'revokeProgramClient', request: ['DELETE', '/v1/program-clients/{client}'], status: 204 },
  {
    useCase: 'issueScimToken',
    request: ['POST', '/v1/scim-tokens', { name: 'Okta' }],
    status: 201,
    keep: ['scimToken', 'tokenId'],
  },
  { useCase: 'revokeScimToken', request: ['DELETE', '/v1/scim-tokens/{scimToken}'], status: 204 },
  { useCase: 'deleteRole', request: ['DELETE', '/v1/roles/{role}'], status: 204 },
  { useCase: 'deleteUser', request: ['DELETE', '/v1/users/{user}'], status: 204 },
  { useCase: 'changePolicy', request: ['PUT', '/v1/provisioning-policy', POLICY] },
  {
    useCase: 'changeSupportContact',
    request: ['PUT', '/v1/organization/support-contact', SUPPORT],
  },
  { useCase: 'changeAlerts', request: ['PUT', '/v1/me/alerts', { topics: ['runs'] }] },
  { useCase: 'setKillSwitch', request: ['PUT', '/v1/kill-switch', { on: true, reason: 'drill' }] },
  {
    useCase: 'createWorkflow',
    request: ['POST', '/v1/workflows', { ...DRAFT, instanceId: '{instance}' }],
    status: 201,
    keep: ['workflow', 'workflowId'],
  },
  { useCase: 'editWorkflow', request: ['PUT', '/v1/workflows/{workflow}', DRAFT] },
  { useCase: 'switchMode', request: ['PUT', '/v1/workflows/{workflow}/mode', { mode: 'suggest' }] },
  {
    useCase: 'setWorkflowSchedule',
    request: ['PUT', '/v1/workflows/{workflow}/schedule', { kind: 'rate', value: 7, unit: 'days' }],
  },
  { useCase: 'pauseWorkflow', request: ['POST', '/v1/workflows/{workflow}/pause'] },
  { useCase: 'deleteWorkflow', request: ['DELETE', '/v1/workflows/{workflow}'], status: 204 },
  {
    useCase: 'addExemption',
    request: ['POST', '/v1/exemptions', EXEMPT],
    status: 201,
    keep: ['exemption', 'exemptionId'],
  },
  { useCase: 'changeExemption', request: ['PATCH', '/v1/exemptions/{exemption}', { reason: 'Legal' }] },
  { useCase: 'removeExemption', request: ['DELETE', '/v1/exemptions/{exemption}'] },
  {
    useCase: 'landPart',
    request: ['PUT', `/v1/org-chart/${IMPORT}`, { people: [{ email: 'ada@example.com' }] }],
  },
  { useCase: 'commitImport', request: ['POST', `/v1/org-chart/${IMPORT}/commit`] },
  {
    useCase: 'openImport',
    request: ['POST', '/v1/org-chart'],
    status: 201,
    keep: ['import', 'importId'],
  },
  { useCase: 'discardImport', request: ['POST', '/v1/imports/{import}/discard'] },
  {
    useCase: 'importCsv',
    request: ['POST', '/v1/imports?kind=exemptions'],
    csv: 'email\r\nbo@example.com\r\n',
    status: 201,
  },
  {
    useCase: 'requestUpload',
    request: ['POST', '/v1/imports/uploads', { kind: 'org-chart' }],
    status: 201,
  },
  { useCase: 'requestExport', request: ['POST', '/v1/audit-exports', { format: 'csv' }] },
];

const walkApi = async (): Promise<{ seen: SeenTransaction[]; without: string[] }> => {
  const inner = new MemoryRecordStore();
  const watched = new WatchedStore(inner);
  const { signIn } = apiWorld(inner, watched);
  const { send } = await signIn('super-admin');
  const kept = new Map<string, string>();
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => kept.get(name) ?? name);
  const without: string[] = [];
  for (const { useCase, request, status = 200, keep, csv } of STEPS) {
    const [method, path, json] = request;
    const target = fill(path);
    const thing = target.replace(/\/(ordinary-roles|contacts|sync|mode|schedule|pause)$/, '');
    const current: Answer | undefined =
      method === 'PUT' || method === 'PATCH' || method === 'DELETE' ? await send('GET', thing) : undefined;
    const before = watched.transactions.length;
    const answer = await send(method, target, {
      ...(json === undefined ? {} : { body: fill(JSON.stringify(json)) }),
      ...(csv === undefined ? {} : { body: csv }),
      headers: {
        'content-type': csv === undefined ? 'application/json' : 'text/csv',
        'if-match': current?.headers['etag'] ?? '"0"',
      },
    });
    if (answer.status !== status) throw new Error(`${useCase}: ${String(answer.status)} ${answer.text}`);
    if (watched.transactions.length === before) without.push(useCase);
    if (keep !== undefined) kept.set(keep[0], z.string().parse(answer.json[keep[1]]));
  }
  await send('DELETE', `/v1/applications/${kept.get('application') ?? ''}`, {
    headers: { 'if-match': '"9"' },
  });
  const other = await send('POST', '/v1/applications', { json: { name: 'Slack' } });
  const slack = `/v1/applications/${z.string().parse(other.json['applicationId'])}`;
  await send('DELETE', slack, { headers: { 'if-match': other.headers['etag'] ?? '' } });
  await (await signIn('basic-user')).send('POST', '/v1/applications', { json: { name: 'Figma' } });
  return { seen: watched.transactions, without };
};

class WatchedRunWorld extends RunWorld {
  readonly watched = new WatchedStore(this.store);

  override all(store: RecordStore = this.watched) {
    return super.all(store);
  }
}

/** A whole run: pulled, planned, noticed, answered, acted on, verified and reported. */
const wholeRun = async (): Promise<readonly SeenTransaction[]> => {
  const world = new WatchedRunWorld();
  await world.open();
  const now = world.clock.now();
  const busy = Array.from({ length: 40 }, (_, index) => `busy${String(index)}`);
  world.vendor.users.push(
    user('ada'),
    user('bob'),
    ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
  );
  await world.setChart(['ada', 'bob', ...busy].map((name) => ({ email: `${name}@example.com` })));
  await world.seed(put(workflows, sampleWorkflow(), 'any'));
  const result = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
  if (result.kind !== 'started') throw new Error(result.kind);
  const { runId } = result.run;
  const driven = new DrivenRun(world, runId);
  await driven.drive();
  const mail = world.mailer.outbox.find(({ to }) => to === 'ada@example.com');
  const token = /answer\/(link-\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
  await keepLicense(world.all(), { token, reason: '' });
  await endWait(world.all(), ADMIN, runId, { by: 'admin' });
  if ((await driven.drive()) !== 'finished') throw new Error('The run did not end.');
  return world.watched.transactions;
};

/** Pulls that came to everything they can: applied, failed, quarantined and then rejected or released. */
const decidedPulls = async (): Promise<readonly SeenTransaction[]> => {
  const world = await new PullWorld().openWith(9);
  const watched = new WatchedStore(world.store);
  const decision = { instanceId: IDS.instance, reason: 'So it is.' };
  await world.sync(1, watched);
  world.vendor.failAlways('listRoles', { kind: 'not-granted', scope: 'role:read' });
  await world.sync(2, watched);
  world.vendor.failAlways('listRoles', null);
  world.vendor.users.splice(1, 5);
  await world.sync(3, watched);
  await rejectPull(world.deps(watched), ADMIN, { ...decision, pullId: syncId(3) });
  await world.sync(4, watched);
  await releasePull(world.deps(watched), ADMIN, { ...decision, pullId: syncId(4) });
  return watched.transactions;
};

/** An export that is written by the worker. */
const writtenExport = async (): Promise<readonly SeenTransaction[]> => {
  const world = exportWorld();
  await world.addEvents(1001);
  await world.start();
  const watched = new WatchedStore(world.store);
  await world.work(1, { ...world.deps, store: watched });
  return watched.transactions;
};

/** A sign-in, one way out and the other, and an access token of a program. */
const cameAndWent = async (): Promise<readonly SeenTransaction[]> => {
  const world = signInWorld();
  const { userId } = await world.addUser({ email: 'ada@example.com' });
  const watched = new WatchedStore(world.store);
  const deps = { ...world.deps, store: watched };
  const caller = { actor: { kind: 'user', userId, tokenId: null } } as const;
  const came = await completeSignIn(deps, await world.comeBack());
  if (came.kind !== 'signed-in') throw new Error(came.kind);
  await endSession(deps, caller, /^ses_[^_]+/.exec(came.cookie)?.[0] ?? '');
  await endAllSessions(deps, caller, userId);
  const { client, clientSecret } = await createProgramClient(deps, caller, {
    name: 'reports',
    scope: 'read',
    expiresInDays: 1,
  });
  await issueAccessToken(deps, {
    credentials: { clientId: client.clientId, clientSecret },
    scope: null,
    from: null,
  });
  return watched.transactions;
};

/** A connection whose app is uninstalled at the vendor, until everything read over it is deleted. */
const uninstalled = async (): Promise<readonly SeenTransaction[]> => {
  const world = await vendorEventWorld();
  const watched = new WatchedStore(world.store);
  world.flow.troubleNext('refused');
  await world.take(world.uninstalled(), watched);
  world.clock.set(plusMs(world.clock.now(), 60_000));
  await world.take({ kind: 'erase', connectionId: world.connectionId }, watched);
  return watched.transactions;
};

describe('every transaction of every writing use case', () => {
  let seen: readonly SeenTransaction[] = [];
  let without: readonly string[] = [];

  beforeAll(async () => {
    const walked = await walkApi();
    without = walked.without;
    seen = [
      ...walked.seen,
      ...(await wholeRun()),
      ...(await uninstalled()),
      ...(await decidedPulls()),
      ...(await writtenExport()),
      ...(await cameAndWent()),
    ];
  });

  it('is made by a use case that this test runs', () => {
    const ran = new Set(seen.map(({ file }) => file));
    expect(committingFiles().filter((file) => !ran.has(file))).toEqual([]);
  });

  it('is made at all, by each use case with a door of its own', () => {
    expect(without).toEqual([]);
  });

  it('names in its event the application of what it is about', () => {
    const about = seen.filter(({ event: { instanceId, runId, accountId, applicationId } }) =>
      [instanceId, runId, accountId, applicationId].some((id) => id !== null),
    );
    const actions = new Set(about.map(({ event }) => event.action));
    for (const action of ['run.started', 'item.claimed', 'item.kept', 'item.verified', 'pull.applied'])
      expect(actions).toContain(action);
    const without = about.filter(({ event }) => event.applicationId === null);
    expect(without.map(({ file, event }) => `${event.action} by ${file}`)).toEqual([]);
  });

  it('adds exactly its one event to the audit trail', () => {
    expect(seen.length).toBeGreaterThan(STEPS.length);
    for (const { file, event, added, smuggled } of seen) {
      expect(added, file).toEqual([event]);
      expect(smuggled, file).toEqual([]);
    }
  });
});
