import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { FaultMember } from '../integration/fault-company.ts';

const license = z.looseObject({ type: z.int() }).nullable();

/** One request, as the stand-in's log has it. */
export const requestSchema = z.object({
  id: z.int(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  fault: z.string().nullable(),
  accountId: z.string().nullable(),
  email: z.string().nullable(),
  changes: z.array(z.object({ email: z.string(), before: license, after: license })),
});
export type VendorRequest = z.output<typeof requestSchema>;

/** A user as the stand-in holds them. */
export const seatSchema = z.object({
  email: z.string(),
  type: z.int(),
  status: z.string(),
  role_id: z.string().optional(),
});
export type Seat = z.output<typeof seatSchema>;

/** An item of the plan, as the API shows it. */
export interface ItemFact {
  readonly accountId: string;
  readonly state: string;
  readonly reason: string | null;
}

/** Everything one round is judged by. Addresses lead through all of it. */
export interface RoundFacts {
  readonly members: readonly FaultMember[];
  readonly addressOf: (who: string) => string;
  readonly before: ReadonlyMap<string, Seat>;
  readonly after: ReadonlyMap<string, Seat>;
  /** Every request about the account since faults began, in order. */
  readonly requests: readonly VendorRequest[];
  readonly run: { readonly status: string; readonly counts: Readonly<Record<string, number>> | null };
  readonly items: ReadonlyMap<string, ItemFact>;
  readonly events: readonly AuditEvent[];
  /** Notices sent, by address. */
  readonly mails: ReadonlyMap<string, number>;
  /** What the people of the round could not do. */
  readonly troubles: readonly string[];
}

const hashOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16);

const whoIs = (address: string): string => address.split('@')[0] ?? address;

/** Who holds what in the end. Equal in every round. */
export const stateHash = ({ after }: RoundFacts): string =>
  hashOf(
    [...after.values()].map(({ email, type, status, role_id: role }) =>
      [whoIs(email), type, status, role].join(' '),
    ),
  );

/** Who was changed how by the requests of the log. Equal in every round. */
export const logHash = ({ requests }: RoundFacts): string =>
  hashOf(
    requests.flatMap(({ changes }) =>
      changes.map(({ email, before, after }) => [whoIs(email), before?.type, after?.type].join(' ')),
    ),
  );
