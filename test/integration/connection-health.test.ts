import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Mail } from '../../local/stack/inbox.ts';
import {
  changeContactsOperation,
  createApplicationOperation,
  getApplication,
} from '../../shared/contracts/api/applications.ts';
import { getConnectionHealth } from '../../shared/contracts/api/connection-health.ts';
import { syncNow } from '../../shared/contracts/api/connections.ts';
import { createRoleOperation } from '../../shared/contracts/api/roles.ts';
import { issueTokenOperation } from '../../shared/contracts/api/tokens.ts';
import { createUserOperation } from '../../shared/contracts/api/users.ts';
import { type AuditEvent, auditEventSchema } from '../../shared/domain/audit-event.ts';
import { PATIENCE_SECONDS, ask, until } from '../support/integration/api.ts';
import { askerWith } from '../support/integration/askers.ts';
import { invoke } from '../support/integration/aws.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { publishEvents, untilOwnersAreTold } from '../support/integration/owner-events.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import { endFaults, orderFaults } from '../support/integration/vendor.ts';
import { type Prepared, connect, consent, stateOf } from '../support/integration/world.ts';

const TENANT = 'connection-health';
const FLAPS = 100;
const accountId = zoomAccountOf(TENANT);
const who = (name: string): string => addressOf(TENANT, name);

/** Security and IT are one desk whose address somebody subscribed with; the Technical Lead subscribed too. */
const OWNERS = [who('lead'), who('desk'), who('functional'), who('subscriber')];
const STRANGERS = [who('elsewhere'), who('limited'), who('other-it')];

const subscribe = async (email: string, role: string): Promise<void> => {
  const { userId } = await ask(createUserOperation, { body: { email, role } });
  const { token } = await ask(issueTokenOperation, {
    params: { userId },
    body: { name: 'alerts', scope: 'write' },
  });
  const topics = { topics: ['connections'] };
  const { status, text } = await askerWith(userId, token).send('PUT', '/v1/me/alerts', topics, 0);
  if (status !== 200) throw new Error(`The alerts of ${email} were answered ${String(status)}: ${text}`);
};

const setPeople = async ({ applicationId }: Prepared): Promise<void> => {
  const { version } = await ask(getApplication, { params: { applicationId } });
  const contacts = [
    { kind: 'technical-lead' as const, email: who('Lead').toUpperCase() },
    { kind: 'security' as const, email: who('Desk') },
    { kind: 'it' as const, email: who('desk') },
    { kind: 'functional' as const, email: who('functional') },
  ];
  await ask(changeContactsOperation, { params: { applicationId }, body: { contacts }, ifMatch: version });
  const { applicationId: other } = await ask(createApplicationOperation, {
    body: { name: `Other of ${TENANT}`, contacts: [{ kind: 'it', email: who('other-it') }] },
  });
  const { roleId } = await ask(createRoleOperation, {
    body: { name: `Other ${randomUUID()}`, level: 'admin', applicationIds: [other] },
  });
  await subscribe(who('lead'), 'basic-user');
  await subscribe(who('desk'), 'admin');
  await subscribe(who('subscriber'), 'basic-user');
  await subscribe(who('elsewhere'), roleId);
  await subscribe(who('limited'), 'limited-plus-user');
};

/** The tokens die, and the refresh that follows is refused. */
const breakConnection = async ({ connectionId }: Prepared): Promise<void> => {
  const refresh = { method: 'POST', path: '/oauth/token', body: 'refresh_token', accountId };
  const body = { reason: 'Invalid Token!', error: 'invalid_grant' };
  await orderFaults(
    { effect: { kind: 'token-revoked' }, match: { path: '/v2/roles', accountId }, nth: 1 },
    { effect: { kind: 'reply', status: 400, body }, match: refresh, times: 20 },
  );
  await ask(syncNow, { params: { connectionId } });
  const state = () => stateOf(connectionId);
  await until('the connection to break', PATIENCE_SECONDS, state, (now) => now === 'needs-reconnect');
  await endFaults(accountId);
};

/** An event of the connection, of which the record tells nothing. */
const flap = (
  { connectionId, instanceId, applicationId }: Prepared,
  action: 'connection.recovered' | 'connection.needs-reconnect',
): AuditEvent =>
  auditEventSchema.parse({
    ...{ eventId: `evt_${randomUUID()}`, at: new Date().toISOString(), action },
    actor: { kind: 'system', name: 'sync' },
    ...{ applicationId, instanceId, subjectId: connectionId, runId: null, planHash: null },
    ...{ accountId: null, personId: null, before: null, after: null, note: null },
  });

/** Mails to an address about this connection; who subscribed is told of others too. */
const mailsAbout = async (address: string): Promise<Mail[]> =>
  (await mailsTo(address)).filter(({ subject }) => subject.startsWith(`Zoom of ${TENANT}:`));

/** What an address was told of this connection: troubles and recoveries, in order. */
const newsTo = async (address: string): Promise<string[]> =>
  (await mailsAbout(address)).map(({ subject }) =>
    subject.includes('works again') ? 'recovery' : 'trouble',
  );

type Health = z.output<typeof getConnectionHealth.answers.schema>;

/** What everybody was told so far, by address. */
const newsNow = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const news = new Map<string, readonly string[]>();
  for (const address of [...OWNERS, ...STRANGERS]) news.set(address, await newsTo(address));
  return news;
};

/** The same news for all who must know, and none for anybody else. */
const onlyOwners = (...news: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map([...OWNERS.map((owner) => [owner, news] as const), ...STRANGERS.map((one) => [one, []] as const)]);

const isMoment = (at: string | null | undefined): boolean => typeof at === 'string';

describe('a connection that comes and goes', () => {
  let world: Prepared;
  let broken: Health;
  let ended: Health;
  let afterFlaps: ReadonlyMap<string, readonly string[]>;
  let afterEnd: ReadonlyMap<string, readonly string[]>;
  const health = () => ask(getConnectionHealth, { params: { connectionId: world.connectionId } });

  beforeAll(async () => {
    world = await connect(TENANT);
    await untilPulled(world);
    await setPeople(world);
    await breakConnection(world);
    broken = await until('everybody to be told', PATIENCE_SECONDS, health, ({ incident }) =>
      isMoment(incident?.toldAt),
    );
    const flaps = Array.from({ length: FLAPS }, () => [
      flap(world, 'connection.recovered'),
      flap(world, 'connection.needs-reconnect'),
    ]).flat();
    // Each arrives twice, and recoveries are held back, so that they come in any order.
    await publishEvents([...flaps, ...flaps]);
    await untilOwnersAreTold();
    await invoke('CheckConnections', {});
    afterFlaps = await newsNow();
    expect((await consent(world.connectionId)).status).toBe(200);
    const isOver = ({ incident }: Health) => isMoment(incident?.recoveryToldAt);
    ended = await until('everybody to be told that it works', PATIENCE_SECONDS, health, isOver);
    await invoke('CheckConnections', {});
    afterEnd = await newsNow();
  });

  it('shows what is wrong with it, what to do, and who was told', () => {
    expect(broken).toMatchObject({
      state: 'needs-reconnect',
      health: 'trouble',
      trouble: { kind: 'tokens-refused' },
      incident: { number: 1, kind: 'tokens-refused', endedAt: null },
    });
    expect(broken.trouble?.headline).toContain('invalid_grant');
    expect(broken.trouble?.fix).toContain('Connect again');
    const told = broken.told.map(({ as, email }) => [as, email]);
    expect(told).toHaveLength(OWNERS.length + 1);
    expect(told).toEqual(
      expect.arrayContaining([
        ['connection-maker', null],
        ['technical-lead', who('lead')],
        ['security', who('desk')],
        ['functional', who('functional')],
        ['subscriber', null],
      ]),
    );
  });

  it('is one mail for each of its people after a hundred flaps, and none for anybody else', async () => {
    expect(afterFlaps).toEqual(onlyOwners('trouble'));
    const [mail] = await mailsAbout(who('lead'));
    expect(mail?.text).toContain('no longer accepts our tokens');
    expect(mail?.text).toContain('Connect again as an admin of the vendor.');
  });

  it('is one mail for the same people when it works again', () => {
    expect(ended).toMatchObject({ state: 'connected', health: 'well', trouble: null });
    expect(ended.told).toHaveLength(OWNERS.length + 1);
    for (const { recoveryToldAt } of ended.told) expect(recoveryToldAt).not.toBeNull();
    expect(afterEnd).toEqual(onlyOwners('trouble', 'recovery'));
  });
});
