import { beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../local/demo/browser.ts';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import { importCsvOperation, commitImportOperation } from '../../shared/contracts/api/import-operations.ts';
import { listAccountsOperation } from '../../shared/contracts/api/instances.ts';
import { listRunOutcomes } from '../../shared/contracts/api/run-outcomes.ts';
import { previewWorkflowMatches } from '../../shared/contracts/api/previews.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';
import { addressOf } from '../support/integration/company.ts';
import { stagesOf, statesOf, visitedStates } from '../support/integration/executions.ts';
import { answerLink, mailsTo } from '../support/integration/mails.ts';
import {
  type RunView,
  type VerdictView,
  actingWorkflow,
  itemsOf,
  standing,
  startRun,
  suggestingWorkflow,
  untilEnded,
  untilWaiting,
  verdictsOf,
} from '../support/integration/runs.ts';
import { sentChanges, signIn, vendorUsers } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';
import { asLine } from '../support/stored-json.ts';
import { recompute } from '../support/verdict-checker.ts';

const at = (who: string): string => addressOf('main-job', who);

describe('the main job', () => {
  let world: Prepared;
  let suggested: RunView;
  let waiting: RunView;
  let ended: RunView;
  let verdicts: VerdictView[];
  let answered: string;

  beforeAll(async () => {
    world = await connect('main-job');
    const { importId } = await ask(importCsvOperation, {
      query: { kind: 'exemptions', applicationId: world.applicationId },
      body: new TextEncoder().encode(`email\n${at('exempt')}\n`),
    });
    await ask(commitImportOperation, { params: { importId }, body: {} });

    const { workflowId: suggesting } = await suggestingWorkflow(world);
    suggested = await untilEnded(await startRun(suggesting));

    // The schedule alone ends the wait.
    const runId = await startRun(await actingWorkflow(world, { noticePeriod: 'PT5S' }));
    waiting = await untilWaiting(runId, 'answers');
    const browser = new Browser();
    const page = await browser.submit(await browser.open(await answerLink(at('keeper'))));
    answered = page.html;
    await signIn(at('returner'));
    ended = await untilEnded(runId);
    verdicts = await verdictsOf(runId);
  });

  it('knows the accounts of all three statuses', async () => {
    const accounts = await every(listAccountsOperation, { instanceId: world.instanceId });
    const statuses = new Set(accounts.map(({ status }) => status));
    expect(accounts).toHaveLength((await vendorUsers('main-job')).size);
    expect([...statuses].sort()).toEqual(['active', 'inactive', 'pending']);
  });

  it('lists what a suggest run would do, and does nothing', async () => {
    expect(suggested.status).toBe('listed');
    expect(await standing(suggested.runId)).toEqual({
      unused: 'suggested',
      keeper: 'suggested',
      returner: 'suggested',
    });
    expect(await statesOf(suggested.runId)).not.toContain('Guard the plan');
  });

  it('says of everybody why they are in or out', () => {
    const said = new Map(verdicts.map(({ account, verdict }) => [account?.email ?? '', asLine(verdict)]));
    expect(said.get(at('owner'))).toBe('protected:vendor-owner');
    expect(said.get(at('admin'))).toBe('protected:vendor-admin');
    expect(said.get(at('exempt'))).toBe('protected:exempt');
    expect(said.get(at('newcomer'))).toBe('protected:new-account');
    expect(said.get(at('stranger'))).toBe('unknown:no-person');
    expect(said.get(at('inactive'))).toBe('no-match:not-active');
    expect(said.get(at('invited'))).toBe('no-match:not-active');
    expect(said.get(at('unused'))).toMatch(/^match:/);
    expect(said.get(at('busy-01'))).toBe('no-match:no-rule-matches');
  });

  it('decides what an independent checker decides from the stored evidence alone', () => {
    const { rules } = ended.workflow;
    expect(verdicts.map(({ evidence }) => recompute(evidence, rules))).toEqual(
      verdicts.map(({ verdict }) => asLine(verdict)),
    );
  });

  it('tells each person on the plan once, and nobody else', async () => {
    for (const who of ['unused', 'keeper', 'returner']) expect(await mailsTo(at(who))).toHaveLength(1);
    for (const who of ['owner', 'admin', 'exempt', 'newcomer', 'stranger', 'busy-01'])
      expect(await mailsTo(at(who))).toHaveLength(0);
  });

  it('waits until the moment the mails name, by the deployed schedule', () => {
    expect(waiting.wait?.until).toBe(waiting.answerBy);
    expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThan(Date.parse(waiting.answerBy ?? ''));
  });

  it('keeps who answered and who became active, and changes the rest exactly once', async () => {
    expect(answered).toContain('You keep your license');
    expect(ended).toMatchObject({ status: 'completed', counts: { kept: 2, verified: 1 } });
    const items = await itemsOf(ended.runId);
    expect(items.get(at('keeper'))).toMatchObject({ state: 'kept' });
    expect(items.get(at('returner'))).toMatchObject({ state: 'kept' });
    expect(items.get(at('unused'))).toMatchObject({
      state: 'verified',
      tierBefore: 'licensed',
      tierAfter: 'basic',
    });
    const changes = await sentChanges('main-job');
    expect(changes.map(({ changes: [change] }) => change?.email)).toEqual([at('unused')]);
    const users = await vendorUsers('main-job');
    expect(users.get(at('unused'))?.type).toBe(1);
    expect(users.get(at('keeper'))?.type).toBe(2);
  });

  it('tells of each account what was meant and what came of it', async () => {
    const told = async (runId: string) =>
      (await every(listRunOutcomes, { runId }))
        .map(({ account, suggestedOutcome, actualOutcome, verified }) =>
          [account?.email, suggestedOutcome, actualOutcome, verified].join(' '),
        )
        .toSorted();
    expect(await told(ended.runId)).toEqual([
      `${at('keeper')} downgrade kept false`,
      `${at('returner')} downgrade kept false`,
      `${at('unused')} downgrade downgraded true`,
    ]);
    expect(await told(suggested.runId)).toEqual(
      ['keeper', 'returner', 'unused'].map((who) => `${at(who)} downgrade suggested false`),
    );
  });

  it('enters the nine stages, with notices and actions as Map runs', async () => {
    expect(await stagesOf(ended.runId)).toEqual([
      'Pull the accounts',
      'Preview the run',
      'Guard the plan',
      'Send the notices',
      'Wait for the answers',
      'Re-check the plan',
      'Act on the plan',
      'Verify the outcomes',
      'Report the run',
    ]);
    const states = await visitedStates(ended.runId);
    expect(states).toContain('Notify a shard');
    expect(states).toContain('Act on a shard');
  });

  it('audits every step, naming the plan by its hash and people by ids only', async () => {
    const events = await every(listAuditEvents, {}, { runId: ended.runId });
    const actions = new Map<string, number>();
    for (const { action } of events) actions.set(action, (actions.get(action) ?? 0) + 1);
    expect(Object.fromEntries(actions)).toMatchObject({
      'run.started': 1,
      'pull.applied': 1,
      'plan.sealed': 1,
      'plan.passed': 1,
      'item.noticed': 3,
      'item.kept': 2,
      'item.acting': 1,
      'item.acted': 1,
      'item.verified': 1,
      'run.ended': 1,
    });
    expect(events.find(({ action }) => action === 'item.acted')?.planHash).toBe(ended.seal?.hash);
    expect(JSON.stringify(events)).not.toContain('example.com');
  });

  it('keeps who answered out of the next plan', async () => {
    const preview = await until(
      'the next preview',
      PATIENCE_SECONDS,
      () => ask(previewWorkflowMatches, { params: { workflowId: ended.workflow.workflowId } }),
      ({ pulled }) => pulled,
    );
    expect(preview.matches.map(({ account }) => account.email)).not.toContain(at('keeper'));
  });
});
