import { describe, expect, it } from 'vitest';
import { type Pull, pullSchema } from '../../../../../shared/domain/pull.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { pulls } from '../../../../../shared/records/accounts.ts';
import { applications, connections, instances } from '../../../../../shared/records/applications.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { OwnerWorld } from '../../../../support/owner-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const CREATOR = 'creator@example.com';
const LEAD = { kind: 'technical-lead', email: 'lead@example.com' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const opened = () => new OwnerWorld().open([LEAD]);

const figures = { accounts: 10, active: 10, inactive: 0, pending: 0, licensed: 10, basic: 0 };
const subjects = (world: OwnerWorld): string[] => world.mailer.outbox.map(({ subject }) => subject);
const toLead = (world: OwnerWorld): string[] =>
  world.mailer.outbox.filter(({ to }) => to === LEAD.email).map(({ text }) => text);

/** A pull that was read whole now, followed by readers where it was found good. */
const pulled = async (world: OwnerWorld, state: Pull['state'] = 'applied'): Promise<Pull> => {
  const now = world.clock.now();
  const pull = pullSchema.parse({
    ...{
      pullId: world.surroundings.ids.next('pull'),
      instanceId: IDS.instance,
      connectionId: IDS.connection,
    },
    ...{ startedAt: now, state, lookbackDays: [60], loginLagDays: 3, cursor: null, figures },
    sources: [{ source: 'accounts', state: 'complete', observedAt: now }],
    findings: state === 'quarantined' ? [{ measure: 'accounts', before: 44, after: 22, allowed: 36 }] : [],
    ...{ endedAt: now, failure: null, version: 1 },
  });
  await world.seed(put(pulls, pull, 'any'));
  const instance = await world.store.get(instances, { instanceId: IDS.instance });
  if (state === 'applied' && instance !== undefined)
    await world.seed(put(instances, { ...instance, currentPullId: pull.pullId }, 'any'));
  return pull;
};

const failed = (world: OwnerWorld, failure: string) =>
  world.event('pull.failed', {
    instanceId: IDS.instance,
    subjectId: world.surroundings.ids.next('pull'),
    after: { failure },
  });

/** Looks every few minutes for some hours. */
const checkFor = async (world: OwnerWorld, hours: number): Promise<void> => {
  for (let minutes = 0; minutes < hours * 60; minutes += 20) {
    world.clock.advance(20 * MINUTE);
    await world.check();
  }
};

describe('a look at all connections', () => {
  it('finds one over which nothing was read any more, and says once that it is read again', async () => {
    const world = await opened();
    await pulled(world);
    await checkFor(world, 47);
    expect(world.told).toEqual([]);
    await checkFor(world, 30);
    expect(world.told).toEqual([CREATOR, LEAD.email]);
    expect(toLead(world)[0]).toContain('Nothing was read from the vendor for days, though it was planned.');
    await pulled(world);
    await checkFor(world, 2);
    expect(toLead(world)).toHaveLength(2);
    expect(subjects(world).at(-1)).toBe('Zoom: The connection to the vendor works again.');
  });

  it('finds what no event told of: refused tokens, an odd pull that waits', async () => {
    const refused = await opened();
    await refused.turn({
      state: 'needs-reconnect',
      trouble: 'The vendor refused the refresh: invalid_grant',
    });
    await refused.check();
    await refused.tell(refused.event('connection.needs-reconnect'));
    expect(refused.told).toEqual([CREATOR, LEAD.email]);
    expect(toLead(refused)[0]).toContain('The vendor refused the refresh: invalid_grant.');
    const odd = await opened();
    const pull = await pulled(odd, 'quarantined');
    await odd.check();
    expect(toLead(odd)[0]).toContain('It listed 22 accounts instead of 44 (at least 36 were expected).');
    const rejected: Pull = { ...pull, state: 'rejected' };
    await odd.seed(put(pulls, rejected, 'any'));
    await checkFor(odd, 2);
    expect(toLead(odd)).toHaveLength(2);
  });

  it('tells nothing of connections that were never connected, or are being disconnected', async () => {
    for (const state of ['new', 'disconnecting'] as const) {
      const world = await opened();
      await world.turn({ state, connectedAt: null });
      await checkFor(world, 72);
      expect(world.told).toEqual([]);
    }
  });

  it('goes on where one of them can’t be looked at, and says so', async () => {
    const world = await opened();
    const broken = await world.store.get(connections, { connectionId: IDS.connection });
    if (broken === undefined) throw new Error('There is no connection.');
    await world.turn({ state: 'needs-reconnect' });
    const gone = { ...broken, connectionId: 'con_00000000-zzzz', applicationId: 'app_00000000-none' };
    await world.seed(put(connections, gone, 'any'));
    expect(await world.check()).toEqual({ looked: 2 });
    expect(world.told).toEqual([CREATOR, LEAD.email]);
  });
});

describe('pulls that come to nothing', () => {
  it('are told once three of them did in a row, however often each event arrives', async () => {
    const world = await opened();
    await pulled(world);
    const events = [];
    for (let day = 0; day < 3; day += 1) {
      world.clock.advance(HOUR);
      const event = failed(world, 'The vendor’s accounts could not be read: the scope a is missing');
      events.push(event);
      for (const again of events) await world.tell(again);
      await world.check();
      expect(world.told).toHaveLength(day < 2 ? 0 : 2);
    }
    expect(toLead(world)[0]).toContain('The last 3 pulls came to nothing');
    expect(toLead(world)[0]).toContain('the scope a is missing');
    world.clock.advance(HOUR);
    await pulled(world);
    await checkFor(world, 2);
    for (const late of events) await world.tell(late);
    expect(toLead(world)).toHaveLength(2);
  });

  it('say that nothing needs to be done where the vendor did not answer', async () => {
    const world = await opened();
    for (let n = 0; n < 3; n += 1) {
      world.clock.advance(HOUR);
      await world.tell(
        failed(world, 'The vendor’s roles could not be read: the vendor gave no usable answer (503)'),
      );
    }
    expect(toLead(world)[0]).toContain('has not answered for 3 pulls in a row');
    expect(toLead(world)[0]).toContain('Nothing needs to be done here');
  });

  it('are none of those before the last consent', async () => {
    const world = await opened();
    for (let n = 0; n < 3; n += 1) {
      world.clock.advance(HOUR);
      if (n === 2) await world.turn({ connectedAt: world.clock.now() });
      world.clock.advance(1);
      await world.tell(failed(world, 'no'));
    }
    expect(world.told).toEqual([]);
  });
});

describe('that it works again', () => {
  const recoverAfter = async (change: (world: OwnerWorld) => Promise<unknown>) => {
    const world = await opened();
    await world.subscriber('subscriber@example.com', ['connections'], { userId: 'usr_00000000-subscriber' });
    await world.tell(await world.breaks());
    world.mailer.outbox.length = 0;
    await change(world);
    world.clock.advance(HOUR);
    await world.tell(await world.recovers());
    await checkFor(world, 1);
    return world;
  };

  it('is told to those who were told of the trouble, and to nobody who was not', async () => {
    const world = await recoverAfter(async (company) => {
      const application = await company.store.get(applications, { applicationId: IDS.application });
      if (application === undefined) throw new Error('There is no application.');
      const contacts = [LEAD, { kind: 'it' as const, email: 'new@example.com' }];
      await company.seed(put(applications, { ...application, contacts }, 'any'));
    });
    expect(world.told).toEqual([CREATOR, LEAD.email, 'subscriber@example.com']);
  });

  it('is not told to who may no longer see it', async () => {
    const world = await recoverAfter((company) =>
      company.user('subscriber@example.com', { userId: 'usr_00000000-subscriber', role: 'limited-user' }),
    );
    expect(world.told).toEqual([CREATOR, LEAD.email]);
  });

  it('is told of an instance that was given a new connection after an uninstall', async () => {
    const world = await recoverAfter(async (company) => {
      const old = await company.store.get(connections, { connectionId: IDS.connection });
      if (old === undefined) throw new Error('There is no connection.');
      await company.turn({ state: 'disconnected' });
      const next = { ...old, connectionId: 'con_00000000-zzzz', state: 'connected' as const };
      company.clock.advance(2 * HOUR);
      await company.seed(put(connections, { ...next, connectedAt: company.clock.now() }, 'any'));
      await checkFor(company, 1);
      expect(new Set(subjects(company))).toEqual(
        new Set(['Zoom: The connection to the vendor works again.']),
      );
      company.mailer.outbox.length = 0;
      await company.seed(remove(connections, { connectionId: next.connectionId }));
    });
    expect(world.told).toEqual([]);
  });

  it('is told to nobody where nobody was told of the trouble', async () => {
    const world = await new OwnerWorld().open();
    await world.user(CREATOR, { userId: IDS.user, active: false });
    await world.tell(await world.breaks());
    await world.user(CREATOR, { userId: IDS.user });
    world.clock.set(plusMs(world.clock.now(), HOUR));
    await world.tell(await world.recovers());
    await checkFor(world, 1);
    expect(world.told).toEqual([]);
  });

  it('waits for the mail service, and is told with a later look', async () => {
    const world = await opened();
    await world.tell(await world.breaks());
    world.mailer.outbox.length = 0;
    world.clock.advance(2 * HOUR);
    const recovery = await world.recovers();
    world.clock.advance(15 * MINUTE);
    world.mailer.troubleNext({ kind: 'throttled' });
    expect(await world.tell(recovery)).toEqual({ kind: 'later' });
    expect(world.told).toEqual([]);
    await checkFor(world, 1);
    expect(world.told).toEqual([CREATOR, LEAD.email]);
  });
});
