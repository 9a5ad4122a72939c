import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { type DeadLetters, deadLettersOf, moveBack } from './redrive/dead-letters.ts';
import { type Place, placeOf } from './redrive/place.ts';
import { type ShownRun, readRun, redriveRun } from './redrive/stopped-run.ts';
import { LocalFault, inOneLine, say } from './say.ts';

const STATE_DIR = join(import.meta.dirname, '..', '.local');

const USAGE = `Usage: npm run redrive -- [--queue NAME|all] [--run RUN_ID] [--stage STAGE] [--state-dir DIR] [--yes]
Lists dead letters; --queue moves them back, --run redrives a run that stopped. Without --yes nothing is done.`;

const flagsSchema = z.strictObject({
  queue: z.string().min(1).optional(),
  run: z.string().startsWith('run_').optional(),
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/)
    .optional(),
  'state-dir': z.string().min(1).default(STATE_DIR),
  yes: z.boolean().default(false),
});

const readFlags = (): z.output<typeof flagsSchema> => {
  try {
    const text = { type: 'string' } as const;
    const options = {
      ...{ queue: text, run: text, stage: text, 'state-dir': text },
      yes: { type: 'boolean' },
    } as const;
    return flagsSchema.parse(parseArgs({ options }).values);
  } catch {
    throw new LocalFault(USAGE);
  }
};

const NOT_DONE = 'Nothing was done. Say --yes to do it.';

const tell = ({ name, messages, source }: DeadLetters): void => {
  const from = source === undefined ? 'calls or notes of services' : `from ${source.name}`;
  say(`${String(messages).padStart(6)}  ${name}  (${from})`);
};

const workOnQueues = async (place: Place, wanted: string | undefined, isMeant: boolean): Promise<void> => {
  // The address of a queue names a host of AWS, which an emulator is not.
  const sqs = new SQSClient({ ...place.aws, useQueueUrlAsEndpoint: false });
  const lambda = new LambdaClient(place.aws);
  try {
    const all = await deadLettersOf(sqs, place.stage);
    if (wanted === undefined) {
      say(`Dead letters of stage ${place.stage}:`);
      all.forEach(tell);
      return;
    }
    const meant = all.filter(({ name, messages }) => (wanted === 'all' ? messages > 0 : name === wanted));
    if (meant.length === 0 && wanted !== 'all')
      throw new LocalFault(
        `There is no dead-letter queue ${wanted}. Call this without --queue for their names.`,
      );
    for (const queue of meant) {
      tell(queue);
      if (!isMeant) continue;
      const { moved, left } = await moveBack(sqs, lambda, queue);
      say(`        moved back: ${String(moved)}; left, since they name nothing to repeat: ${String(left)}`);
    }
    if (!isMeant) say(NOT_DONE);
  } finally {
    sqs.destroy();
    lambda.destroy();
  }
};

const tellRun = ({ runId, status, stage, executions, failure, stop, seal }: ShownRun): void => {
  say(`Run        ${runId}`);
  say(`Plan hash  ${seal === null ? 'none: its plan is not sealed' : seal.hash}`);
  say(`Stands at  ${stage}, ${stop === null ? status : `stopped until ${stop.until}`}`);
  say(`Execution  ${String(executions)}`);
  if (failure !== null) say(`Because    ${failure}`);
};

const workOnRun = async ({ api }: Place, runId: string, isMeant: boolean): Promise<void> => {
  if (api === undefined)
    throw new LocalFault('SEATKEEPER_ORIGIN and SEATKEEPER_TOKEN must say where the API is and who asks.');
  tellRun(await readRun(api, runId));
  if (!isMeant) {
    say(NOT_DONE);
    return;
  }
  const redriven = await redriveRun(api, runId);
  say('Redriven:');
  tellRun(redriven);
};

const main = async (): Promise<void> => {
  const { queue, run, stage, 'state-dir': stateDir, yes } = readFlags();
  const place = placeOf(stage, stateDir);
  if (run !== undefined) await workOnRun(place, run, yes);
  if (queue !== undefined || run === undefined) await workOnQueues(place, queue, yes);
};

try {
  await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof LocalFault && error.message === USAGE ? USAGE : inOneLine(error)}\n`,
  );
  process.exitCode = 1;
}
