import type { MailAllowance } from '../../domain/notice.ts';
import type { Mail, MailResult, Mailer } from '../../ports/mailer.ts';

/** How a mail is to go that does not simply go; `lost` throws, and the mail was sent all the same where `delivered`. */
export type MailTrouble =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly wait?: 'short' | 'long' }
  | { readonly kind: 'lost'; readonly delivered: boolean };

/** The mailer in memory, for tests: what was sent is in `outbox`. */
export class MemoryMailer implements Mailer {
  readonly outbox: Mail[] = [];
  /** What the service says it allows. */
  allowed: MailAllowance | null = null;
  readonly #troubles: MailTrouble[] = [];
  readonly #refused = new Map<string, string>();

  /** Says how the next mails go, one each; after them all is well again. */
  troubleNext(...troubles: readonly MailTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  /** Refuses every mail to an address. */
  refuse(address: string, reason = 'suppressed'): void {
    this.#refused.set(address, reason);
  }

  async send(mail: Mail): Promise<MailResult> {
    await Promise.resolve();
    const trouble = this.#troubles.shift();
    if (trouble?.kind === 'lost') {
      if (trouble.delivered) this.#accept(mail);
      throw new Error('The connection to the mail service was lost.');
    }
    if (trouble?.kind === 'throttled') return { kind: 'throttled', wait: trouble.wait ?? 'short' };
    if (trouble !== undefined) return trouble;
    const reason = this.#refused.get(mail.to);
    return reason === undefined ? this.#accept(mail) : { kind: 'refused', reason };
  }

  async allowance(): Promise<MailAllowance | null> {
    await Promise.resolve();
    return this.allowed;
  }

  #accept(mail: Mail): MailResult {
    this.outbox.push(structuredClone(mail));
    return { kind: 'accepted', messageId: `mail-${this.outbox.length}` };
  }
}
