import { z } from 'zod';
import { UnexpectedAnswer } from './api-client.ts';
import { inboxShape } from './api-shapes.ts';
import { Browser } from './browser.ts';

/** Every mail sent so far. */
export const readMails = async (inboxJsonUrl: string) =>
  inboxShape.parse(await (await fetch(inboxJsonUrl)).json());

/** The answer address in the newest mail to somebody. */
export const answerUrlFor = async (inboxJsonUrl: string, email: string): Promise<string> => {
  const mails = await readMails(inboxJsonUrl);
  const mail = mails
    .toReversed()
    .find(
      ({ to, text }) => to.some((address) => address.toLowerCase() === email) && text.includes('/answer/'),
    );
  const url = z
    .string()
    .optional()
    .parse(/https?:\/\/\S+\/answer\/\S+/.exec(mail?.text ?? '')?.[0]);
  if (url === undefined) throw new UnexpectedAnswer(`no mail with an answer link for ${email}`);
  return url;
};

/** Opens the link as the person would, looks twice, then presses the button. */
export const keepThroughPage = async (url: string): Promise<number> => {
  const browser = new Browser();
  await browser.open(url);
  const form = await browser.open(url);
  return form.status === 200 ? (await browser.submit(form)).status : form.status;
};
