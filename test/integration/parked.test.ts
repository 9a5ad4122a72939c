import { beforeAll, describe, expect, it } from 'vitest';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import {
  cancelRunOperation,
  endWaitOperation,
  listWorkflowRuns,
  runOnce,
} from '../../shared/contracts/api/runs.ts';
import {
  deleteWorkflowOperation,
  getWorkflow,
  switchModeOperation,
} from '../../shared/contracts/api/workflows.ts';
import { ask, every, refusal } from '../support/integration/api.ts';
import { invoke } from '../support/integration/aws.ts';
import { addressOf } from '../support/integration/company.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  UNUSED,
  actingWorkflow,
  cancelRun,
  itemsOf,
  readRun,
  startRun,
  suggestingWorkflow,
  untilEnded,
  untilWaiting,
  verdictsOf,
} from '../support/integration/runs.ts';
import { sentChanges } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const EVERYBODY = {
  name: 'Everybody',
  when: { field: 'accountAgeDays', atLeast: 0 },
  outcome: { kind: 'downgrade', toTier: 'basic' },
} as const;

describe('a workflow whose rules match everybody', () => {
  let world: Prepared;
  let workflowId: string;
  let warned: readonly { readonly code: string }[];
  let refusedAct: Awaited<ReturnType<typeof refusal>>;
  let parked: RunView;
  let other: RunView;
  let ended: RunView;
  let refusedWhileOpen: Awaited<ReturnType<typeof refusal>>[];
  let claimed: Set<string>;

  beforeAll(async () => {
    world = await connect('parked');
    await untilPulled(world);
    const made = await suggestingWorkflow(world, { name: 'Everybody', rules: [EVERYBODY] });
    workflowId = made.workflowId;
    warned = made.warnings;
    const act = { params: { workflowId }, body: { mode: 'act' }, ifMatch: made.version } as const;
    refusedAct = await refusal(switchModeOperation, act);
    await ask(switchModeOperation, { ...act, body: { mode: 'act', acceptMatches: true } });
    parked = await untilWaiting(await startRun(workflowId), 'parked');
    const { runId } = parked;
    refusedWhileOpen = [
      await refusal(runOnce, { params: { workflowId } }),
      await refusal(endWaitOperation, { params: { runId } }),
      await refusal(deleteWorkflowOperation, {
        params: { workflowId },
        ifMatch: (await ask(getWorkflow, { params: { workflowId } })).version,
      }),
    ];
    await invoke('StartRun', { workflowId });
    // What the parked plan holds is in no other plan.
    other = await untilEnded(await startRun(await actingWorkflow(world, { name: 'The unused' })));
    claimed = new Set((await verdictsOf(other.runId)).map(({ verdict }) => verdict.kind));
    await cancelRun(runId);
    ended = await untilEnded(runId);
  });

  it('is warned of when it is made, and acts only when that is accepted', () => {
    expect(warned.map(({ code }) => code)).toContain('matches-everybody');
    expect(refusedAct).toMatchObject({ status: 409, code: 'matches-too-many' });
  });

  it('parks the whole plan before anybody is told', async () => {
    expect(parked).toMatchObject({ status: 'open', stage: 'guard' });
    expect(parked.trips.map(({ limit }) => limit)).toEqual(['per-run-count', 'per-run-share']);
    expect(await mailsTo(addressOf('parked', 'unused'))).toEqual([]);
    expect(await mailsTo(addressOf('parked', 'busy-01'))).toEqual([]);
  });

  it('leaves nobody in the plan who is protected or unknown', async () => {
    const planned = new Set((await itemsOf(parked.runId)).keys());
    for (const who of ['owner', 'admin', 'newcomer', 'stranger', 'inactive', 'invited'])
      expect(planned).not.toContain(addressOf('parked', who));
    expect(planned).toContain(addressOf('parked', 'busy-01'));
  });

  it('takes no second run, no early end and no deletion while its run is open', () => {
    expect(refusedWhileOpen.map(({ status, code }) => [status, code])).toEqual([
      [409, 'open-run'],
      [409, 'not-waiting'],
      [409, 'open-run'],
    ]);
  });

  it('makes no run where a schedule fires into the open one, and records why', async () => {
    expect(await every(listWorkflowRuns, { workflowId })).toHaveLength(1);
    const skipped = await every(listAuditEvents, {}, { action: 'workflow.schedule-skipped' });
    const mine = skipped.filter(({ subjectId }) => subjectId === workflowId);
    expect(mine.map(({ runId, after }) => ({ runId, after }))).toEqual([
      { runId: parked.runId, after: { because: 'open-run' } },
    ]);
  });

  it('claims its accounts, so that another workflow finds nobody', () => {
    expect(other).toMatchObject({ status: 'empty', counts: {} });
    expect(claimed).toContain('in-another-plan');
    expect(claimed).not.toContain('match');
  });

  it('can be cancelled, which changes nothing at the vendor', async () => {
    expect(ended.status).toBe('cancelled');
    expect(Object.keys(ended.counts ?? {})).toEqual(['cancelled']);
    expect(await sentChanges('parked')).toEqual([]);
    expect(await refusal(cancelRunOperation, { params: { runId: ended.runId } })).toMatchObject({
      status: 409,
      code: 'run-ended',
    });
  });
});

describe('a plan that cannot be put back', () => {
  it('is parked however small it is', async () => {
    const world = await connect('irreversible');
    await untilPulled(world);
    const workflowId = await actingWorkflow(world, {
      rules: [{ ...UNUSED, outcome: { kind: 'disassociate' } }],
    });
    const parked = await untilWaiting(await startRun(workflowId), 'parked');
    expect(parked.trips.map(({ limit }) => limit)).toEqual(['irreversible']);
    await cancelRun(parked.runId);
    expect((await untilEnded(parked.runId)).status).toBe('cancelled');
    expect((await readRun(parked.runId)).wait?.decision).toBe('cancelled');
  });
});
