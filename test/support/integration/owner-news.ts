import { PATIENCE_SECONDS, until } from './api.ts';
import { invoke } from './aws.ts';
import { mailsTo } from './mails.ts';

/** How a mail about a pull that is not followed begins. */
export const ODD =
  'What the vendor listed is odd, so the data before it stays in use and no run plans from it.';
/** How one about last sign-ins in the future begins. */
export const AHEAD =
  'The clock of the vendor seems to be ahead, so nobody knows when some people last signed in.';
export const WORKS_AGAIN = 'The connection to the vendor works again.';

/** Looks at all connections now, as the schedule does every few minutes. */
export const lookAtConnections = async (): Promise<void> => {
  await invoke('CheckConnections', {});
};

/** What each mail to an address says first, without the name of the application. */
export const newsTo = async (address: string): Promise<string[]> =>
  (await mailsTo(address)).map(({ text }) => (text.split('\n')[0] ?? '').replace(/^[^:]*: /, ''));

/** Looks at all connections until somebody was told so often; what they were told. */
export const untilTold = (address: string, times: number): Promise<string[]> =>
  until(
    `${address} to be told ${String(times)} times`,
    PATIENCE_SECONDS,
    async () => {
      await lookAtConnections();
      return newsTo(address);
    },
    (news) => news.length >= times,
  );
