import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONTRACT, recheckStep, reportStep, verifyStep } from '../../shared/contracts/workflow-steps.ts';
import { type Invoked, invoke } from '../support/integration/aws.ts';
import { UNUSED_MEMBERS, addressOf } from '../support/integration/company.ts';
import { stopExecution } from '../support/integration/executions.ts';
import { actingWorkflow, endWait, readRun, standing, startToldRun } from '../support/integration/runs.ts';
import { sentChanges, vendorUsers } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const answer = ({ kind, value }: Invoked): unknown => {
  if (kind === 'fault') throw new Error(`A step ended with a fault: ${JSON.stringify(value)}`);
  return value;
};

/** Calls a step as the machine does, again as long as it wants to go on. */
const step = async <S extends z.ZodType<{ outcome: string }>>(
  name: string,
  runId: string,
  shape: S,
): Promise<z.output<S>> => {
  for (;;) {
    const output = shape.parse(answer(await invoke(name, { contract: CONTRACT, runId })));
    if (output.outcome !== 'more') return output;
  }
};

describe('the act step, called directly', () => {
  let runId: string;
  const outcomes: string[] = [];

  beforeAll(async () => {
    const world = await connect('act-once');
    runId = await startToldRun(await actingWorkflow(world));
    // Without its execution nobody but this test goes on with the run.
    await stopExecution(runId);
    await endWait(runId);
    const checked = await step('Recheck', runId, recheckStep.output);
    if (checked.outcome !== 'done') throw new Error(`The re-check ended with ${checked.outcome}.`);
    const startedAt = new Date().toISOString();
    for (const shard of checked.shards) {
      const input = { contract: CONTRACT, runId, scope: 'shard', shard, startedAt };
      const atOnce = await Promise.all([invoke('Act', input), invoke('Act', input)]);
      const inSequence = [await invoke('Act', input), await invoke('Act', input)];
      for (const one of [...atOnce, ...inSequence])
        outcomes.push(z.object({ outcome: z.string() }).parse(answer(one)).outcome);
    }
  });

  it('sends one change per account, however often and at once it is called with one input', async () => {
    const changes = await sentChanges('act-once');
    expect(changes.map(({ email }) => email).sort()).toEqual(
      UNUSED_MEMBERS.map((who) => addressOf('act-once', who)).sort(),
    );
    expect(outcomes.every((outcome) => outcome === 'done')).toBe(true);
  });

  it('leaves every account as it should be, which the steps after it find and report', async () => {
    const users = await vendorUsers('act-once');
    for (const who of UNUSED_MEMBERS) expect(users.get(addressOf('act-once', who))?.type).toBe(1);
    await step('Verify', runId, verifyStep.output);
    await step('Report', runId, reportStep.output);
    expect(await readRun(runId)).toMatchObject({ status: 'completed', counts: { verified: 4 } });
    expect(new Set(Object.values(await standing(runId)))).toEqual(new Set(['verified']));
  });
});
