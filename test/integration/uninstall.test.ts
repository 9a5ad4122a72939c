import { beforeAll, describe, expect, it } from 'vitest';
import {
  authorizeOperation,
  disconnectOperation,
  getConnection,
} from '../../shared/contracts/api/connections.ts';
import { listAccountsOperation } from '../../shared/contracts/api/instances.ts';
import { claims } from '../../shared/records/runs.ts';
import { accountNews } from '../../shared/records/vendor-events.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { dump, storedRecords } from '../support/integration/aws.ts';
import { UNUSED_MEMBERS, addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { currentPull, untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  endWait,
  itemsOf,
  startRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { hasSecret, vendorRows } from '../support/integration/uninstalls.ts';
import { sentChanges, vendorUsers } from '../support/integration/vendor.ts';
import {
  hearEvents,
  knock,
  sendUntilAnswered,
  setRole,
  signed,
  takenEvents,
  untilWorkedOff,
} from '../support/integration/webhooks.ts';
import { type Prepared, connect, stateOf } from '../support/integration/world.ts';

/** An event that was not worked on comes back by its queue after some two minutes; a signature is good for five. */
const RETRIED_SECONDS = 280;

const connectionOf = ({ connectionId }: Prepared) => ask(getConnection, { params: { connectionId } });

/** Rows of the audit trail about a connection, without their copies by application. */
const auditOf = async ({ connectionId }: Prepared): Promise<string[]> =>
  (await dump('audit')).filter(
    (row) => row.includes('"pk":"audit#') && row.includes(`"subjectId":"${connectionId}"`),
  );

/** A connected tenant whose app tells the deployment of what happens, with a run that waits for answers. */
const withOpenRun = async (tenant: Prepared['tenant']) => {
  const world = await connect(tenant);
  await hearEvents(world);
  await untilPulled(world);
  const runId = await startRun(await actingWorkflow(world));
  expect((await untilWaiting(runId, 'answers')).status).toBe('open');
  return { world, runId };
};

describe('the door for events of Zoom', () => {
  let world: Prepared;
  const eventOf = (account: string) =>
    `{ "event":"user.updated",  "payload" : {"account_id":"${account}","object":{"id":"u1","type":1}}}`;

  beforeAll(async () => {
    world = await connect('webhooks');
    await hearEvents(world);
  });

  it('answers the validation of its address', async () => {
    const started = performance.now();
    expect(await sendUntilAnswered(world, 'endpoint.url_validation')).toMatchObject({
      validated: true,
      deliveries: [{ status: 200 }],
    });
    process.stdout.write(`The door took ${String(Math.round(performance.now() - started))} ms.\n`);
  });

  it('takes the very same request any number of times, and works on it once', async () => {
    const { app, tenant, instanceId } = world;
    await untilPulled(world);
    const [account] = await every(listAccountsOperation, { instanceId });
    const { accountId = '', vendorAccountId = '' } = account ?? {};
    const body = JSON.stringify({
      event: 'user.updated',
      event_ts: Date.now(),
      payload: {
        account_id: zoomAccountOf(tenant),
        object: { id: vendorAccountId, type: 2 },
        old_object: { id: vendorAccountId, type: 1 },
      },
    });
    const sent = signed(app, body);
    const newsNow = () => storedRecords().get(accountNews, { instanceId, accountId });
    expect((await sent()).status).toBe(204);
    const news = await until(
      'the news of the account',
      RETRIED_SECONDS,
      newsNow,
      (found) => found !== undefined,
    );
    expect([(await sent()).status, (await sent()).status]).toEqual([204, 204]);
    await untilWorkedOff();
    expect(await newsNow()).toEqual(news);
  });

  it('takes what is signed over these bytes a moment ago, and nothing else', async () => {
    const { app, tenant } = world;
    const body = eventOf(zoomAccountOf(tenant));
    expect((await knock(app, body)).status).toBe(204);
    expect((await knock(app, body, { sent: JSON.stringify(JSON.parse(body)) })).status).toBe(401);
    expect((await knock(app, body, { sent: body.replace('u1', 'u2') })).status).toBe(401);
    expect((await knock(app, body, { ageSeconds: 310 })).status).toBe(401);
    expect((await knock(app, body, { ageSeconds: -310 })).status).toBe(401);
    expect((await knock({ secretToken: 'another' }, body)).status).toBe(401);
    expect((await knock(app, 'no event')).status).toBe(400);
    const deauthorized = JSON.stringify({
      event: 'app_deauthorized',
      payload: { account_id: 'somebody-else' },
    });
    expect((await knock(app, deauthorized)).status).toBe(204);
    await untilWorkedOff();
    expect(await stateOf(world.connectionId)).toBe('connected');
  });

  it('asks Zoom before it believes in an uninstall', async () => {
    await sendUntilAnswered(world, 'app_deauthorized', false);
    const told = await until(
      'the odd event in the audit',
      RETRIED_SECONDS,
      () => auditOf(world),
      (rows) => rows.some((row) => row.includes('connection.uninstall-doubted')),
    );
    expect(told.filter((row) => row.includes('connection.disconnected'))).toEqual([]);
    expect(await stateOf(world.connectionId)).toBe('connected');
    expect(await hasSecret(world)).toBe(true);
  });
});

describe('an uninstall at Zoom while a run waits for answers', () => {
  let world: Prepared;
  let ended: RunView;
  let planned: string[];

  beforeAll(async () => {
    const open = await withOpenRun('uninstalled');
    world = open.world;
    planned = [...(await itemsOf(open.runId)).values()].map(({ accountId }) => accountId);
    const { deliveries } = await sendUntilAnswered(world, 'app_deauthorized');
    expect(deliveries).toMatchObject([{ status: 204 }]);
    ended = await untilEnded(open.runId);
  });

  it('ends the connection, says why, and leaves no secret', async () => {
    const connection = await connectionOf(world);
    expect(connection).toMatchObject({ state: 'disconnected', capabilities: [] });
    expect(connection.trouble).toContain('uninstalled at the vendor');
    expect(await hasSecret(world)).toBe(false);
    const { connectionId } = world;
    expect(
      await refusal(authorizeOperation, { params: { connectionId }, body: { capability: 'read' } }),
    ).toMatchObject({ status: 409, code: 'uninstalled' });
  });

  it('ends the run: nothing was changed, no item is open, no account is claimed', async () => {
    expect(ended).toMatchObject({ status: 'cancelled', counts: { cancelled: UNUSED_MEMBERS.length } });
    expect(ended.failure).toContain('uninstalled at the vendor');
    expect(await sentChanges('uninstalled')).toEqual([]);
    expect(planned).toHaveLength(UNUSED_MEMBERS.length);
    for (const accountId of planned) expect(await storedRecords().get(claims, { accountId })).toBeUndefined();
  });

  it('deletes what was read over it, after a while, and keeps plan and audit', async () => {
    await until(
      'all rows to be gone',
      PATIENCE_SECONDS,
      () => vendorRows(world),
      (rows) => rows === 0,
    );
    const kept = await itemsOf(ended.runId);
    expect([...kept.keys()].toSorted()).toEqual(planned.toSorted());
    await until(
      'the end in the audit',
      PATIENCE_SECONDS,
      () => auditOf(world),
      (rows) => rows.some((row) => row.includes('connection.data-deleted')),
    );
  });

  it('tells the contacts of the application', async () => {
    const mails = await until(
      'the mail to the contact',
      RETRIED_SECONDS,
      () => mailsTo(addressOf('uninstalled', 'it')),
      (all) => all.some(({ text }) => text.includes('uninstalled at the vendor')),
    );
    expect(mails.filter(({ text }) => text.includes('uninstalled at the vendor'))).toHaveLength(1);
  });

  it('changes nothing when it arrives again', async () => {
    const before = await connectionOf(world);
    // The secret it could be checked by is gone.
    const { deliveries } = await sendUntilAnswered(world, 'app_deauthorized');
    expect(deliveries).toMatchObject([{ status: 401 }]);
    await untilWorkedOff();
    expect(await connectionOf(world)).toEqual(before);
  });
});

describe('our own disconnect, of which Zoom tells as well', () => {
  it('keeps what was read, and the secrets that were not tokens', async () => {
    const world = await connect('disconnected-by-us');
    await hearEvents(world);
    await untilPulled(world);
    const pullId = await currentPull(world);
    const { connectionId } = world;
    await ask(disconnectOperation, { params: { connectionId } });
    await until('the event of the revocation', PATIENCE_SECONDS, takenEvents, (taken) =>
      taken.includes('app_deauthorized'),
    );
    await sendUntilAnswered(world, 'app_deauthorized');
    await untilWorkedOff();
    expect(await stateOf(connectionId)).toBe('disconnected');
    expect(await hasSecret(world)).toBe(true);
    expect(await currentPull(world)).toBe(pullId);
    expect(await vendorRows(world)).toBeGreaterThan(50);
    const ends = (await auditOf(world)).filter((row) => row.includes('connection.disconnected'));
    expect(ends).toHaveLength(1);
  });
});

describe('somebody who becomes an admin between the plan and the act', () => {
  it('is left alone, and so is who was one for a moment', async () => {
    const { world, runId } = await withOpenRun('promoted');
    const { tenant, instanceId } = world;
    const items = await itemsOf(runId);
    const accountIdOf = (who: string) => items.get(addressOf(tenant, who))?.accountId ?? '';
    const heardOf = (who: string) =>
      until(
        `the news of ${who}`,
        RETRIED_SECONDS,
        () => storedRecords().get(accountNews, { instanceId, accountId: accountIdOf(who) }),
        (news) => news?.role?.value === 'changed',
      );
    await setRole(tenant, 'unused', '1');
    await setRole(tenant, 'keeper', '1');
    await setRole(tenant, 'keeper', '2');
    await heardOf('unused');
    await heardOf('keeper');
    await endWait(runId);
    expect(await untilEnded(runId)).toMatchObject({
      status: 'completed',
      counts: { protected: 1, held: 1, verified: UNUSED_MEMBERS.length - 2 },
    });
    const left = await itemsOf(runId);
    expect(left.get(addressOf(tenant, 'unused'))).toMatchObject({
      state: 'protected',
      reason: 'vendor-admin',
    });
    expect(left.get(addressOf(tenant, 'keeper'))).toMatchObject({ state: 'held', reason: 'role-changed' });
    const users = await vendorUsers(tenant);
    for (const who of ['unused', 'keeper']) expect(users.get(addressOf(tenant, who))?.type).toBe(2);
  });
});
