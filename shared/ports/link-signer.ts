import type { Instant } from '../domain/time.ts';

/** What an answer link is bound to: one account of one sealed plan. */
export interface AnswerLinkClaims {
  readonly runId: string;
  readonly accountId: string;
  readonly expiresAt: Instant;
}

/** Result of reading a link: its claims, also when it has expired; or that it is not ours. */
export type LinkReading =
  { readonly kind: 'valid' | 'expired'; readonly claims: AnswerLinkClaims } | { readonly kind: 'invalid' };

/** Signs and reads the links people get by mail. */
export interface LinkSigner {
  sign(claims: AnswerLinkClaims): Promise<string>;
  read(token: string): Promise<LinkReading>;
}
