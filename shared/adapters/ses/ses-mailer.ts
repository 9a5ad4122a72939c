import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import type { MailAllowance } from '../../domain/notice.ts';
import type { Mail, MailResult, Mailer } from '../../ports/mailer.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** From whom mails come. `client` is left out on AWS, where the environment says all. */
export interface SesSender {
  readonly senderAddress: string;
  readonly client?: SESv2ClientConfig;
}

/** Answers by which SES says that it did not take the mail and will not (SES API v2 reference, SendEmail). */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccountSuspendedException',
  'BadRequestException',
  'MailFromDomainNotVerifiedException',
  'MessageRejected',
  'NotFoundException',
]);

/** Answers by which SES says that it did not take the mail now: too many a second, or a day, or sending is paused. */
const THROTTLES: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'SendingPausedException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** What SES says where the quota of 24 hours is used up (SES developer guide, "Errors related to the sending quotas"). */
const OF_A_DAY = /daily/i;

/** Told where there is no limit (SES API v2 reference, SendQuota). */
const UNLIMITED = -1;

const load = async (config: SESv2ClientConfig) => {
  const { GetAccountCommand, SESv2Client, SendEmailCommand } = await import('@aws-sdk/client-sesv2');
  // One attempt: a repeat after a lost answer would be a second mail.
  return { client: new SESv2Client({ maxAttempts: 1, ...config }), GetAccountCommand, SendEmailCommand };
};

const text = (data: string) => ({ Data: data, Charset: 'UTF-8' });

/** The mailer on SES. A refusal is named by its kind only: SES's own sentence may hold the address. */
export class SesMailer implements Mailer {
  readonly #senderAddress: string;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ senderAddress, client = {} }: SesSender) {
    this.#senderAddress = senderAddress;
    this.#sdk = onFirstUse(() => load(client));
  }

  async send({ to, subject, html, text: plain, tags }: Mail): Promise<MailResult> {
    const { client, SendEmailCommand } = await this.#sdk();
    const command = new SendEmailCommand({
      FromEmailAddress: this.#senderAddress,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: text(subject), Body: { Html: text(html), Text: text(plain) } } },
      EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    });
    try {
      const { MessageId } = await client.send(command);
      if (MessageId === undefined) throw new Error('The mail service gave no message id.');
      return { kind: 'accepted', messageId: MessageId };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: '', message: '' };
      if (THROTTLES.has(name)) {
        const isLong = OF_A_DAY.test(message) || name === 'SendingPausedException';
        return { kind: 'throttled', wait: isLong ? 'long' : 'short' };
      }
      if (REFUSALS.has(name)) return { kind: 'refused', reason: name };
      throw error;
    }
  }

  /** Asked at most once a second by all of an account, SES says no more; then nothing is known, and what it throttles is waited for. */
  async allowance(): Promise<MailAllowance | null> {
    const { client, GetAccountCommand } = await this.#sdk();
    const account = await client.send(new GetAccountCommand({})).catch((error: unknown) => {
      if (error instanceof Error && THROTTLES.has(error.name)) return null;
      throw error;
    });
    const { Max24HourSend, MaxSendRate, SentLast24Hours } = account?.SendQuota ?? {};
    if (account?.SendingEnabled === false) return { perSecond: 1, perDay: 0, sentLastDay: 0 };
    if (Max24HourSend === undefined || MaxSendRate === undefined || MaxSendRate <= 0) return null;
    return {
      perSecond: MaxSendRate,
      perDay: Max24HourSend === UNLIMITED ? null : Math.floor(Max24HourSend),
      sentLastDay: SentLast24Hours ?? 0,
    };
  }
}
