import { inject } from 'vitest';
import { readInbox, type Mail } from '../../../local/stack/inbox.ts';

/** Mails that were sent to an address, the oldest first. */
export const mailsTo = async (address: string): Promise<Mail[]> =>
  (await readInbox(inject('endpoints').awsEndpoint)).filter(({ to }) => to.includes(address));

/** The answer link in the last mail to an address. */
export const answerLink = async (address: string): Promise<string> => {
  const mail = (await mailsTo(address)).at(-1);
  const link = /https?:\/\/\S+\/answer\/[^\s"<>]+/.exec(mail?.text ?? '')?.[0];
  if (link === undefined) throw new Error(`No mail to ${address} has an answer link.`);
  return link;
};
