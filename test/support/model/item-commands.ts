import fc from 'fast-check';
import { plusMs } from '../../../shared/domain/time.ts';
import { answerExpected } from './expected.ts';
import { type EditName, FAULTS, type Quick, editName, editOf, quickOf } from './happenings.ts';
import { sequence } from './item-sequences.ts';
import { type ItemCommand, WHO, type Worker, command, work } from './item-world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const works = (worker: Worker): ItemCommand => command(worker, (world, model) => work(worker, world, model));

const keeps = command('keep', async (world, model) => {
  if (answerExpected(world, WHO, world.runId, true) === 'kept') model.keep();
  await world.deed({ kind: 'keep', run: 0, who: WHO });
});

const cancels = command('cancel', async (world, model) => {
  model.cancel();
  await world.deed({ kind: 'cancel', run: 0 });
});

const deeds = (what: Exclude<Quick, { kind: 'call' }>): ItemCommand =>
  command(JSON.stringify(what), (world) => world.deed(what));

const reconnects = command('reconnect', async (world, model) => {
  model.isConnected = true;
  await world.deed({ kind: 'reconnect' });
});

const edits = (what: EditName): ItemCommand =>
  command(what, (world) => {
    world.editAtVendor(WHO, editOf(what));
  });

const uses = command('use', (world) => {
  world.use(WHO);
});

const passes = (ms: number): ItemCommand =>
  command(`${String(ms / 60_000)} minutes pass`, async (world) => {
    world.clock.set(plusMs(world.clock.now(), ms));
    await world.deed({ kind: 'fire schedules' });
  });

type AtOnce = Worker | 'keep' | 'cancel' | 'exempt' | 'report';

/** Workers, people and the vendor at one moment, in any order of their calls. Nobody foresees what comes of it, but everything holds. */
const together = (these: readonly AtOnce[]): ItemCommand =>
  command(
    `at once: ${these.join(', ')}`,
    async (world, model) => {
      if (these.includes('report') || these.includes('close')) await work('recheck', world, model);
      const { ordering } = world;
      if (ordering === null) throw new Error('Nobody puts them in order.');
      world.turn = (what) => ordering.schedule(Promise.resolve(), what).then(() => undefined);
      const one = (what: (typeof these)[number]): Promise<void> => {
        if (what === 'keep') return world.deed({ kind: 'keep', run: 0, who: WHO });
        if (what === 'cancel') return world.deed({ kind: 'cancel', run: 0 });
        if (what === 'report')
          return world.deed({ kind: 'report', who: WHO, what: 'deactivated', late: false });
        return what === 'exempt'
          ? world.deed({ kind: 'exempt', who: WHO, days: 1, by: 'email' })
          : world.work(what);
      };
      await ordering.waitFor(Promise.all(these.map(one)));
      world.turn = () => Promise.resolve();
      model.follow();
    },
    // What a fault or a trouble would hit, nobody could say.
    ({ faults, troubles }) => faults.length === 0 && troubles.length === 0,
  );

const unreadable = fc.constantFrom(...FAULTS).map((fault) =>
  command(`the next read: ${fault.kind}`, (world, model) => {
    // An account that is gone is gone, whatever the vendor would have said.
    if (fault.kind === 'gone') return;
    model.faults.push(fault);
    world.vendor.failNext('readAccount', fault);
  }),
);

/** Most often the answer is lost: then only a read can tell what came of the change. */
const LOST = FAULTS.filter(({ kind }) => kind === 'unavailable');

const troubled = fc
  .tuple(fc.constantFrom(...FAULTS, ...LOST, ...LOST, ...LOST, ...LOST), fc.boolean())
  .map(([fault, made]) =>
    command(`the next change: ${fault.kind}${made ? ', made' : ''}`, (world, model) => {
      const trouble = fault.kind === 'unavailable' ? { ...fault, made } : fault;
      model.troubles.push(trouble);
      world.changer.troubleNext(trouble);
    }),
  );

const atOnce = fc.constantFrom<AtOnce[]>('recheck', 'act', 'act', 'verify', 'keep', 'cancel', 'exempt');
const worker = fc.constantFrom<Worker[]>('recheck', 'act', 'act', 'act', 'verify');
/** Everything that may happen to one plan item, the work on it most often. */
export const itemCommand: fc.Arbitrary<ItemCommand> = fc.oneof(
  { weight: 16, arbitrary: worker.map(works) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(1, MINUTE, 16 * MINUTE, 16 * MINUTE, 31 * MINUTE, DAY, 9 * DAY, 100 * DAY)
      .map(passes),
  },
  { weight: 2, arbitrary: editName.map(edits) },
  { weight: 1, arbitrary: unreadable },
  { weight: 4, arbitrary: troubled },
  { weight: 3, arbitrary: sequence },
  { weight: 1, arbitrary: quickOf(WHO).map(deeds) },
  { weight: 1, arbitrary: fc.constantFrom(keeps, uses) },
  { weight: 1, arbitrary: fc.constant(reconnects) },
  { weight: 1, arbitrary: fc.constantFrom(cancels, works('close')) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        { weight: 3, arbitrary: fc.array(atOnce, { minLength: 2, maxLength: 3 }) },
        { weight: 2, arbitrary: fc.constantFrom<AtOnce[][]>(['act', 'report'], ['close', 'keep']) },
      )
      .map(together),
  },
);
