import { type Instant, minus, plusMs } from '../../domain/time.ts';
import { ValidationError } from '../../errors.ts';

/** How far back one looks who does not say. */
const USUAL = 'P30D';

/**
 * The range of time a query of audit events is about: until now unless `to` says otherwise, and 30 days unless `from` does. Throws
 * `ValidationError` where it would end before it begins.
 */
export const auditRange = (
  given: { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
  now: Instant,
): { readonly from: Instant; readonly to: Instant } => {
  const to = given.to ?? plusMs(now, 1);
  const from = given.from ?? minus(to, USUAL);
  if (from > to)
    throw new ValidationError('The range of time ends before it begins.', [
      { field: 'from', rule: given.to === undefined ? 'must not be in the future' : 'must not be after to' },
    ]);
  return { from, to };
};
