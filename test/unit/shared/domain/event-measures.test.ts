import { describe, expect, it } from 'vitest';
import type { AuditAction, AuditEvent } from '../../../../shared/domain/audit-event.ts';
import { measuresOfEvents } from '../../../../shared/domain/event-measures.ts';
import { IDS } from '../../../support/sample-run.ts';
import { RunWorld, accountIdOf } from '../../../support/run-world.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { SYSTEM_RUN, loadRun } from '../../../../shared/use-cases/runs/run-progress.ts';
import { moveRunItem } from '../../../../shared/use-cases/runs/run-items.ts';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { NOW } from '../../../support/vendor-world.ts';

const surroundings = fixedSurroundings(NOW);
const event = (action: AuditAction, about: Partial<AuditEvent> = {}): AuditEvent =>
  auditEvent(surroundings, SYSTEM_RUN, action, { runId: IDS.run, ...about });

describe('what audit events tell the people who run a deployment', () => {
  it('is added up run by run', () => {
    const other = 'run_00000000-other';
    const events = [
      event('run.started'),
      event('item.verified'),
      event('item.verified'),
      event('item.kept', { runId: other }),
      event('pull.applied', { runId: null, after: { accounts: 300, licensed: 200 } }),
    ];
    expect(measuresOfEvents(events)).toEqual([
      { runId: IDS.run, measures: { RunsStarted: 1, ChangesVerified: 2 } },
      { runId: other, measures: { LicensesKept: 1 } },
      { runId: null, measures: { AccountsRead: 300 } },
    ]);
  });

  it('leaves out what nothing is counted of', () => {
    expect(measuresOfEvents([event('token.issued'), event('item.due')])).toEqual([]);
  });

  it('counts the notices of a run that could not start as not sent', () => {
    expect(measuresOfEvents([event('run.not-started', { after: { status: 'failed', notices: 7 } })])).toEqual(
      [{ runId: IDS.run, measures: { NoticesNotSent: 7 } }],
    );
  });

  it('tells a change that may be at the vendor and was not verified from one that was never sent', async () => {
    const world = await new RunWorld().open();
    await world.plan(['sent', 'made', 'unsent'], {}, (name) => ({
      state: name === 'sent' ? 'acting' : name === 'made' ? 'acted' : 'due',
    }));
    const deps = world.all();
    const run = await loadRun(deps, IDS.run);
    const before = world.store.auditTrail().length;
    for (const name of ['sent', 'made', 'unsent'])
      await moveRunItem(deps, run, await world.item(name), 'failed', 'item.failed', { reason: 'x' });
    const events = world.store.auditTrail().slice(before);
    expect(events.map(({ accountId }) => accountId)).toEqual(['sent', 'made', 'unsent'].map(accountIdOf));
    expect(measuresOfEvents(events)).toEqual([
      { runId: IDS.run, measures: { ChangesFailed: 3, ChangesNotVerified: 2 } },
    ]);
  });

  it('counts a change once that a read showed as made, and none that it showed as not made', () => {
    const settled = (state: string) => event('item.reconciled', { after: { state } });
    expect(measuresOfEvents([settled('acted'), settled('due')])).toEqual([
      { runId: IDS.run, measures: { LicensesChanged: 1 } },
    ]);
  });

  it('counts a notice nobody knows the fate of as not sent', () => {
    expect(
      measuresOfEvents([
        event('item.held', { after: { state: 'held', reason: 'notice-outcome-unknown' } }),
        event('item.held', { after: { state: 'held', reason: 'kill-switch' } }),
      ]),
    ).toEqual([{ runId: IDS.run, measures: { LicensesHeld: 2, NoticesNotSent: 1 } }]);
  });
});
