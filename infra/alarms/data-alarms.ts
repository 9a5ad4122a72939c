import type { StageSettings } from '../config.ts';
import type { Machines } from '../constructs/machines.ts';
import { type AlarmRow, FIVE_MINUTES, HOUR, QUARTER, flow, level, sumOf } from './alarm-row.ts';

const DAY = 24;

/** A run without faults is never refused by rate: its calls are spaced at our share. */
const REFUSALS = 50;
const OUTAGES = 50;

/** Alarms about data that is to be relied on: what is read from vendors, and the audit trail. */
export const dataAlarms = (settings: StageSettings, machines: Machines): readonly AlarmRow[] => [
  {
    name: 'Data of an instance is stale',
    harm: 'The accounts of an instance were last read longer ago than staleAfter of the policy: runs of it end as unfit, and lists of matches say unknown.',
    lookFirst: 'GET /v1/instances/{instanceId}/pulls of each instance: what became of the newest pulls.',
    signal: level(settings, 'InstancesStale'),
  },
  {
    name: "The accounts of an instance can't be read",
    harm: 'A sync stopped with a fault, so that people are judged by older data until the next one.',
    lookFirst:
      'The failed execution of the state machine connection-sync, whose name is the pull id, and the log of Pull.',
    signal: sumOf(
      'AWS/States',
      'ExecutionsFailed',
      { StateMachineArn: machines.sync.stateMachineArn },
      FIVE_MINUTES,
    ),
  },
  {
    name: 'A connection needs a reconnect',
    harm: 'A vendor has refused our tokens for a day: nothing of that instance is read or acted on, and its runs wait until they expire.',
    lookFirst: 'GET /v1/connections: `trouble` of the connection says why.',
    signal: level(settings, 'ConnectionsBrokenNow'),
    periods: DAY,
  },
  {
    name: 'A pull is quarantined',
    harm: 'What a vendor listed was odd, and nobody has looked for a day: people are judged by the data before it, and no run plans from the new one.',
    lookFirst: 'GET /v1/instances/{instanceId}/pulls: `findings` of the newest pull.',
    signal: level(settings, 'PullsUndecided'),
    periods: DAY,
  },
  {
    name: 'A vendor holds us off',
    harm: 'A vendor refuses call after call by its rate limits: runs take longer, and other programs of the company may be shut out as well.',
    lookFirst: 'Which other programs use the same vendor account, and `rateShare` of the connection.',
    signal: flow(settings, 'VendorRefusals', HOUR),
    threshold: REFUSALS,
  },
  {
    name: 'A vendor does not answer',
    harm: 'Calls to a vendor end in errors or in nothing: runs and syncs wait, and changes stay unsettled for so long.',
    lookFirst: 'The status page of the vendor, then the way out of the network.',
    signal: flow(settings, 'VendorOutages', QUARTER),
    threshold: OUTAGES,
  },
  {
    name: 'The audit trail is to be verified',
    harm: 'Events came into the trail past the sealer, or somebody wrote among its segments: a fault of the stream, or somebody who forges the record.',
    lookFirst:
      '`npm run audit:verify`, which names the events, then the logs of SealEvents and SearchUnsealed.',
    signal: flow(settings, 'SealsDoubted', HOUR),
  },
];
