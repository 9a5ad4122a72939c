import type { MailAllowance } from '../domain/notice.ts';

/** One mail, ready to send. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Ids to find the mail by in the mail service's events; never an address. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * `accepted`: the service took it. `refused`: it never will (bad address, suppressed). `throttled`: later, and much later where `wait` is
 * `long`: the quota of the day is used up, or sending is paused. Other faults are thrown: outcome unknown.
 */
export type MailResult =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly wait: 'short' | 'long' };

export interface Mailer {
  send(mail: Mail): Promise<MailResult>;
  /** What the service allows now; null where it does not say. */
  allowance(): Promise<MailAllowance | null>;
}
