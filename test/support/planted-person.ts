import { z } from 'zod';
import { MemoryErasureQueue } from '../../shared/adapters/memory/memory-erasure-queue.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { tokens, userTokens, users } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { workflows } from '../../shared/records/applications.ts';
import { planItems } from '../../shared/records/runs.ts';
import { platformAddresses, platformAssignments, platformPeople } from '../../shared/records/platform.ts';
import { keepLicense } from '../../shared/use-cases/answers/keep-license.ts';
import { startRun } from '../../shared/use-cases/runs/start-run.ts';
import { endWait } from '../../shared/use-cases/runs/end-wait.ts';
import { buildInsight } from '../../shared/use-cases/insight/build-insight.ts';
import { apiWorld, type Send } from './api-world.ts';
import { DrivenRun } from './drive-run.ts';
import { ADMIN, RunWorld } from './run-world.ts';
import { IDS, sampleItem, sampleWorkflow } from './sample-run.ts';
import { user } from './vendor-world.ts';

/** Somebody with whom nothing else in a world shares a word. */
export const PLANTED = {
  first: 'Zephyrina',
  last: 'Quuxworth',
  email: 'zephyrina.quuxworth@mail-1.example.com',
  alias: 'zq.alias@example.com',
  vendorId: 'v-zephq-1',
  platformId: '00uzephq77',
} as const;

const FULL = `${PLANTED.first} ${PLANTED.last}`;
const IMPORT = 'imp_00000000-0000-7000-8000-00000000e001';
const PLATFORM = 'ins_00000000-platform';
const PULL = 'pul_00000000-platform';

const IN_CHART = {
  ...{ email: PLANTED.email, emailAliases: [PLANTED.alias] },
  ...{ firstName: PLANTED.first, lastName: PLANTED.last },
  ...{ department: 'Law', title: 'Counsel', location: 'Bergen', custom: { desk: 'B-7' } },
};

/** Forms in which what was planted could still stand somewhere, all in lower case. */
export const PLANTED_FORMS: readonly string[] = Object.values(PLANTED)
  .flatMap((text) => [
    text,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + text)
        .toString('base64')
        .slice(shift === 0 ? 0 : 4)
        .slice(0, -4),
    ),
    Buffer.from(text).toString('hex'),
    encodeURIComponent(text),
  ])
  .map((text) => text.toLowerCase());

/** A company in which somebody was planted through every door there is, on one store; as a stranger through every one but the org chart. */
export class PlantedWorld extends RunWorld {
  readonly erasureQueue = new MemoryErasureQueue();
  personId = '';
  userId = '';

  api(store: RecordStore = this.store) {
    return apiWorld(this.store, store, this.surroundings, {
      objects: this.objects,
      erasureQueue: this.erasureQueue,
    });
  }

  /** What the worker of erasures takes, on this store or on one that dies. */
  erasing(store: RecordStore = this.store) {
    return {
      ...this.surroundings,
      store,
      scan: this.store,
      objects: this.objects,
      erasureQueue: this.erasureQueue,
    };
  }

  async plant(as: 'person' | 'stranger' = 'person'): Promise<this> {
    await this.open();
    const now = this.clock.now();
    const busy = Array.from({ length: 40 }, (_, index) => `busy${String(index)}`);
    this.vendor.users.push(
      user('zephyrina', { email: PLANTED.email, vendorAccountId: PLANTED.vendorId }),
      user('bob'),
      ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
    );
    const { send } = await this.api().signIn('super-admin');
    const must = async (...[method, path, extra]: Parameters<Send>) => {
      const answer = await send(method, path, extra);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${String(answer.status)} ${answer.text}`);
      return answer;
    };
    await must('PUT', `/v1/org-chart/${IMPORT}`, {
      json: {
        people: [
          ...(as === 'person' ? [IN_CHART] : []),
          { email: 'bob@example.com', firstName: 'Bob', lastName: 'Other', managerEmail: PLANTED.email },
          ...busy.map((name) => ({ email: `${name}@example.com` })),
        ],
      },
    });
    await must('POST', `/v1/org-chart/${IMPORT}/commit`);
    const found = await must('GET', `/v1/people?address=${PLANTED.email}`);
    this.personId = z.array(z.object({ personId: z.string() })).parse(found.json['items'])[0]?.personId ?? '';
    await this.judgedOnRun(as);
    await this.plantByApi(must);
    await this.plantUsers();
    await this.plantPlatform(now);
    await this.plantObjects();
    return this;
  }

  /** A whole run in which they kept their license and said why; of a stranger it knows nothing. */
  private async judgedOnRun(as: 'person' | 'stranger'): Promise<void> {
    await this.seed(put(workflows, sampleWorkflow(), 'any'));
    const result = await startRun(this.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (result.kind !== 'started') throw new Error(result.kind);
    const { runId } = result.run;
    const driven = new DrivenRun(this, runId);
    await driven.drive();
    if (as === 'stranger') return;
    const mail = this.mailer.outbox.find(({ to }) => to === PLANTED.email);
    const token = /answer\/(link-\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    await keepLicense(this.all(), { token, reason: `I am ${FULL} and need it.` });
    await endWait(this.all(), ADMIN, runId, { by: 'admin' });
    if ((await driven.drive()) !== 'finished') throw new Error('The run did not end.');
    await buildInsight(this.all(), IDS.instance);
  }

  private async plantByApi(must: Send): Promise<void> {
    const made = await must('POST', '/v1/users', { json: { email: PLANTED.email, role: 'basic-user' } });
    this.userId = z.string().parse(made.json['userId']);
    const application = await must('POST', '/v1/applications', { json: { name: 'Board' } });
    const board = `/v1/applications/${z.string().parse(application.json['applicationId'])}`;
    const own = await must('POST', `${board}/instances`, { json: { name: 'Own', vendor: 'custom' } });
    const instance = `/v1/instances/${z.string().parse(own.json['instanceId'])}`;
    const contacts = [{ kind: 'technical-lead', email: PLANTED.email }];
    const { headers: stored } = await must('GET', board);
    const headers = { 'if-match': stored['etag'] ?? '' };
    await must('PUT', `${board}/contacts`, { json: { contacts }, headers });
    const event = { timestamp: '2026-03-01T09:00:00Z', email: PLANTED.email, eventName: 'open' };
    await must('POST', `${instance}/usage-events`, { json: { events: [event] } });
    await must('PUT', `${instance}/published-accounts`, {
      json: { accounts: [{ email: PLANTED.alias, userId: 'zephyrina-own' }, { email: 'bob@example.com' }] },
    });
    await must('PUT', `${instance}/service-accounts`, {
      json: { marks: [{ subject: { kind: 'address', address: PLANTED.email }, reason: `Is ${FULL}` }] },
      headers: { 'if-match': '"0"' },
    });
    const payment = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
    await must('POST', '/v1/spend', {
      json: { items: [{ ...payment, email: PLANTED.email, description: `Seat of ${FULL}` }] },
    });
    const sighting = { email: PLANTED.email, app: 'Miro', date: '2026-03-01', source: 'proxy' };
    await must('POST', '/v1/sightings', { json: { sightings: [sighting] } });
    const signIn = { time: '2026-03-01T09:00:00Z', email: PLANTED.alias, app: 'Board', provider: 'Entra ID' };
    await must('POST', '/v1/sign-ins', { json: { signIns: [{ ...signIn, success: true }] } });
    for (const subject of [
      { kind: 'email', email: PLANTED.alias },
      { kind: 'account', vendorAccountId: PLANTED.vendorId },
    ])
      await must('POST', '/v1/exemptions', {
        json: { scope: 'global', subject, reason: `${FULL} is on call` },
        headers: { 'idempotency-key': `exempt-${subject.kind}` },
      });
    await must('POST', '/v1/exemptions', {
      json: {
        scope: 'global',
        subject: { kind: 'email', email: 'bob@example.com' },
        reason: `Asked by ${FULL}`,
      },
    });
    const csv = `email\r\n${PLANTED.email}\r\nnobody ${FULL}\r\n`;
    await must('POST', '/v1/imports?kind=exemptions', { body: csv, headers: { 'content-type': 'text/csv' } });
    await must('PATCH', `/v1/users/${this.userId}`, {
      json: { active: false },
      headers: { 'if-match': made.headers['etag'] ?? '' },
    });
  }

  /** A token of theirs, somebody whose manager they are, a past hand-over to them, and why everything was stopped once. */
  private async plantUsers(): Promise<void> {
    const at = this.clock.now();
    const tokenId = 'tok_00000000-planted';
    const token = {
      ...{
        tokenId,
        owner: { kind: 'user' as const, userId: this.userId },
        name: FULL,
        scope: 'read' as const,
      },
      ...{ secretHash: 'a'.repeat(64), issuedBy: this.userId, createdAt: at, expiresAt: at, revokedAt: null },
    };
    const manager = { value: this.userId, displayName: FULL };
    const bob = {
      ...{ userId: 'usr_00000000-bob', email: 'bob@example.com', userName: 'bob', externalId: null },
      ...{ role: 'basic-user' as const, active: true, source: 'scim' as const, sessionsValidFrom: null },
      ...{ createdAt: at, version: 1 },
      scim: {
        profile: { title: `Deputy of ${PLANTED.email}`, enterprise: { department: 'Law', manager } },
        roleReceived: true,
      },
    };
    const outcome = { kind: 'delete' as const, transferTo: PLANTED.email };
    const item = sampleItem({ accountId: 'acc_00000000-left', state: 'verified', outcome });
    await this.seed(
      put(tokens, { ...token, version: 1 }, 'any'),
      put(userTokens, { userId: this.userId, tokenId }, 'any'),
      put(users, bob, 'any'),
      put(planItems, item, 'any'),
    );
    await this.setPolicy({ killSwitch: { on: false, reason: `${FULL} said so` } });
  }

  private async plantPlatform(observedAt: string): Promise<void> {
    const ref = { instanceId: PLATFORM, pullId: PULL };
    const { platformId: platformUserId, email, first, last } = PLANTED;
    const person = {
      ...{ ...ref, platformUserId, login: email, email, secondEmail: 'zeph.home@example.net' },
      ...{ status: 'active' as const, vendorStatus: 'ACTIVE', firstName: first, lastName: last },
      ...{ displayName: FULL, title: null, department: null, managerRef: null, city: null, region: null },
      ...{ countryCode: null, custom: {}, lastLoginAt: null, observedAt },
    };
    const address = (text: string) => ({
      ...ref,
      address: text,
      platformUserIds: [platformUserId],
      version: 1,
    });
    const assignment = {
      ...{ platformAppId: 'app1', platformUserId, appUserName: email, scope: 'direct' as const },
      ...{ vendorStatus: 'ACTIVE', since: observedAt, observedAt },
    };
    await this.store.writeMany([
      put(platformPeople, person, 'any'),
      put(platformAddresses, address(email), 'any'),
      put(platformAddresses, address('zeph.home@example.net'), 'any'),
      put(platformAssignments, { ...ref, ...assignment }, 'any'),
    ]);
  }

  private async plantObjects(): Promise<void> {
    const csv = `email,firstName,lastName\r\n${PLANTED.email.toUpperCase()},${PLANTED.first},${PLANTED.last}\r\n`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv, 'utf16le')]);
    const items = [
      { id: PLANTED.vendorId, profile: { email: PLANTED.email, first: PLANTED.first, last: PLANTED.last } },
      { id: 'v-bob', profile: { email: 'bob@example.com', first: 'Bob', last: 'Other' } },
    ];
    const page = JSON.stringify({ observedAt: this.clock.now(), items });
    await this.objects.put('uploads/imp_1/file.csv', utf16, 'text/csv');
    await this.objects.put('drop/org-chart/people.csv', csv, 'text/csv');
    await this.objects.put(
      'receipts/org-chart/people.csv.json',
      JSON.stringify({ text: csv }),
      'application/json',
    );
    await this.objects.put('exports/exp_1/rows', csv, 'text/csv');
    await this.objects.put(`landed/pulls/${IDS.instance}/pul_1/users/1-abc.json`, page, 'application/json');
    await this.objects.put('landed/imports/imp_1/source.csv', csv, 'text/csv');
  }

  /** Everything that is stored, tables and bucket, as one text each in lower case, by where it is. */
  async everywhere(): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    for (const table of ['directory', 'activity', 'runs', 'audit'] as const) {
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof this.store.scan>> = await this.store.scan(table, after);
        for (const { collection, key, document } of page.rows)
          texts.set(`${collection} ${JSON.stringify(key)}`, JSON.stringify([key, document]).toLowerCase());
        after = page.next;
      } while (after !== null);
    }
    for (const key of await this.objects.list('')) {
      const bytes = (await this.objects.get(key)) ?? new Uint8Array();
      const text = Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
      texts.set(key, `${key} ${text}`.toLowerCase());
    }
    return texts;
  }

  /** Where something of what was planted stands. */
  async traces(): Promise<string[]> {
    return [...(await this.everywhere())]
      .filter(([, text]) => PLANTED_FORMS.some((form) => text.includes(form)))
      .map(([place]) => place);
  }
}
