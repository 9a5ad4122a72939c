import { ERASURE_STEPS, type Erasure, type Sought, erasedAs, knowsMore } from '../../domain/erasure.ts';
import { CorruptDataError } from '../../errors.ts';
import { put, remove } from '../../records/change.ts';
import { erasures, openErasures } from '../../records/erasures.ts';
import { auditEvent } from '../audit.ts';
import { type CallBudget, startBudget } from '../runs/call-budget.ts';
import { lookAtObjects } from './erase-objects.ts';
import { type Looked, lookAtRows } from './erase-rows.ts';
import type { ErasureDeps } from './erasure-dependencies.ts';

/** Erasing stops taking up more after this; some hundred rows take a second or two on top, within the 20 s of a call. */
const ERASE_MS = 10_000;

/** Passes at most: what still comes after so many is sent anew by a source, and has to be erased there. */
const MOST_PASSES = 6;

const save = async (
  { store }: Pick<ErasureDeps, 'store'>,
  erasure: Erasure,
  patch: Partial<Erasure>,
): Promise<Erasure | undefined> => {
  const { version } = erasure;
  const saved = { ...erasure, ...patch, version: version + 1 };
  const { kind } = await store.write([put(erasures, saved, { version })]);
  return kind === 'done' ? saved : undefined;
};

const soughtBy = ({ sought }: Erasure): Sought => {
  if (sought === null) throw new CorruptDataError('An erasure that goes on does not say of whom.');
  return sought;
};

const look = async (
  deps: ErasureDeps,
  erasure: Erasure,
  step: (typeof ERASURE_STEPS)[number],
): Promise<Looked> => {
  const sought = soughtBy(erasure);
  switch (step) {
    case 'directory':
    case 'activity':
    case 'runs':
    case 'audit':
      return lookAtRows(deps, erasure, sought, step);
    default:
      return lookAtObjects(deps, erasure, sought, step);
  }
};

/** After a pass that found something comes another one; after one that found nothing all is gone, also what was looked for. */
const endPass = async (deps: ErasureDeps, erasure: Erasure): Promise<void> => {
  const { erasureId, pass, found, requestedBy, version } = erasure;
  const erased = erasure.erased + found;
  if (found > 0 && pass < MOST_PASSES) {
    await save(deps, erasure, { pass: pass + 1, step: 0, after: null, found: 0, erased });
    return;
  }
  const ended: Erasure = {
    ...erasure,
    erased,
    sought: null,
    endedAt: deps.clock.now(),
    version: version + 1,
  };
  const { personId, addresses } = soughtBy(erasure);
  const who = erasedAs({ personId: erasure.personId, addresses });
  const event = auditEvent(deps, { actor: requestedBy }, 'person.erased', {
    ...{ personId, subjectId: erasureId },
    after: { erased, passes: pass, foundAtLast: found },
  });
  await deps.store.commit([put(erasures, ended, { version }), remove(openErasures, { who })], event);
};

/**
 * Erases somebody step by step, as far as the time goes. What is found is written down before anything is changed, so that who is cut off
 * loses nothing of it; the same rows looked at again have nothing any more. Of two workers at once one finds its step done by the other.
 */
export const erasePerson = async (
  deps: ErasureDeps,
  erasureId: string,
  budget: CallBudget,
): Promise<'more' | 'done'> => {
  for (;;) {
    const erasure = await deps.store.get(erasures, { erasureId });
    if (erasure?.endedAt !== null) return 'done';
    const step = ERASURE_STEPS[erasure.step];
    if (step === undefined) await endPass(deps, erasure);
    else await takeStep(deps, erasure, step);
    if (budget.isSpent()) return 'more';
  }
};

const takeStep = async (
  deps: ErasureDeps,
  erasure: Erasure,
  step: (typeof ERASURE_STEPS)[number],
): Promise<void> => {
  const looked = await look(deps, erasure, step);
  const { sought, next } = looked;
  const isNews = looked.found > 0 || (erasure.sought !== null && knowsMore(sought, erasure.sought));
  const found = erasure.found + Math.max(looked.found, isNews ? 1 : 0);
  const held = isNews ? await save(deps, erasure, { sought, found }) : erasure;
  // Somebody else goes on with it, or changed one of the rows: what is stored is looked at again.
  if (held === undefined || (await looked.apply()) === 'conflict') return;
  await save(deps, held, next === null ? { step: held.step + 1, after: null } : { after: next });
};

/** Works on an erasure as far as one call gets, and sends itself the message for the next. Called for each message of the queue. */
export const workOnErasure = async (
  deps: ErasureDeps,
  { erasureId }: { readonly erasureId: string },
): Promise<void> => {
  if ((await erasePerson(deps, erasureId, startBudget(deps.clock, ERASE_MS))) === 'more')
    await deps.erasureQueue.send({ erasureId });
};
