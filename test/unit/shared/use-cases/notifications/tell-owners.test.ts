import { describe, expect, it } from 'vitest';
import {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditEvent,
} from '../../../../../shared/domain/audit-event.ts';
import { OWNER_ACTIONS, ownerNoticeOf } from '../../../../../shared/domain/owner-notice.ts';
import { OWNER_EVENT_TYPES } from '../../../../../shared/names.ts';
import { applications } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { tellOwners } from '../../../../../shared/use-cases/notifications/tell-owners.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const owned = async (
  emails: readonly string[] = ['lead@example.com', 'it@example.com'],
): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  const contacts = emails.map((email) => ({ kind: 'it' as const, email }));
  const application = { applicationId: IDS.application, name: 'Zoom', contacts, createdAt: NOW, version: 2 };
  await world.seed(put(applications, application, 'any'));
  return world;
};

const event = (world: RunWorld, action: AuditAction = 'plan.parked', patch: Partial<AuditEvent> = {}) =>
  auditEvent(world.all(), SYSTEM_RUN, action, {
    applicationId: IDS.application,
    after: { limits: 'per-run-count', planned: 26 },
    ...patch,
  });

const to = (world: RunWorld): string[] => world.mailer.outbox.map((mail) => mail.to).sort();

describe('what owners are told about', () => {
  it('are actions of audit events, the same for the bus and the wording', () => {
    expect([...OWNER_ACTIONS].sort()).toEqual([...OWNER_EVENT_TYPES].sort());
    for (const action of OWNER_EVENT_TYPES) expect(AUDIT_ACTIONS).toContain(action);
  });

  it('has a headline and a fix for each, in whole sentences', async () => {
    const world = await owned();
    for (const action of AUDIT_ACTIONS) {
      const notice = ownerNoticeOf(event(world, action));
      if (notice === null) continue;
      for (const sentence of [notice.headline, notice.fix]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
    expect(ownerNoticeOf(event(world))?.headline).toBe(
      'A plan of 26 accounts goes over a limit (per-run-count) and is parked whole.',
    );
  });
});

describe('telling owners', () => {
  it('mails every contact once, however often the event arrives', async () => {
    const world = await owned(['lead@example.com', 'it@example.com', 'lead@example.com']);
    const told = event(world);
    await Promise.all([tellOwners(world.all(), told), tellOwners(world.all(), told)]);
    expect(await tellOwners(world.all(), told)).toEqual({ kind: 'told' });
    expect(to(world)).toEqual(['it@example.com', 'lead@example.com']);
    expect(world.mailer.outbox[0]?.text).toContain('is parked whole');
    expect(world.mailer.outbox[0]?.tags).toEqual({ eventId: told.eventId });
  });

  it('finds the application by the instance', async () => {
    const world = await owned(['lead@example.com']);
    await tellOwners(
      world.all(),
      event(world, 'run.failed', { applicationId: null, instanceId: IDS.instance }),
    );
    expect(to(world)).toEqual(['lead@example.com']);
  });

  it.each<[string, AuditAction, Partial<AuditEvent>]>([
    ['an event that is none of theirs', 'item.acted', {}],
    ['an event about no application', 'run.failed', { applicationId: null }],
    ['an event about one that is gone', 'run.failed', { applicationId: 'app_00000000-other' }],
  ])('tells nobody of %s', async (_, action, patch) => {
    const world = await owned();
    expect(await tellOwners(world.all(), event(world, action, patch))).toEqual({ kind: 'told' });
    expect(world.mailer.outbox).toEqual([]);
  });

  it('tells the rest later where the mail service wants a pause', async () => {
    const world = await owned();
    const told = event(world);
    world.mailer.troubleNext({ kind: 'throttled' });
    expect(await tellOwners(world.all(), told)).toEqual({ kind: 'later' });
    expect(await tellOwners(world.all(), told)).toEqual({ kind: 'later' });
    expect(world.mailer.outbox).toEqual([]);
    world.clock.advance(30_000);
    expect(await tellOwners(world.all(), told)).toEqual({ kind: 'told' });
    expect(to(world)).toEqual(['it@example.com', 'lead@example.com']);
  });

  it('never tells anybody twice, wherever it was killed', async () => {
    for (let at = 1; at <= 8; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await owned();
        const told = event(world);
        await tellOwners(world.all(new CrashingStore(world.store, at, when)), told).catch(() => undefined);
        await tellOwners(world.all(), told);
        expect(new Set(to(world)).size).toBe(to(world).length);
      }
  });

  it('keeps no address', async () => {
    const world = await owned();
    const told = event(world);
    await tellOwners(world.all(), told);
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('it@example.com');
  });
});
