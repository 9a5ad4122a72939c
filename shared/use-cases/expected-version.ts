import { VersionMismatchError } from '../errors.ts';
import type { WriteResult } from '../ports/record-store.ts';

const changed = () =>
  new VersionMismatchError('It was changed since you read it. Read it again and repeat the change on that.');

/** Faults with `VersionMismatchError` unless a record is still at the version the caller read. */
export const assertVersion = (stored: { readonly version: number }, expected: number): void => {
  if (stored.version !== expected) throw changed();
};

/** Faults with `VersionMismatchError` where a commit was in conflict with somebody else's change. */
export const assertDone = (result: WriteResult): void => {
  if (result.kind === 'conflict') throw changed();
};
