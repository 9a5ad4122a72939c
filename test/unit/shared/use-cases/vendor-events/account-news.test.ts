import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VendorEventMessage } from '../../../../../shared/contracts/vendor-event-message.ts';
import type { AccountNews, ReportedFacts } from '../../../../../shared/domain/account-news.ts';
import { plus, plusMs } from '../../../../../shared/domain/time.ts';
import { put } from '../../../../../shared/records/change.ts';
import { accountNews } from '../../../../../shared/records/vendor-events.ts';
import { hearAccountNews } from '../../../../../shared/use-cases/vendor-events/hear-account-news.ts';
import { actStep } from '../../../../../shared/use-cases/runs/act-step.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { ADMIN } from '../../../../support/connection-world.ts';
import { afterTheWait, change, itemOf, recheck, stateOf } from '../../../../support/recheck-world.ts';
import { RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { vendorEventWorld } from '../../../../support/vendor-event-world.ts';
import { NOW } from '../../../../support/vendor-world.ts';
import { disconnect } from '../../../../../shared/use-cases/connections/disconnect.ts';

const NOTHING: ReportedFacts = { status: null, tier: null, roleChanged: false };
type Changed = Extract<VendorEventMessage, { kind: 'account-changed' }>;

const changed = (
  world: Awaited<ReturnType<typeof vendorEventWorld>>,
  facts: Partial<ReportedFacts>,
  at = world.clock.now(),
  vendorAccountId = 'ada',
): Changed => ({
  kind: 'account-changed',
  ...world.heard(),
  at,
  vendorAccountId,
  facts: { ...NOTHING, ...facts },
});

describe('news of an account', () => {
  it('are kept under our id of it, with no audit event: they change nothing by themselves', async () => {
    const world = await vendorEventWorld();
    const before = world.actions().length;
    await world.take(changed(world, { roleChanged: true }));
    expect(await world.news('ada')).toMatchObject({
      accountId: world.accountId('ada'),
      status: null,
      role: { value: 'changed', at: world.clock.now() },
    });
    expect(await world.news('bob')).toBeUndefined();
    expect(world.actions()).toHaveLength(before);
  });

  it('are not kept of a user we have never read, or over a connection that is ended', async () => {
    const world = await vendorEventWorld();
    const rows = await world.vendorRows();
    await world.take(changed(world, { status: 'gone' }, world.clock.now(), 'stranger'));
    await world.take({ ...changed(world, { status: 'gone' }), connectionId: 'con_00000000-none' });
    await disconnect(world.deps, ADMIN, world.connectionId);
    await world.take(changed(world, { status: 'gone' }));
    expect(await world.vendorRows()).toBe(rows);
  });

  it('are the same in the end, in whatever order and however often events come', async () => {
    const world = await vendorEventWorld();
    const facts = fc.constantFrom<Partial<ReportedFacts>>(
      { status: 'active' },
      { status: 'inactive' },
      { status: 'gone' },
      { tier: 'basic' },
      { tier: 'licensed', roleChanged: true },
    );
    const events = fc.array(fc.tuple(facts, fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 5 });
    let runs = 0;
    const repeat = () => ({ receipt: world.heard().receipt });
    const end = async (messages: readonly Changed[]) => {
      runs += 1;
      // Each sequence is heard of a user of its own.
      const name = `ada-${String(runs)}`;
      const { instanceId } = world;
      await world.identify(name);
      for (const message of messages) await world.take({ ...message, vendorAccountId: name, ...repeat() });
      const { status, tier, role } = (await world.store.get(accountNews, {
        instanceId,
        accountId: world.accountId(name),
      })) ?? { status: null, tier: null, role: null };
      return { status, tier, role };
    };
    await fc.assert(
      fc.asyncProperty(
        events.chain((list) => {
          const messages = list.map(([fact, minute]) =>
            changed(world, fact, plusMs(world.clock.now(), minute * 60_000)),
          );
          const doubled = [...messages, ...messages];
          return fc.tuple(fc.constant(messages), fc.shuffledSubarray(doubled, { minLength: doubled.length }));
        }),
        async ([messages, shuffled]) => {
          expect(await end(shuffled)).toEqual(await end(messages));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are heard once, wherever a worker is cut off', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 1; ; at += 1) {
        const world = await vendorEventWorld();
        const message = changed(world, { tier: 'basic' });
        const crashing = new CrashingStore(world.store, at, when);
        const first = await world.take(message, crashing).then(
          () => 'through',
          (fault: unknown) => fault,
        );
        if (first !== 'through') expect(first).toBeInstanceOf(CrashError);
        await world.take(message);
        expect(await world.news('ada')).toMatchObject({ tier: { value: 'basic' }, version: 1 });
        if (first === 'through') break;
      }
  });

  it('are heard from many workers at once', async () => {
    const world = await vendorEventWorld();
    const minutes = [1, 2, 3, 4, 5];
    await Promise.all(
      minutes.map((minute) =>
        hearAccountNews(
          world.deps,
          changed(world, { tier: minute === 5 ? 'none' : 'basic' }, plusMs(world.clock.now(), minute)),
        ),
      ),
    );
    expect((await world.news('ada'))?.tier?.value).toBe('none');
  });
});

const newsOf = (accountId: string, patch: Partial<AccountNews>): AccountNews => ({
  instanceId: IDS.instance,
  accountId,
  status: null,
  tier: null,
  role: null,
  expiresAt: plus(NOW, 'P30D'),
  version: 1,
  ...patch,
});
const said = <T extends string>(value: T, at = NOW) => ({ value, at, heardAt: at });
const BEFORE = '2026-02-01T00:00:00.000Z';

describe('a re-check of an account with news', () => {
  it.each([
    [
      'its role changed, though the vendor shows none',
      { role: said('changed') },
      {},
      ['held', 'role-changed'],
    ],
    [
      'it became an admin',
      { role: said('changed') },
      { role: { id: '1', kind: 'member' } },
      ['protected', 'vendor-admin'],
    ],
    ['it is gone, though the vendor shows it', { status: said('gone') }, {}, ['held', 'vendor-disagrees']],
    [
      'its license is another, though the vendor shows the old',
      { tier: said('basic') },
      {},
      ['held', 'vendor-disagrees'],
    ],
    ['its role changed before the run', { role: said('changed', BEFORE) }, {}, ['due', null]],
  ] as const)('leaves alone what must be: %s', async (_, news, patch, expected) => {
    const world = await afterTheWait();
    const { accountId } = await itemOf(world, 'ada');
    await world.store.writeMany([put(accountNews, newsOf(accountId, news), 'any')]);
    change(world, 'ada', patch);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(expected);
    expect((await stateOf(world, 'bob'))[0]).toBe('due');
  });
});

describe('acting on an account with news', () => {
  const due = async (): Promise<RunWorld> => {
    const world = await new RunWorld().open();
    await world.plan(['ada'], { stage: 'recheck' }, () => ({ state: 'due' }));
    return world;
  };
  const tell = (world: RunWorld, patch: Partial<AccountNews>) =>
    world.store.writeMany([put(accountNews, newsOf(accountIdOf('ada'), patch), 'any')]);
  const act = (world: RunWorld) => actStep(world.all(), world.shardInput('ada', world.clock.now()));

  it.each([
    [{ role: said('changed') }, 'role-changed'],
    [{ status: said('inactive') }, 'vendor-disagrees'],
    [{ tier: said('none') }, 'vendor-disagrees'],
  ])('holds it, and sends nothing, for %j', async (news, reason) => {
    const world = await due();
    await tell(world, news);
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'held', reason });
    expect(world.changer.changes).toEqual([]);
    expect(await world.isClaimed('ada')).toBe(false);
  });

  it('protects who is shown as an admin, for that reason', async () => {
    const world = await due();
    await tell(world, { role: said('changed') });
    world.changer.edit('v-ada', { role: { id: '1', kind: 'admin' } });
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'protected', reason: 'vendor-admin' });
  });

  it('acts where the news are older than the run, or say what the vendor shows', async () => {
    const world = await due();
    await tell(world, { role: said('changed', BEFORE), tier: said('licensed'), status: said('active') });
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'acted' });
  });

  it('sends nothing where news come between the last look and the intent: it looks anew', async () => {
    const world = await due();
    /** The vendor's report is written at the very moment the intent is to be. */
    class Overtaken extends CrashingStore {
      #isTold = false;
      override async commit(...given: Parameters<CrashingStore['commit']>) {
        if (given[1].action === 'item.acting' && !this.#isTold) {
          this.#isTold = true;
          await tell(world, { role: said('changed') });
        }
        return super.commit(...given);
      }
    }
    const store = new Overtaken(world.store, 0, 'before');
    await actStep(world.all(store), world.shardInput('ada', world.clock.now()));
    expect(await world.item('ada')).toMatchObject({ state: 'due', intent: null });
    expect(world.changer.changes).toEqual([]);
    expect(await actStep(world.all(store), world.wholeInput())).toMatchObject({
      outcome: 'more',
      shards: [shardOf(accountIdOf('ada'))],
    });
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'held', reason: 'role-changed' });
    expect(world.changer.changes).toEqual([]);
  });
});
