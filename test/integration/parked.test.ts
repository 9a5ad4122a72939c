import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import { commitImportOperation, importCsvOperation } from '../../shared/contracts/api/import-operations.ts';
import { cancelRunOperation, endWaitOperation } from '../../shared/contracts/api/run-decisions.ts';
import { listWorkflowRuns, runOnce } from '../../shared/contracts/api/runs.ts';
import {
  deleteWorkflowOperation,
  getWorkflow,
  switchModeOperation,
} from '../../shared/contracts/api/workflows.ts';
import { ask, every, refusal, request } from '../support/integration/api.ts';
import { invoke } from '../support/integration/aws.ts';
import { addressOf } from '../support/integration/company.ts';
import { programToken, userToken } from '../support/integration/identities.ts';
import { mailsTo } from '../support/integration/mails.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  UNUSED,
  actingWorkflow,
  cancelRun,
  endWait,
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
    expect(parked.trips.map(({ limit }) => limit)).toEqual([
      'per-run-count',
      'per-run-share',
      ...['instance-7-days', 'instance-30-days', 'application-7-days', 'application-30-days'],
    ]);
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

/** Has somebody of a tenant deprovisioned by a file; the id of the run. */
const deprovision = async ({ tenant, instanceId }: Prepared, who: string): Promise<string> => {
  const { importId } = await ask(importCsvOperation, {
    query: { kind: 'manual-deprovision', instanceId },
    body: new TextEncoder().encode(`email\n${addressOf(tenant, who)}\n`),
  });
  const committed = await ask(commitImportOperation, { params: { importId }, body: {} });
  return committed.import.deprovision?.runId ?? '';
};

const hashOf = ({ seal }: RunView): string => seal?.hash ?? 'none';

describe('a plan that cannot be put back', () => {
  let parked: RunView;
  let beside: RunView;
  let meanwhile: RunView;
  let refusals: Record<string, unknown>;
  let ended: RunView;

  /** Releases the plan with somebody's token. */
  const release = async (token: string, planHash = hashOf(parked)) => {
    const { status, text } = await request(`/v1/runs/${parked.runId}/release`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ planHash, reason: 'Both left the company' }),
    });
    return { status, code: z.looseObject({ code: z.string().optional() }).parse(JSON.parse(text)).code };
  };

  beforeAll(async () => {
    const world = await connect('irreversible');
    await untilPulled(world);
    const rules = [{ ...UNUSED, outcome: { kind: 'disassociate' } }] as const;
    const workflowId = await actingWorkflow(world, { rules: [...rules] });
    parked = await untilWaiting(await startRun(workflowId), 'parked');
    beside = await untilEnded(await deprovision(world, 'busy-01'));
    meanwhile = await readRun(parked.runId);
    const second = await userToken('admin');
    refusals = {
      ofTheStarter: await release(inject('endpoints').adminToken),
      ofAProgram: await release(await programToken('write')),
      ofAReader: await release(await userToken('basic-user')),
      ofAnotherPlan: await release(second, '0'.repeat(64)),
      changed: await sentChanges('irreversible'),
    };
    const results = await Promise.all([release(second), release(await userToken('admin'))]);
    refusals['atOnce'] = results.map(({ status }) => status).toSorted();
    await untilWaiting(parked.runId, 'answers');
    await endWait(parked.runId);
    ended = await untilEnded(parked.runId);
  });

  it('is parked however small it is', () => {
    expect(parked.trips.map(({ limit }) => limit)).toEqual(['irreversible']);
  });

  it('holds up nothing that is unrelated: a list of somebody else is carried out meanwhile', () => {
    expect(beside).toMatchObject({ status: 'completed', counts: { verified: 1 } });
    expect(meanwhile).toEqual(parked);
  });

  it('is released by a second person only, under its hash, and once', () => {
    expect(refusals).toEqual({
      ofTheStarter: { status: 403, code: 'second-person' },
      ofAProgram: { status: 403, code: 'permission' },
      ofAReader: { status: 403, code: 'permission' },
      ofAnotherPlan: { status: 409, code: 'another-plan' },
      changed: [],
      atOnce: [202, 409],
    });
  });

  it('is carried out once released', async () => {
    expect(ended).toMatchObject({ status: 'completed', release: { planHash: hashOf(parked) } });
    const changes = await sentChanges('irreversible');
    expect(changes.length).toBeGreaterThan(0);
    expect(ended.counts).toEqual({ verified: changes.length });
  });
});
