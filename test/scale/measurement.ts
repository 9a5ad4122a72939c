import { type Counted, type Moment, countedBetween, now } from './aws-counts.ts';
import { type MachineFacts, machineFacts } from './histories.ts';
import { type Line, priceLines } from './prices.ts';
import { type Connected, connectCompany, prepareWorkflow, runToTheEnd, untilSynced } from './tenant.ts';
import type { BucketWrite } from './traffic.ts';
import { type VendorCall, callsWithin, vendorCalls } from './vendor-log.ts';

/** Followers of the audit stream and of the bus get this long to come to rest before anything is counted. */
const REST_MS = 5_000;

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST_MS));

/** What a sync or a run took. */
export interface Took {
  readonly machine: MachineFacts;
  readonly counted: Counted;
  readonly calls: readonly VendorCall[];
  readonly lines: readonly Line[];
}

/** A company of one size, measured. */
export interface Measurement {
  readonly seats: number;
  readonly sync: Took;
  readonly run: Took;
  readonly counts: Readonly<Record<string, number>>;
  /** The buckets of permits of its connection, as they were stored during the run. */
  readonly buckets: readonly BucketWrite[];
}

const took = async (
  machine: MachineFacts,
  before: Moment,
  after: Moment,
  calls: readonly VendorCall[],
): Promise<Took> => {
  const counted = await countedBetween(before, after);
  return {
    machine,
    counted,
    calls: callsWithin(calls, machine.own.span),
    lines: priceLines(counted, machine),
  };
};

const say = (line: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
};

const sync = async (seats: number): Promise<{ company: Connected; took: Took }> => {
  const before = await now();
  const company = await connectCompany(seats);
  const pullId = await untilSynced(company);
  await rest();
  const after = await now();
  say(`${seats} accounts are synced`);
  return {
    company,
    took: await took(await machineFacts('connectionSync', pullId), before, after, await vendorCalls(seats)),
  };
};

/** Connects a company, syncs it and runs one workflow that acts, and measures both. */
export const measure = async (seats: number): Promise<Measurement> => {
  const { company, took: synced } = await sync(seats);
  const workflowId = await prepareWorkflow(company);
  await rest();
  const before = await now();
  const run = await runToTheEnd(workflowId);
  await rest();
  const after = await now();
  say(`${seats} accounts: run ${run.runId} is ${run.status} ${JSON.stringify(run.counts)}`);
  const ran = await took(
    await machineFacts('workflowRun', run.runId),
    before,
    after,
    await vendorCalls(seats),
  );
  return {
    seats,
    sync: synced,
    run: ran,
    counts: run.counts ?? {},
    buckets: ran.counted.traffic.buckets.filter(({ name }) => name.startsWith(company.connectionId)),
  };
};
