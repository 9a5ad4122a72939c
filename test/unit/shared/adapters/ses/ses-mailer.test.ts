import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SesMailer } from '../../../../../shared/adapters/ses/ses-mailer.ts';

const MAIL = {
  to: 'ada@example.com',
  subject: 'Your license',
  html: '<p>Keep it?</p>',
  text: 'Keep it?',
  tags: { run: 'run_1', notice: 'ntc_1' },
};
const named = (name: string, message = 'ada@example.com is on a list') =>
  Object.assign(new Error(message), { name });

describe('SesMailer', () => {
  const client = mockClient(SESv2Client);
  const mailer = () =>
    new SesMailer({ senderAddress: 'licenses@example.com', client: { region: 'us-east-1' } });
  beforeEach(() => {
    client.reset();
  });

  it('sends both forms in UTF-8 with the tags', async () => {
    client.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    expect(await mailer().send(MAIL)).toEqual({ kind: 'accepted', messageId: 'm-1' });
    expect(client.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: 'licenses@example.com',
      Destination: { ToAddresses: ['ada@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Your license', Charset: 'UTF-8' },
          Body: {
            Html: { Data: '<p>Keep it?</p>', Charset: 'UTF-8' },
            Text: { Data: 'Keep it?', Charset: 'UTF-8' },
          },
        },
      },
      EmailTags: [
        { Name: 'run', Value: 'run_1' },
        { Name: 'notice', Value: 'ntc_1' },
      ],
    });
  });

  it.each([
    'MessageRejected',
    'MailFromDomainNotVerifiedException',
    'BadRequestException',
    'AccountSuspendedException',
  ])('is refused by %s, without the address in the reason', async (name) => {
    client.on(SendEmailCommand).rejects(named(name));
    expect(await mailer().send(MAIL)).toEqual({ kind: 'refused', reason: name });
  });

  it.each([
    ['TooManyRequestsException', 'Maximum sending rate exceeded.', 'short'],
    ['ThrottlingException', 'Rate exceeded', 'short'],
    ['Throttling', 'Maximum sending rate exceeded.', 'short'],
    ['TooManyRequestsException', 'Daily message quota exceeded.', 'long'],
    ['Throttling', 'Daily message quota exceeded', 'long'],
    ['LimitExceededException', 'Daily sending quota exceeded.', 'long'],
    ['SendingPausedException', 'Sending is paused.', 'long'],
  ])('is throttled by %s (%s): for %s', async (name, message, wait) => {
    client.on(SendEmailCommand).rejects(named(name, message));
    expect(await mailer().send(MAIL)).toEqual({ kind: 'throttled', wait });
    expect(client.commandCalls(SendEmailCommand)).toHaveLength(1);
  });

  const quota = { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 17 };
  it.each([
    ['its quota', { SendQuota: quota }, { perSecond: 1, perDay: 200, sentLastDay: 17 }],
    [
      'no limit of a day',
      { SendQuota: { ...quota, Max24HourSend: -1 } },
      { perSecond: 1, perDay: null, sentLastDay: 17 },
    ],
    [
      'that sending is off',
      { SendQuota: quota, SendingEnabled: false },
      { perSecond: 1, perDay: 0, sentLastDay: 0 },
    ],
    ['nothing', {}, null],
  ])('reads %s', async (_, said, expected) => {
    client.on(GetAccountCommand).resolves(said);
    expect(await mailer().allowance()).toEqual(expected);
  });

  it('knows no quota where it is asked for too often, and hands on other faults', async () => {
    client.on(GetAccountCommand).rejects(named('TooManyRequestsException', 'Rate exceeded'));
    expect(await mailer().allowance()).toBeNull();
    client.on(GetAccountCommand).rejects(named('AccessDeniedException', 'no'));
    await expect(mailer().allowance()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('throws where it is unknown whether the mail was sent, after one try', async () => {
    client.on(SendEmailCommand).rejects(named('TimeoutError'));
    await expect(mailer().send(MAIL)).rejects.toMatchObject({ name: 'TimeoutError' });
    client.on(SendEmailCommand).resolves({});
    await expect(mailer().send(MAIL)).rejects.toThrow('no message id');
    expect(client.commandCalls(SendEmailCommand)).toHaveLength(2);
  });
});
