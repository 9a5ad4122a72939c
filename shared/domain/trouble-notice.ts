import { FAILED_IN_A_ROW, type Trouble, type TroubleKind } from './connection-trouble.ts';
import type { Notice } from './notice-text.ts';

const NOTICES: Readonly<Record<TroubleKind, Notice>> = {
  uninstalled: {
    headline: 'The connection to the vendor has ended.',
    fix: 'If this was not meant to happen, make a new connection of the same instance and connect it.',
  },
  disconnected: {
    headline: 'The connection to the vendor was disconnected.',
    fix: 'Connect again if this was not meant to happen.',
  },
  'tokens-refused': {
    headline: 'The vendor no longer accepts our tokens, so nothing is read or changed.',
    fix: 'Connect again as an admin of the vendor. Paused runs then go on by themselves.',
  },
  'scopes-missing': {
    headline: 'The vendor took back a right that the connection needs, so not everything can be read.',
    fix: 'Add the scope to your app at the vendor again, then connect again as an admin of the vendor.',
  },
  'vendor-silent': {
    headline: `The vendor has not answered for ${FAILED_IN_A_ROW} pulls in a row, so people are judged by older data.`,
    fix: 'Look at the status page of the vendor. Nothing needs to be done here: it is read again by itself once the vendor answers.',
  },
  'pulls-failing': {
    headline: `The last ${FAILED_IN_A_ROW} pulls came to nothing, so people are judged by older data.`,
    fix: 'Mend what is named as the reason in the admin pages of the vendor, then sync the connection.',
  },
  'data-odd': {
    headline: 'What the vendor listed is odd, so the data before it stays in use and no run plans from it.',
    fix: 'Look at the pull. Release it if the accounts really changed like this, or reject it; a later pull that is not odd takes its place by itself.',
  },
  'data-stale': {
    headline: 'Nothing was read from the vendor for days, though it was planned.',
    fix: 'Sync the connection and look at what becomes of the pull. If none begins, the people who run Seatkeeper have to look at its schedules.',
  },
  'clock-ahead': {
    headline: 'The clock of the vendor seems to be ahead, so nobody knows when some people last signed in.',
    fix: 'Nothing is taken from these people meanwhile: they are listed as unknown. Have the vendor put its clock right; what it lists is read again with the next sync.',
  },
  'uninstall-doubted': {
    headline: 'An odd report about the connection to the vendor came in.',
    fix: 'Look at the apps in the admin pages of the vendor. Who knows the webhook secret of yours could have sent it: make a new one.',
  },
};

const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What people are told of a trouble: what happened, with the reason, and what to do. */
export const troubleNotice = ({ kind, reason }: Trouble): Notice => {
  const { headline, fix } = NOTICES[kind];
  return { headline: reason === null || reason === '' ? headline : `${headline} ${asSentence(reason)}`, fix };
};

/** What those who were told of a trouble are told when it is over. */
export const RECOVERED: Notice = {
  headline: 'The connection to the vendor works again.',
  fix: 'Nothing needs to be done.',
};
