import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { MemoryMailer } from '../../shared/adapters/memory/memory-mailer.ts';
import { SesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import type { Mail, Mailer } from '../../shared/ports/mailer.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

const SENDER = 'licenses@example.com';

/** A mailer, and what arrived at an address: subjects and bodies. */
interface Opened {
  readonly mailer: Mailer;
  readonly arrived: (to: string) => Promise<string[]>;
}

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: async () => {
      await Promise.resolve();
      const mailer = new MemoryMailer();
      return {
        mailer,
        arrived: async (to) => {
          await Promise.resolve();
          return mailer.outbox.filter((mail) => mail.to === to).map((mail) => JSON.stringify(mail));
        },
      };
    },
  },
  {
    name: 'SES',
    open: async () => {
      await new SESv2Client(emulatorClient()).send(new CreateEmailIdentityCommand({ EmailIdentity: SENDER }));
      return {
        mailer: new SesMailer({ senderAddress: SENDER, client: emulatorClient() }),
        arrived: async (to) => {
          const response = await fetch(`${inject('awsEndpoint')}/_ministack/ses/messages`);
          const { messages } = z
            .object({ messages: z.record(z.string(), z.array(z.looseObject({ To: z.array(z.string()) }))) })
            .parse(await response.json());
          const mine = Object.values(messages).flat();
          return mine.filter(({ To }) => To.includes(to)).map((message) => JSON.stringify(message));
        },
      };
    },
  },
];

const mail = (to: string): Mail => ({
  to,
  subject: 'Your Zoom license – ä',
  html: '<p>Keep it?</p>',
  text: 'Keep it? Yes.',
  tags: { run: 'run_00000000-0000-7000-8000-000000000001' },
});

describe.each(twins)('Mailer on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });

  it('says what it allows, or that it does not say', async () => {
    const allowed = await opened.mailer.allowance();
    if (allowed !== null) expect(allowed.perSecond).toBeGreaterThan(0);
    expect(allowed === null || allowed.sentLastDay >= 0).toBe(true);
  });

  it('accepts a mail under an id of its own and sends it once, in both forms', async () => {
    const results = [
      await opened.mailer.send(mail('one@example.com')),
      await opened.mailer.send(mail('two@example.com')),
    ];
    expect(results.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    const ids = results.map((result) => (result.kind === 'accepted' ? result.messageId : ''));
    expect(new Set(ids).size).toBe(2);
    const arrived = await opened.arrived('one@example.com');
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toContain('Your Zoom license – ä');
    expect(arrived[0]).toContain('<p>Keep it?</p>');
    expect(arrived[0]).toContain('Keep it? Yes.');
  });
});
