import { CHANGE_INVARIANTS } from './change-invariants.ts';
import { ITEM_INVARIANTS } from './item-invariants.ts';
import { RUN_INVARIANTS } from './run-invariants.ts';
import type { Invariant } from './witness.ts';

/** Everything that must hold after every command of the model tests, whatever was done and in whatever order. */
export const INVARIANTS: readonly Invariant[] = [...ITEM_INVARIANTS, ...CHANGE_INVARIANTS, ...RUN_INVARIANTS];
