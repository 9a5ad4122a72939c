import { inject } from 'vitest';
import { z } from 'zod';
import { Browser } from '../../../local/demo/browser.ts';
import { readInbox } from '../../../local/stack/inbox.ts';
import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { addExemptionOperation } from '../../../shared/contracts/api/exemption-operations.ts';
import {
  commitImportOperation,
  importCsvOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import { listWorkflowRuns } from '../../../shared/contracts/api/runs.ts';
import { ask, every, until } from '../integration/api.ts';
import { addressOf, zoomAccountOf } from '../integration/company.ts';
import { executionOfRun } from '../integration/executions.ts';
import { FAULT_MEMBERS, type FaultTenant, faultTenant } from '../integration/fault-company.ts';
import { answerLink } from '../integration/mails.ts';
import { untilOwnersAreTold } from '../integration/owner-events.ts';
import { untilPulled } from '../integration/pulls.ts';
import { actingWorkflow, endWait, itemsOf, readRun } from '../integration/runs.ts';
import { control, signIn } from '../integration/vendor.ts';
import { hearEvents, setRole } from '../integration/webhooks.ts';
import { type Prepared, connect } from '../integration/world.ts';
import { beginChaos, endChaos } from './order-chaos.ts';
import { Reconnecting } from './reconnecting.ts';
import {
  endWaitTwice,
  openWaitAgain,
  queueTwice,
  roleChanged,
  startTwice,
  streamAgain,
} from './repeated-deliveries.ts';
import { RepeatedSteps } from './repeated-steps.ts';
import { type RoundFacts, type Seat, requestSchema, seatSchema } from './round-facts.ts';

/** Far longer than the people of a round take, on however busy a machine: the wait is ended for them. */
const NOTICE_PERIOD = 'PT30M';

/** How long a run may take from one stand to the next while calls hang and workers die. */
const PATIENCE_SECONDS = 900;

/** A round that came to its end, to be judged. */
export interface DoneRound {
  readonly seed: number;
  readonly executionArn: string;
  readonly facts: RoundFacts;
  readonly seconds: number;
  /** Calls of steps that were made twice, and how often the connection had to be connected again. */
  readonly repeated: number;
  readonly reconnects: number;
  /** Mails to owners before and after everything about the run was delivered again. */
  readonly ownerMails: readonly [before: number, after: number];
  /** Runs that came of the schedule that fired twice. */
  readonly runs: number;
}

const seatsOf = async (tenant: FaultTenant): Promise<ReadonlyMap<string, Seat & { id: string }>> => {
  const { users } = await control(
    'GET',
    `users?accountId=${zoomAccountOf(tenant)}`,
    z.object({ users: z.array(seatSchema.extend({ id: z.string() })) }),
  );
  return new Map(users.map((user) => [user.email, user]));
};

const requestsOf = async (tenant: FaultTenant, after: number) => {
  const { entries } = await control(
    'GET',
    `log?after=${after}`,
    z.object({ entries: z.array(requestSchema) }),
  );
  return entries.filter(({ accountId }) => accountId === zoomAccountOf(tenant));
};

const lastRequest = async (): Promise<number> =>
  (await control('GET', 'log', z.object({ entries: z.array(z.object({ id: z.int() })) }))).entries.at(-1)
    ?.id ?? 0;

const exempt = async (world: Prepared, address: string): Promise<void> => {
  const { importId } = await ask(importCsvOperation, {
    query: { kind: 'exemptions', applicationId: world.applicationId },
    body: new TextEncoder().encode(`email\n${address}\n`),
  });
  await ask(commitImportOperation, { params: { importId }, body: {} });
};

/** Two people keep their license by the link, one of them twice at once. */
const answer = async (tenant: FaultTenant): Promise<void> => {
  for (const [who, times] of [
    ['keeper', 2],
    ['other-keeper', 1],
  ] as const) {
    const browser = new Browser();
    const page = await browser.open(await answerLink(addressOf(tenant, who)));
    await Promise.all(Array.from({ length: times }, () => browser.submit(page)));
  }
};

/** What happens to people between the seal and the act; events about it are sent and delivered twice. */
const liveOn = async (world: Prepared, tenant: FaultTenant): Promise<void> => {
  await answer(tenant);
  await signIn(addressOf(tenant, 'returner'));
  await setRole(tenant, 'promoted', '1');
  await ask(addExemptionOperation, {
    body: {
      scope: world.applicationId,
      subject: { kind: 'email', email: addressOf(tenant, 'excused') },
      reason: 'On leave, comes back',
    },
  });
  const promoted = (await seatsOf(tenant)).get(addressOf(tenant, 'promoted'));
  await queueTwice(roleChanged(world.connectionId, promoted?.id ?? '', new Date().toISOString()));
};

const ownerMails = async (tenant: FaultTenant): Promise<number> => {
  const owners = addressOf(tenant, 'it');
  return (await readInbox(inject('endpoints').awsEndpoint)).filter(({ to }) => to.includes(owners)).length;
};

const noticesOf = async (): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for (const { to } of await readInbox(inject('endpoints').awsEndpoint))
    for (const address of to) counts.set(address, (counts.get(address) ?? 0) + 1);
  return counts;
};

const runOf = async (workflowId: string): Promise<string> => {
  const runs = await until(
    'the run of the schedule',
    PATIENCE_SECONDS,
    () => every(listWorkflowRuns, { workflowId }),
    (list) => list.length > 0,
  );
  return runs[0]?.runId ?? '';
};

/** An admin ends the wait, twice at once; its schedule fires twice afterwards. */
const endWaiting = async (runId: string): Promise<void> => {
  const ends = await Promise.allSettled([endWait(runId), endWait(runId)]);
  if (ends.every(({ status }) => status === 'rejected')) throw new Error(`The wait of ${runId} did not end.`);
  await endWaitTwice(runId);
};

/** One whole run of one account under faults, from the pull to the report. */
export const playRound = async (seed: number, killerUrl: string): Promise<DoneRound> => {
  const tenant = faultTenant(seed);
  const started = Date.now();
  const world = await connect(tenant);
  await hearEvents(world);
  await exempt(world, addressOf(tenant, 'exempt'));
  await untilPulled(world);
  const workflowId = await actingWorkflow(world, { noticePeriod: NOTICE_PERIOD });
  const before = await seatsOf(tenant);
  const from = await lastRequest();
  await beginChaos(tenant, seed, killerUrl);
  await startTwice(workflowId);
  const runId = await runOf(workflowId);
  const steps = new RepeatedSteps(runId, seed);
  const reconnecting = new Reconnecting(world.connectionId);
  const troubles: string[] = [];
  steps.start();
  reconnecting.start();
  try {
    const waiting = await until(
      `round ${seed} to wait for answers`,
      PATIENCE_SECONDS,
      () => readRun(runId),
      ({ status, wait }) => status !== 'open' || wait?.phase === 'answers',
    );
    if (waiting.status === 'open') {
      await openWaitAgain(runId);
      // Goes on to the end, so that the round tells what was wrong.
      await liveOn(world, tenant).catch((error: unknown) => troubles.push(String(error)));
      await endWaiting(runId);
    }
    const ended = await until(
      `round ${seed} to end`,
      PATIENCE_SECONDS,
      () => readRun(runId),
      ({ status, counts }) => status !== 'open' && counts !== null,
    );
    const repeated = await steps.stop();
    await endChaos(tenant);
    // What is held back, such as that a connection works again, is told before it is counted, and so is what comes twice.
    await untilOwnersAreTold();
    const told = await ownerMails(tenant);
    await streamAgain(runId);
    await untilOwnersAreTold();
    const facts: RoundFacts = {
      members: FAULT_MEMBERS,
      addressOf: (who) => addressOf(tenant, who),
      before: withoutIds(before),
      after: withoutIds(await seatsOf(tenant)),
      requests: await requestsOf(tenant, from),
      run: ended,
      items: await itemsOf(runId),
      events: await every(listAuditEvents, {}, { runId }),
      mails: await noticesOf(),
      troubles,
    };
    return {
      seed,
      executionArn: await executionOfRun(runId),
      facts,
      seconds: Math.round((Date.now() - started) / 1000),
      repeated,
      reconnects: await reconnecting.stop(),
      ownerMails: [told, await ownerMails(tenant)],
      runs: (await every(listWorkflowRuns, { workflowId })).length,
    };
  } finally {
    await steps.stop();
    await reconnecting.stop();
    await endChaos(tenant);
  }
};

const withoutIds = (seats: ReadonlyMap<string, Seat>): ReadonlyMap<string, Seat> =>
  new Map([...seats].map(([email, seat]) => [email, seatSchema.parse(seat)]));
