import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { type AlarmRow, FIVE_MINUTES } from './alarm-row.ts';

/** The dead-letter queues of the deployment, by what they hold. */
export type SetAside = Readonly<
  Record<
    | 'vendorEvents'
    | 'uploads'
    | 'drops'
    | 'exports'
    | 'erasures'
    | 'insight'
    | 'memberships'
    | 'owners'
    | 'recoveries'
    | 'auditEvents'
    | 'unsealed'
    | 'scheduledCalls',
    Queue
  >
>;

export interface QueueSubjects {
  readonly vendorEvents: Queue;
  readonly relayEvents: ServiceFunction;
  readonly sealEvents: ServiceFunction;
  readonly setAside: SetAside;
}

/** Longest that an event of a vendor, or an audit event, may wait to be worked on. */
const LATE_SECONDS = 900;

/** Something was given up after its tries: one message is one too many. */
export const messagesIn = (queue: Queue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM });

/** How old what a reader of a stream reads is, in ms. */
const ageIn = ({ fn }: ServiceFunction): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: fn.functionName },
    period: FIVE_MINUTES,
    statistic: Stats.MAXIMUM,
  });

/** Alarms about work that was handed over and not done. */
export const queueAlarms = (of: QueueSubjects): readonly AlarmRow[] => [
  {
    name: 'Events of vendors are lost',
    harm: 'What a vendor told of was not worked on: after an uninstall data that must go is still there, or a new admin is still on a plan.',
    lookFirst: 'The log of TakeEvent, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.vendorEvents),
  },
  {
    name: 'Events of vendors wait too long',
    harm: 'What a vendor told of has waited for a quarter of an hour: a plan may act on somebody who has become an admin meanwhile.',
    lookFirst: 'The log of TakeEvent, and whether functions have room to run.',
    signal: of.vendorEvents.metricApproximateAgeOfOldestMessage({
      period: FIVE_MINUTES,
      statistic: Stats.MAXIMUM,
    }),
    threshold: LATE_SECONDS,
  },
  {
    name: 'An uploaded file is not read',
    harm: 'Somebody uploaded people, exemptions or accounts, and the file was never looked at.',
    lookFirst: 'The log of ReadUpload, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.uploads),
  },
  {
    name: 'A file in the drop folder has no receipt',
    harm: 'A system of the company put a file there that was never taken: people who left or are exempt may not be known as such.',
    lookFirst: 'The log of ReadDrop, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.drops),
  },
  {
    name: 'An export has failed',
    harm: 'Somebody waits for a file of audit events or items that nobody writes any more.',
    lookFirst: 'The log of WriteExport, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.exports),
  },
  {
    name: 'A person is not erased',
    harm: 'Somebody was promised to be forgotten, and the work on that has stopped.',
    lookFirst: 'The log of ErasePerson, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.erasures),
  },
  {
    name: 'Insight is not built',
    harm: 'Figures of an instance stay as an older pull found them: licenses that nobody needs are not seen, and free seats run out unnoticed.',
    lookFirst: 'The log of BuildInsight, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.insight),
  },
  {
    name: 'Memberships are not followed',
    harm: 'Users are shown in groups they have left, or not in those they came to, and who was deleted still stands in a group. No role depends on it.',
    lookFirst: 'The log of IndexMembers, then the messages in the dead-letter queue.',
    signal: messagesIn(of.setAside.memberships),
  },
  {
    name: 'Owners are not told',
    harm: 'Something needs a person, a broken connection, a parked plan or a failed run, and nobody got the mail about it.',
    lookFirst: 'The log of TellOwners, and the health of SES.',
    signal: messagesIn(of.setAside.owners),
  },
  {
    name: 'Owners are not told that a connection is back',
    harm: 'A connection works again, and who was told that it is broken still believes so.',
    lookFirst: 'The log of TellOwners, and the health of SES.',
    signal: messagesIn(of.setAside.recoveries),
  },
  {
    name: 'Audit events are not published',
    harm: 'What happened is recorded and nobody is told: no mails to owners, no counts, and listeners on the bus miss it.',
    lookFirst: 'The log of RelayEvents; the message in the queue names the part of the stream.',
    signal: messagesIn(of.setAside.auditEvents),
  },
  {
    name: 'Audit events are published late',
    harm: 'What happened is told more than a quarter of an hour later: owners learn late of what needs them, and these alarms come late.',
    lookFirst: 'The log of RelayEvents for a record that fails again and again.',
    signal: ageIn(of.relayEvents),
    threshold: LATE_SECONDS * 1000,
  },
  {
    name: 'Audit events are not sealed',
    harm: 'The sealer gave up on part of the stream: these events are in no segment until the search finds them.',
    lookFirst: 'The log of SealEvents; the message in the queue names the part of the stream.',
    signal: messagesIn(of.setAside.unsealed),
  },
  {
    name: 'Audit events are sealed late',
    harm: 'The unsealed tail of the audit trail is older than its bound of a quarter of an hour: what is in it could be changed without a trace.',
    lookFirst: 'The log of SealEvents for a fault that comes again and again.',
    signal: ageIn(of.sealEvents),
    threshold: LATE_SECONDS * 1000,
  },
  {
    name: 'A call of a schedule is lost',
    harm: 'A run or a sync did not start at its time, or a wait did not end at its deadline; the reconciler ends such waits, and nobody starts such a run.',
    lookFirst: 'The message in the queue: it names the function, what it was called with and its fault.',
    signal: messagesIn(of.setAside.scheduledCalls),
  },
];
