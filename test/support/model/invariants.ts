import { CHANGE_INVARIANTS, judgedLately } from './change-invariants.ts';
import { ITEM_INVARIANTS } from './item-invariants.ts';
import { RUN_INVARIANTS, completed } from './run-invariants.ts';
import type { Invariant } from './witness.ts';

/** Everything that must hold after every command of the model tests, whatever was done and in whatever order. */
export const INVARIANTS: readonly Invariant[] = [...ITEM_INVARIANTS, ...CHANGE_INVARIANTS, ...RUN_INVARIANTS];

/** The same, and what holds where the machine says which step comes next. */
export const MACHINE_INVARIANTS: readonly Invariant[] = [...INVARIANTS, completed, judgedLately];
