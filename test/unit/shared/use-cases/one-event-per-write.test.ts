import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../shared/adapters/memory/memory-record-store.ts';
import { contractInputSchema } from '../../../../shared/domain/contract.ts';
import type { RecordStore } from '../../../../shared/ports/record-store.ts';
import { newSsoApp } from '../../../../shared/domain/sso-app.ts';
import { plusMs } from '../../../../shared/domain/time.ts';
import { put } from '../../../../shared/records/change.ts';
import { workflows } from '../../../../shared/records/applications.ts';
import { contractLists, contracts } from '../../../../shared/records/contracts.ts';
import { ssoApps } from '../../../../shared/records/sso-apps.ts';
import { MemoryErasureQueue } from '../../../../shared/adapters/memory/memory-erasure-queue.ts';
import { workOnErasure } from '../../../../shared/use-cases/erasure/erase-person.ts';
import { requestErasure } from '../../../../shared/use-cases/erasure/request-erasure.ts';
import { keepLicense } from '../../../../shared/use-cases/answers/keep-license.ts';
import { buildInsight } from '../../../../shared/use-cases/insight/build-insight.ts';
import { rejectPull, releasePull } from '../../../../shared/use-cases/pull/decide-pull.ts';
import { createProgramClient } from '../../../../shared/use-cases/program-clients/create-program-client.ts';
import { issueAccessToken } from '../../../../shared/use-cases/program-clients/issue-access-token.ts';
import { completeSignIn } from '../../../../shared/use-cases/sessions/complete-sign-in.ts';
import { endAllSessions, endSession } from '../../../../shared/use-cases/sessions/end-session.ts';
import { endWait } from '../../../../shared/use-cases/runs/end-wait.ts';
import { startRun } from '../../../../shared/use-cases/runs/start-run.ts';
import { type Answer, apiWorld } from '../../../support/api-world.ts';
import { DeletingWorld } from '../../../support/deleting-world.ts';
import { DrivenRun } from '../../../support/drive-run.ts';
import { PullWorld, syncId } from '../../../support/pull-world.ts';
import { ADMIN, RunWorld } from '../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../support/sample-run.ts';
import { everyPush } from '../../../support/scim-company.ts';
import { oktaApp } from '../../../support/sso-world.ts';
import { signInWorld } from '../../../support/sign-in-world.ts';
import { NOW, user } from '../../../support/vendor-world.ts';
import { vendorEventWorld } from '../../../support/vendor-event-world.ts';
import { type SeenTransaction, WatchedStore } from '../../../support/watched-store.ts';
import { SSO_APP, STEPS } from '../../../support/writing-requests.ts';
import { exportWorld } from './exports/export-world.ts';

const USE_CASES = new URL('../../../../shared/use-cases/', import.meta.url);

/** Every use case that asks the store for a transaction itself. */
const committingFiles = (): string[] =>
  readdirSync(USE_CASES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(new URL(file, USE_CASES), 'utf8').includes('.commit('))
    .map((file) => file.replaceAll('\\', '/'));

const walkApi = async (): Promise<{ seen: SeenTransaction[]; without: string[] }> => {
  const inner = new MemoryRecordStore();
  await inner.writeMany([
    put(ssoApps, newSsoApp(SSO_APP, oktaApp('0oa1'), '2026-03-01T09:00:00.000Z'), 'any'),
  ]);
  const watched = new WatchedStore(inner);
  const { signIn } = apiWorld(inner, watched);
  const { send } = await signIn('super-admin');
  const kept = new Map<string, string>();
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => kept.get(name) ?? name);
  const without: string[] = [];
  for (const { useCase, request, status = 200, keep, csv } of STEPS) {
    const [method, path, json] = request;
    const target = fill(path);
    const thing = target.replace(/\/(ordinary-roles|contacts|credentials|sync|mode|schedule|pause)$/, '');
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

/** A connection that is deleted with all that was collected over it. */
const deleted = async (): Promise<readonly SeenTransaction[]> => {
  const world = await new DeletingWorld().open();
  await world.pulled('one', 3);
  await world.ask();
  const watched = new WatchedStore(world.store);
  await world.work(watched);
  return watched.transactions;
};

/** An identity provider that pushes, changes and deletes users and groups. */
const pushed = async (): Promise<readonly SeenTransaction[]> => {
  const watched = new WatchedStore(new MemoryRecordStore());
  await everyPush({ ...fixedSurroundings(), store: watched });
  return watched.transactions;
};

/** Somebody who is erased, of whom an application names the address. */
const erased = async (): Promise<readonly SeenTransaction[]> => {
  const world = await new RunWorld().open();
  const address = 'lead@example.com';
  await world.setChart([{ email: address }]);
  const watched = new WatchedStore(world.store);
  const { surroundings, objects, store: scan } = world;
  const deps = { ...surroundings, store: watched, scan, objects, erasureQueue: new MemoryErasureQueue() };
  const { erasureId } = await requestErasure(deps, ADMIN, { address, reason: 'Asked to be forgotten.' });
  await workOnErasure(deps, { erasureId });
  return watched.transactions;
};

/** An instance with one seat bought and more in use, counted. */
const ranOut = async (): Promise<readonly SeenTransaction[]> => {
  const world = await new PullWorld().openWith(3);
  await world.sync(1);
  const listId = 'ctl_00000000-sample';
  const of = {
    applicationId: IDS.application,
    contractId: 'ctr_00000000-sample',
    changedAt: NOW,
    version: 1,
  };
  const terms = { reference: 'Z-1', seats: 1, unitPrice: 100, currency: 'EUR', startsOn: '2026-01-01' };
  await world.seed(
    put(
      contractLists,
      { applicationId: IDS.application, listId, importId: null, beforeListId: null, version: 1 },
      'any',
    ),
    put(contracts, { ...contractInputSchema.parse(terms), ...of, listId }, 'any'),
  );
  const watched = new WatchedStore(world.store);
  await buildInsight(world.deps(watched), IDS.instance);
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
      ...(await deleted()),
      ...(await erased()),
      ...(await ranOut()),
      ...(await pushed()),
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
