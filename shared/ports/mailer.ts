/** One mail, ready to send. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Ids to find the mail by in the mail service's events; never an address. */
  readonly tags: Readonly<Record<string, string>>;
}

/** `accepted`: the service took it. `refused`: it never will (bad address, suppressed). `throttled`: later. Other faults are thrown: outcome unknown. */
export type MailResult =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'throttled' };

export interface Mailer {
  send(mail: Mail): Promise<MailResult>;
}
