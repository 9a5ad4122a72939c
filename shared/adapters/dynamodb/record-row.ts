import type { Change } from '../../records/change.ts';

/** The row of a record: its key, the record itself as `doc`, and beside it what conditions and expiry (in whole seconds) need. */
export const rowOf = ({ key, document, version, state, expiresAt }: Change) => ({
  ...key,
  doc: document,
  ...(version === null ? {} : { version }),
  ...(state === null ? {} : { state }),
  ...(expiresAt === null ? {} : { expiresAt: Math.ceil(Date.parse(expiresAt) / 1000) }),
});
