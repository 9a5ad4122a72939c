import { describe, expect, it } from 'vitest';
import {
  ALERT_TOPICS,
  TOPIC_OF_ACTION,
  isOwnerAction,
  isLoneAction,
} from '../../../../../shared/domain/alert.ts';
import type { Application } from '../../../../../shared/domain/application.ts';
import {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditEvent,
} from '../../../../../shared/domain/audit-event.ts';
import { ownerNoticeOf } from '../../../../../shared/domain/owner-notice.ts';
import { OWNER_EVENT_TYPES } from '../../../../../shared/names.ts';
import { put } from '../../../../../shared/records/change.ts';
import { organizations } from '../../../../../shared/records/organization.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { OwnerWorld } from '../../../../support/owner-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { sampleSupportContact } from '../../../../support/sample-support-contact.ts';

const LEAD = { kind: 'technical-lead', email: 'lead@example.com' } as const;
const IT = { kind: 'it', email: 'it@example.com' } as const;

const owned = (contacts: Application['contacts'] = [LEAD, IT]): Promise<OwnerWorld> =>
  new OwnerWorld().open(contacts);

describe('what owners are told about', () => {
  it('are actions of audit events, the same for the bus, the topics and the wording', () => {
    const told = [...Object.keys(TOPIC_OF_ACTION), 'user.changed', 'user.deleted'];
    expect(told.sort()).toEqual([...OWNER_EVENT_TYPES].sort());
    for (const action of OWNER_EVENT_TYPES) expect(AUDIT_ACTIONS).toContain(action);
    expect(new Set(Object.values(TOPIC_OF_ACTION))).toEqual(new Set(ALERT_TOPICS));
  });

  it('has a headline and a fix for each, in whole sentences', async () => {
    const world = await owned();
    for (const action of AUDIT_ACTIONS) {
      if (!isOwnerAction(action) || !isLoneAction(action)) continue;
      const notice = ownerNoticeOf(action, world.event(action));
      for (const sentence of [notice.headline, notice.fix]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
    expect(ownerNoticeOf('plan.parked', world.event()).headline).toBe(
      'A plan of 26 accounts goes over a limit (per-run-count) and is parked whole.',
    );
  });
});

describe('telling owners', () => {
  it('mails every contact once, however often the event arrives', async () => {
    const world = await owned([LEAD, IT, { ...IT, email: LEAD.email }]);
    const event = world.event();
    await Promise.all([world.tell(event), world.tell(event)]);
    expect(await world.tell(event)).toEqual({ kind: 'told' });
    expect(world.told).toEqual(['it@example.com', 'lead@example.com']);
    expect(world.mailer.outbox[0]?.text).toContain('is parked whole');
    expect(world.mailer.outbox[0]?.tags).toEqual({ eventId: event.eventId });
  });

  it('says at the end of a mail whom to ask', async () => {
    const world = await owned();
    await world.seed(put(organizations, { supportContact: sampleSupportContact(), version: 1 }, 'any'));
    await world.tell(world.event());
    for (const { text } of world.mailer.outbox) expect(text).toContain('Ask IT service desk');
  });

  it('finds the application by the instance', async () => {
    const world = await owned([LEAD]);
    await world.tell(world.event('run.failed', { applicationId: null, instanceId: IDS.instance }));
    expect(world.told).toEqual(['lead@example.com']);
  });

  it.each<[string, AuditAction, Partial<AuditEvent>]>([
    ['an event that is none of theirs', 'item.acted', {}],
    ['an event about no application', 'run.failed', { applicationId: null }],
    ['an event about one that is gone', 'run.failed', { applicationId: 'app_00000000-other' }],
  ])('tells nobody of %s', async (_, action, patch) => {
    const world = await owned();
    expect(await world.tell(world.event(action, patch))).toEqual({ kind: 'told' });
    expect(world.told).toEqual([]);
  });

  it('tells of an odd pull, and of further ones not while that one waits for a decision', async () => {
    const world = await owned([LEAD]);
    const odd = (again: boolean) =>
      world.event('pull.quarantined', {
        subjectId: 'pul_00000000-odd',
        instanceId: IDS.instance,
        after: { findings: 'licensed 40 → 20 (no less than 32)', again },
      });
    await world.tell(odd(true));
    expect(world.told).toEqual([]);
    await world.tell(odd(false));
    expect(world.told).toEqual(['creator@example.com', 'lead@example.com']);
    expect(world.mailer.outbox[0]?.text).toContain('licensed 40 → 20 (no less than 32)');
  });

  it.each(['plan.parked', 'connection.needs-reconnect'] as const)(
    'tells the rest of %s later where the mail service wants a pause',
    async (action) => {
      const world = await owned();
      const event = world.event(action);
      world.mailer.troubleNext({ kind: 'throttled' });
      expect(await world.tell(event)).toEqual({ kind: 'later' });
      expect(await world.tell(event)).toEqual({ kind: 'later' });
      expect(world.told).toEqual([]);
      world.clock.advance(30_000);
      expect(await world.tell(event)).toEqual({ kind: 'told' });
      expect(world.told).toEqual(expect.arrayContaining(['it@example.com', 'lead@example.com']));
    },
  );

  it('never tells anybody twice, and nobody not at all for good, wherever it was killed', async () => {
    for (let at = 1; at <= 20; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await owned();
        const event = world.event('connection.needs-reconnect');
        const crashing = new CrashingStore(world.store, at, when);
        await world.tell(event, crashing).catch(() => undefined);
        await world.tell(event);
        expect(new Set(world.told).size).toBe(world.told.length);
        // One mail at most was on its way when the worker died; it is not sent again.
        expect(world.told.length).toBeGreaterThanOrEqual(2);
      }
  });

  it('keeps no address', async () => {
    const world = await owned();
    await world.tell(world.event());
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('it@example.com');
  });
});
