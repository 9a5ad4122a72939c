import fc from 'fast-check';
import { plusMs } from '../../../shared/domain/time.ts';
import { FAULTS } from './happenings.ts';
import type { ItemModel } from './item-model.ts';
import { type ItemCommand, type ItemWorld, WHO, command, work } from './item-world.ts';

const MINUTE = 60_000;

/** A change of which no answer comes. */
const LOST = FAULTS.filter(({ kind }) => kind === 'unavailable');

/** Nobody is at it any more who sent a change. */
const outlastIntent = (world: ItemWorld): void => {
  world.clock.set(plusMs(world.clock.now(), 16 * MINUTE));
};

const loseNext = (world: ItemWorld, model: ItemModel, made: boolean): void => {
  for (const fault of LOST) {
    const trouble = fault.kind === 'unavailable' ? { ...fault, made } : fault;
    model.troubles.push(trouble);
    world.changer.troubleNext(trouble);
  }
};

/** What most items come to. */
const goesOn = command('judged, acted on and read back', async (world, model) => {
  for (const worker of ['recheck', 'act', 'verify'] as const) await work(worker, world, model);
});

/** Whatever is sent is lost on its way, and is looked after once its worker can no longer be at it, until it is given up. */
const losesAll = command('every change is lost', async (world, model) => {
  await work('recheck', world, model);
  for (let times = 0; times < 4; times += 1) {
    loseNext(world, model, false);
    await work('act', world, model);
    outlastIntent(world);
    await work('act', world, model);
  }
});

/** A change is made, its answer is lost, and the vendor refuses to say what came of it: it may have been made, and counts as that. */
const neverTold = command('nobody learns what came of a change', async (world, model) => {
  await work('recheck', world, model);
  loseNext(world, model, true);
  await work('act', world, model);
  outlastIntent(world);
  for (const fault of FAULTS.filter(({ kind }) => kind === 'refused')) {
    model.faults.push(fault);
    world.vendor.failNext('readAccount', fault);
  }
  await work('act', world, model);
  await work('close', world, model);
});

/** An exemption that is over again protects from a plan that was sealed before it, whoever looks next. */
const exemptsShortly = (next: 'recheck' | 'act'): ItemCommand =>
  command(`exempt for a moment, then ${next}`, async (world, model) => {
    if (next === 'act') await work('recheck', world, model);
    await world.deed({ kind: 'exempt', who: WHO, days: null, by: 'account' });
    world.clock.set(plusMs(world.clock.now(), 1));
    await world.deed({ kind: 'remove exemption', who: WHO });
    await work(next, world, model);
  });

/** Things that one after the other bring out what each of them hardly ever does by itself. */
export const sequence: fc.Arbitrary<ItemCommand> = fc.constantFrom(
  goesOn,
  goesOn,
  losesAll,
  neverTold,
  exemptsShortly('recheck'),
  exemptsShortly('act'),
);
