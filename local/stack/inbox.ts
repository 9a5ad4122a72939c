import { z } from 'zod';

/** One mail the emulator's mail service took. */
export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** When it was accepted, ISO 8601 in UTC. */
  readonly at: string;
}

const textOrNothing = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const inboxSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z
        .object({
          MessageId: z.string(),
          Source: z.string(),
          To: z.array(z.string()),
          Subject: textOrNothing,
          BodyText: textOrNothing,
          BodyHtml: textOrNothing,
          Timestamp: z.number(),
        })
        .transform((mail) => ({
          id: mail.MessageId,
          from: mail.Source,
          to: mail.To,
          subject: mail.Subject,
          text: mail.BodyText,
          html: mail.BodyHtml,
          at: new Date(mail.Timestamp * 1000).toISOString(),
        })),
    ),
  ),
});

/** Every mail so far, the oldest first. */
export const readInbox = async (awsEndpoint: string): Promise<readonly Mail[]> => {
  const response = await fetch(`${awsEndpoint}/_ministack/ses/messages`);
  return Object.values(inboxSchema.parse(await response.json()).messages).flat();
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const renderMail = (mail: Mail): string => {
  const body = mail.text.split(/(https?:\/\/\S+)/).map((part, index) => {
    const safe = escapeHtml(part);
    return index % 2 === 1 ? `<a href="${safe}">${safe}</a>` : safe;
  });
  return `<article><h2>${escapeHtml(mail.subject)}</h2><p>To ${escapeHtml(mail.to.join(', '))}, ${escapeHtml(mail.at)}</p><pre>${body.join('')}</pre></article>`;
};

/** The inbox as a page, the newest mail first. */
export const renderInbox = (mails: readonly Mail[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Inbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1rem/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}article{border-top:1px solid #888}</style>
</head><body><main><h1>Inbox</h1><p>${mails.length} mails. Nothing leaves this machine.</p>
${mails.toReversed().map(renderMail).join('\n')}</main></body></html>
`;
