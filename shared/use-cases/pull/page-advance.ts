import { NO_ANSWER } from '../../domain/connection-trouble.ts';
import type { Pull } from '../../domain/pull.ts';
import type { Instant } from '../../domain/time.ts';
import type { VendorResult } from '../../ports/vendor-result.ts';

/** Where one read leads: on (not before a moment, where the vendor wants a pause), or out. */
export type Advance<P extends Pull> =
  | { readonly kind: 'go-on'; readonly pull: P; readonly notBefore?: Instant }
  | { readonly kind: 'wait'; readonly notBefore: Instant }
  | { readonly kind: 'reconnect'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: string };

/** Where a step of a pull stands, as far as it matters when a page is not to be had. */
interface StepCursor {
  readonly token: string | null;
  readonly tries: number;
  readonly restarts: number;
}

/** Pages in a row without a usable answer, and fresh starts of a list, after which a source counts as failed. */
const MAX_TRIES = 6;
const MAX_RESTARTS = 3;

/** What a read without a page makes of a pull. Only the kind of pull knows what it is worth without the source. */
export const advanceWithoutPage = <P extends Pull>(
  read: Exclude<VendorResult<never>, { kind: 'ok' | 'not-granted' }>,
  { token, tries, restarts }: StepCursor,
  at: (change: Partial<StepCursor>) => P,
  withoutSource: (why: string) => Advance<P>,
): Advance<P> => {
  switch (read.kind) {
    case 'rate-limited':
      return { kind: 'wait', notBefore: read.notBefore };
    case 'reconnect-needed':
      return { kind: 'reconnect', reason: read.reason };
    case 'unavailable':
      return tries + 1 < MAX_TRIES
        ? { kind: 'go-on', pull: at({ tries: tries + 1 }), notBefore: read.notBefore }
        : withoutSource(`${NO_ANSWER} (${read.reason})`);
    case 'refused':
    case 'gone':
      // Page tokens expire, after 15 minutes at one vendor: the list is read from its start again.
      return token !== null && restarts < MAX_RESTARTS
        ? { kind: 'go-on', pull: at({ token: null, tries: 0, restarts: restarts + 1 }) }
        : withoutSource(read.kind === 'gone' ? 'it is gone' : read.reason);
  }
};
