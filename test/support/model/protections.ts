import type { Facts } from './facts.ts';
import type { Asked } from './witness.ts';

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Sixty days without use, which the rules of the model ask for at least, and three by which the vendor is late. */
const IDLE_MS = 63 * 86_400_000;

/**
 * Whether a use keeps a license at a moment: one after the account was read for the plan always does, and one in that very moment as long
 * as the rules do not match again.
 */
export const keepsAt = (use: { at: string }, plannedAt: string, now: string): boolean =>
  use.at > plannedAt || Date.parse(now) - Date.parse(use.at) <= IDLE_MS;

/** Whether an exemption was in force at any moment of a span; one taken back in the very moment it was made was, for that moment. */
const wasInForce = (
  exemption: { startsAt: string; expiresAt: string | null; removedAt: string | null },
  { from, to }: Span,
): boolean => {
  const [end = null] = [exemption.expiresAt, exemption.removedAt].filter((at) => at !== null).sort();
  return exemption.startsAt <= to && (end === null || end > from);
};

/** Whether somebody was exempt at any moment of a span, by what was stored up to a place in the order of things. */
export const isExempt = (facts: Facts, vendorAccountId: string, span: Span, known: number): boolean =>
  [...facts.exemptions.values()].some(
    ({ subject, seq, ...exemption }) =>
      (subject.vendorAccountId === vendorAccountId ||
        subject.email === `${vendorAccountId.slice(2)}@example.com`) &&
      seq <= known &&
      wasInForce(exemption, span),
  );

/** What the vendor reported of an account since a moment that an account read now does not show. */
export function* reportedAgainst(
  facts: Facts,
  accountId: string,
  since: string,
  account: NonNullable<Asked['account']>,
): Generator<string> {
  const news = facts.news.get(accountId);
  const recent = (fact: { value: string; at: string; heardAt: string } | null | undefined): string | null =>
    fact !== null && fact !== undefined && (fact.at >= since || fact.heardAt >= since) ? fact.value : null;
  if (recent(news?.role) !== null) yield 'the role changed';
  const status = recent(news?.status);
  if (status !== null && status !== account.status) yield `it was reported ${status}`;
  const tier = recent(news?.tier);
  if (tier !== null && tier !== account.tier) yield `it was reported to have ${tier}`;
}
