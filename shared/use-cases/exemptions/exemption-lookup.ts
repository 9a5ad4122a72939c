import { normalizeAddress } from '../../domain/address.ts';
import { type Exemption, type ExemptionScope, protectsDuring, subjectKey } from '../../domain/exemption.ts';
import type { Instant } from '../../domain/time.ts';
import { exemptEntries, exemptLists } from '../../records/exempt-lists.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** Whom an exemption may protect: all addresses of the account and its person, and the vendor's id of the account. */
export interface ExemptionCandidate {
  readonly emails: readonly string[];
  readonly vendorAccountId: string | null;
}

/** The exemptions of some scopes that were in force in a span of time. */
export interface ExemptionLookup {
  /** Entries that were looked at, in force or not. */
  readonly checked: number;
  /** Those that protect this account, in order of their ids; empty where none does. */
  forAccount(candidate: ExemptionCandidate): readonly Exemption[];
}

/**
 * Reads the exempt lists of the scopes (`global` and the application's id) and keeps what was in force at any moment from `from` to
 * `to`: for a plan, from its seal to now, so that an entry that lapsed in between still protects.
 */
export const exemptionsInForce = async (
  { store }: Pick<Basics, 'store'>,
  scopes: readonly ExemptionScope[],
  from: Instant,
  to: Instant,
): Promise<ExemptionLookup> => {
  const bySubject = new Map<string, Exemption[]>();
  let checked = 0;
  for (const scope of new Set(scopes)) {
    const list = await store.get(exemptLists, { scope });
    if (list === undefined) continue;
    for await (const entry of everyRecord(store, exemptEntries, { listId: list.listId })) {
      checked += 1;
      if (!protectsDuring(entry, from, to)) continue;
      const key = subjectKey(entry.subject);
      bySubject.set(key, [...(bySubject.get(key) ?? []), entry]);
    }
  }
  return {
    checked,
    forAccount: ({ emails, vendorAccountId }) => {
      const keys = new Set(
        emails.map((email) => subjectKey({ kind: 'email', email: normalizeAddress(email) })),
      );
      if (vendorAccountId !== null) keys.add(subjectKey({ kind: 'account', vendorAccountId }));
      return [...keys]
        .flatMap((key) => bySubject.get(key) ?? [])
        .sort((a, b) => (a.exemptionId < b.exemptionId ? -1 : 1));
    },
  };
};
