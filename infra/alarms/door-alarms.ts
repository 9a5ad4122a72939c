import type { DoorErrors } from '../constructs/door-errors.ts';
import { type AlarmRow, FIVE_MINUTES, QUARTER } from './alarm-row.ts';

/** Alarms about requests that were answered with 5xx, whoever was at fault: our code, its time-out, or a lack of room. */
export const doorAlarms = (doors: DoorErrors): readonly AlarmRow[] => [
  {
    name: 'Answers of people are not taken',
    harm: 'Somebody who wanted to keep a license got an error, and may lose it when the notice period ends.',
    lookFirst: 'The log of Answer, for lines of the level ERROR.',
    signal: doors.errorsAt('answer', FIVE_MINUTES),
  },
  {
    name: "Events of vendors don't come in",
    harm: 'A vendor got errors for its events and gives up after some tries: an uninstall, or that somebody became an admin, is then not known before the next pull.',
    lookFirst: 'The log of Webhooks, for lines of the level ERROR.',
    signal: doors.errorsAt('webhooks', QUARTER),
    threshold: 3,
  },
  {
    name: "Changes of the identity provider don't come in",
    harm: 'Okta or Entra ID got errors for its changes: somebody who was stopped there may still have access here, and after some days it stops sending.',
    lookFirst: 'The log of Scim, for lines of the level ERROR.',
    signal: doors.errorsAt('scim', QUARTER),
    threshold: 3,
  },
  {
    name: 'Admins and programs get errors',
    harm: 'Sign-in, the API or the connect pages answer with errors: nobody can look at plans, release or stop them.',
    lookFirst: 'The access log of the API: which routes answer 5xx; then the log of that function.',
    signal: doors.errorsAt('others', FIVE_MINUTES),
    threshold: 5,
  },
];
