import { describe, expect, it } from 'vitest';
import type { AuditAction } from '../../../../../shared/domain/audit-event.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { put } from '../../../../../shared/records/change.ts';
import { runs } from '../../../../../shared/records/runs.ts';
import { OwnerWorld } from '../../../../support/owner-world.ts';
import { IDS, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';

const LEAD = 'lead@example.com';
const UNTIL = '2026-03-03T09:00:00.000Z';

/** A run of somebody's, of an application with one contact. */
const withRun = async (patch: Partial<Run> = {}): Promise<OwnerWorld> => {
  const world = await new OwnerWorld().open([{ kind: 'technical-lead', email: LEAD }]);
  await world.seed(put(runs, sampleRun(patch), 'any'));
  return world;
};

const about = (
  world: OwnerWorld,
  action: AuditAction,
  after: Record<string, string | number | boolean> = {},
) => world.event(action, { runId: IDS.run, after });

describe('a run that cannot go on', () => {
  it.each<[AuditAction, Record<string, string | number | boolean>, string]>([
    ['run.stopped', { stage: 'act', until: UNTIL, byItself: false }, 'stopped at the stage "act"'],
    ['run.unsettled', { status: 'cancelled', unsettled: 3 }, '3 changes it had sent could not be read yet'],
    ['run.ended', { status: 'failed', failed: 2, unknown: 2 }, 'of 2 changes it had sent nobody can say'],
    ['run.failed', { status: 'failed' }, 'A run failed.'],
    ['run.unfit', { status: 'unfit' }, 'ended without a plan'],
    ['run.expired', { phase: 'parked' }, 'has expired'],
    ['run.not-started', { notices: 9 }, 'did not start'],
    ['run.paused', { until: UNTIL }, 'is paused'],
    ['plan.parked', { planned: 26, limits: 'per-run-count' }, 'is parked whole'],
    ['pull.quarantined', { findings: 'accounts 44 → 22', again: true }, 'What the vendor listed is odd'],
  ])('says so to who started it and to the contacts: %s', async (action, after, sentence) => {
    const world = await withRun();
    await world.tell(about(world, action, after));
    expect(world.told).toEqual(['creator@example.com', LEAD]);
    const [mail] = world.mailer.outbox;
    expect(`${mail?.subject ?? ''} ${mail?.text ?? ''}`).toContain(sentence);
    expect(mail?.text).toContain('because you started this run');
    expect(mail?.text).toMatch(/\n\nRun: run_\S+\n\n/);
    expect(mail?.text).not.toContain(UNTIL);
  });

  it.each<[AuditAction, Record<string, string | number | boolean>]>([
    ['run.stopped', { stage: 'act', until: UNTIL, byItself: true }],
    ['run.ended', { status: 'completed', verified: 2 }],
    ['run.redriven', { stage: 'act', executions: 2 }],
  ])('troubles nobody where it goes on by itself, or ended well: %s', async (action, after) => {
    const world = await withRun();
    await world.tell(about(world, action, after));
    expect(world.told).toEqual([]);
  });

  it('says so to who last set up its workflow, where a schedule started it', async () => {
    const changedBy = 'usr_00000000-changer';
    const world = await withRun({ startedBy: 'schedule', workflow: sampleWorkflow({ changedBy }) });
    await world.user('changer@example.com', { userId: changedBy });
    await world.tell(about(world, 'run.failed'));
    expect(world.told).toEqual(['changer@example.com', LEAD]);
  });

  it.each([
    ['is deactivated', { active: false }],
    ['may no longer see runs', { role: 'appstore-user' }],
  ] as const)('says nothing to who started it and %s', async (_, patch) => {
    const world = await withRun();
    await world.user('creator@example.com', { userId: IDS.user, ...patch });
    await world.tell(about(world, 'run.failed'));
    expect(world.told).toEqual([LEAD]);
  });
});
