import { describe, expect, it } from 'vitest';
import { tokenLease } from '../../../../../shared/domain/connection.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { connections } from '../../../../../shared/records/applications.ts';
import { uninstalls } from '../../../../../shared/records/vendor-events.ts';
import { changeConnection } from '../../../../../shared/use-cases/connections/change-connection.ts';
import { disconnect } from '../../../../../shared/use-cases/connections/disconnect.ts';
import { startAuthorization } from '../../../../../shared/use-cases/connections/start-authorization.ts';
import { startBudget } from '../../../../../shared/use-cases/runs/call-budget.ts';
import { closeRun } from '../../../../../shared/use-cases/runs/close-run.ts';
import { takeVendorEvent } from '../../../../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { ADMIN } from '../../../../support/connection-world.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { vendorEventWorld } from '../../../../support/vendor-event-world.ts';

type World = Awaited<ReturnType<typeof vendorEventWorld>>;

/** What an uninstall leaves, whatever happened on the way. */
const endState = async (world: World) => ({
  connection: await world.connection(),
  secrets: world.vault.connectionIds(),
  schedules: [...world.scheduler.standing.keys()],
  currentPullId: await world.currentPullId(),
  run: await world.run().then(({ cancelRequested, failure, wait }) => ({ cancelRequested, failure, wait })),
  completed: world.machines.completedWaits,
  rows: await world.vendorRows(),
  erased: (await world.store.get(uninstalls, { connectionId: world.connectionId }))?.erasedAt !== null,
  events: world
    .actions()
    .filter((action) => action.startsWith('connection.') || action === 'run.cancel-requested')
    .slice(2),
});

const ENDED = {
  connection: { state: 'disconnected', capabilities: [], grantedScopes: [], connectedAt: null },
  secrets: [],
  schedules: [],
  currentPullId: null,
  run: { cancelRequested: true, wait: { decision: 'cancelled' } },
  completed: [{ taskToken: 'token', outcome: 'ended' }],
  rows: 0,
  erased: true,
  events: ['connection.disconnected', 'run.cancel-requested', 'connection.data-deleted'],
};

describe('an uninstall at the vendor that nobody here asked for', () => {
  it('ends the connection, deletes its secrets and all that was read, and ends its runs', async () => {
    const world = await vendorEventWorld();
    expect(await world.vendorRows()).toBeGreaterThan(10);
    world.flow.troubleNext('refused');
    await world.take(world.uninstalled());
    await world.work();
    expect(await endState(world)).toMatchObject(ENDED);
    const [ended] = world.store.auditTrail().filter(({ action }) => action === 'connection.disconnected');
    expect(ended).toMatchObject({
      actor: { kind: 'vendor', vendor: 'zoom' },
      applicationId: world.instance.applicationId,
      after: { state: 'disconnected', reason: 'uninstalled' },
    });
    expect((await world.run()).failure).toContain('uninstalled at the vendor');
    expect(await world.objects.list('landed/')).toEqual([
      'landed/pulls/ins_00000000-other/pul_1/accounts/0.json',
    ]);
  });

  it('lets the report close the run: no item is open, no account claimed, and the plan stays', async () => {
    const world = await vendorEventWorld();
    world.flow.troubleNext('refused');
    await world.take(world.uninstalled());
    await world.work();
    await closeRun(world.deps, (await world.run()).runId, startBudget(world.clock));
    expect(await world.run()).toMatchObject({ status: 'cancelled', counts: { cancelled: 1 } });
    expect(await world.item('ada')).toMatchObject({ state: 'cancelled', reason: 'run-cancelled' });
  });

  it('deletes what a late writer left within the last minute', async () => {
    const world = await vendorEventWorld();
    world.flow.troubleNext('refused');
    await world.take(world.uninstalled());
    await world.work(1);
    expect(world.vendorEvents.delays).toEqual([60]);
    await world.objects.put(`landed/pulls/${world.instanceId}/pul_late/x.json`, '[]', 'application/json');
    await world.work();
    expect(await world.vendorRows()).toBe(0);
  });

  it('comes to the same end wherever a worker is cut off, by repeating', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 1; ; at += 1) {
        const world = await vendorEventWorld();
        world.flow.troubleNext('refused', 'refused');
        const message = world.uninstalled();
        const crashing = new CrashingStore(world.store, at, when);
        const first = await world.take(message, crashing).then(
          () => 'through',
          (fault: unknown) => fault,
        );
        if (first !== 'through') {
          expect(first).toBeInstanceOf(CrashError);
          // A lease that a dead worker held runs out.
          world.clock.set(plusMs(world.clock.now(), 11_000));
          await world.take(message);
        }
        await world.work();
        expect(await endState(world), `${when} call ${String(at)}`).toMatchObject(ENDED);
        if (first === 'through') break;
      }
  });

  it('goes on deleting after it was cut off', async () => {
    for (let at = 1; at < 200; at += 7) {
      const world = await vendorEventWorld();
      world.flow.troubleNext('refused');
      await world.take(world.uninstalled());
      const [erase] = world.vendorEvents.waiting;
      if (erase === undefined) throw new Error('Nothing is to be deleted.');
      const crashing = new CrashingStore(world.store, at, 'after');
      await takeVendorEvent(world.on(crashing), erase).catch((fault: unknown) => {
        expect(fault).toBeInstanceOf(CrashError);
      });
      await world.work();
      expect(await world.vendorRows(), `call ${String(at)}`).toBe(0);
    }
  });

  it('keeps the connection from being used again, and a new one waits until all is deleted', async () => {
    const world = await vendorEventWorld();
    world.flow.troubleNext('refused');
    await world.take(world.uninstalled());
    const { connectionId, instanceId } = world;
    await expect(
      startAuthorization(world.deps, ADMIN, { connectionId, capability: 'read' }),
    ).rejects.toMatchObject({ code: 'uninstalled' });
    const { version } = await world.connection();
    await expect(
      changeConnection(world.deps, ADMIN, { connectionId, expectedVersion: version, clientSecret: 'new' }),
    ).rejects.toMatchObject({ code: 'uninstalled' });
    expect(world.vault.connectionIds()).toEqual([]);
    await expect(world.newConnection(instanceId)).rejects.toMatchObject({ code: 'being-deleted' });
    await world.work();
    expect((await world.newConnection(instanceId)).state).toBe('new');
  });

  it('refuses a consent that was under way', async () => {
    const world = await vendorEventWorld();
    const begun = await world.begin();
    world.flow.troubleNext('refused');
    await world.take(world.uninstalled());
    expect(await world.finish(begun)).toEqual({ kind: 'closed' });
    expect(world.vault.connectionIds()).toEqual([]);
  });
});

describe('an uninstall that changes nothing', () => {
  const unchanged = async (world: World, work: () => Promise<void>) => {
    const before = await endState(world);
    await work();
    await world.work();
    expect(await endState(world)).toEqual(before);
  };

  it('is one the vendor does not know of: written down and told, once a delivery', async () => {
    const world = await vendorEventWorld();
    const before = await endState(world);
    const message = world.uninstalled();
    await world.take(message);
    await world.take(message);
    await world.work();
    const { events, connection } = await endState(world);
    expect(connection.state).toBe('connected');
    expect(events).toEqual([...before.events, 'connection.uninstall-doubted']);
    expect(await world.vendorRows()).toBe(before.rows);
    expect(await world.run()).toMatchObject({ cancelRequested: false });
  });

  it('is one nobody could check: it comes again', async () => {
    const world = await vendorEventWorld();
    await unchanged(world, async () => {
      world.flow.troubleNext('outage');
      await expect(world.take(world.uninstalled())).rejects.toMatchObject({ name: 'VendorSilentError' });
    });
  });

  it('is one of an authorization before the present one', async () => {
    const world = await vendorEventWorld();
    await unchanged(world, () => world.take(world.uninstalled(plusMs(world.clock.now(), -1))));
    expect(world.flow.refreshed).toEqual([]);
  });

  it('is our own disconnect, before and after it has ended', async () => {
    const world = await vendorEventWorld();
    world.flow.revocation = { kind: 'unavailable', reason: 'busy' };
    await disconnect(world.deps, ADMIN, world.connectionId);
    expect((await world.connection()).state).toBe('disconnecting');
    await unchanged(world, () => world.take(world.uninstalled()));
    world.flow.revocation = { kind: 'ok' };
    await disconnect(world.deps, ADMIN, world.connectionId);
    await unchanged(world, () => world.take(world.uninstalled()));
    expect(world.vault.connectionIds()).toEqual([world.connectionId]);
    expect(await world.vendorRows()).toBeGreaterThan(10);
  });

  it('is a second one, and one of a connection that is no more', async () => {
    const world = await vendorEventWorld();
    world.flow.troubleNext('refused');
    const message = world.uninstalled();
    await world.take(message);
    await world.work();
    await unchanged(world, () => world.take(message));
    await unchanged(world, () => world.take(world.uninstalled()));
    await unchanged(world, () => world.take({ ...world.uninstalled(), connectionId: 'con_00000000-none' }));
    await unchanged(world, () => world.take({ kind: 'erase', connectionId: 'con_00000000-none' }));
  });

  it('is one that meets somebody else at the tokens for too long: it comes again', async () => {
    const world = await vendorEventWorld();
    const { connectionId } = world;
    await world.deps.leases.take(tokenLease(connectionId), 'somebody', 'PT1H');
    await expect(world.take(world.uninstalled())).rejects.toThrow();
    expect((await world.store.get(connections, { connectionId }))?.state).toBe('connected');
  });
});
