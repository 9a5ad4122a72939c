import { CorruptDataError } from '../../errors.ts';
import type { Collection } from '../../records/collection.ts';

/** A stored document as its collection's record. Where it does not fit, a `CorruptDataError` names the fields, never their values. */
export const readRecord = <R extends Ref, Ref extends object, Scope extends object>(
  target: Collection<R, Ref, Scope>,
  document: unknown,
): R => {
  const parsed = target.schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
  throw new CorruptDataError(`A stored ${target.name} does not fit its schema: ${fields.join(', ')}.`);
};
