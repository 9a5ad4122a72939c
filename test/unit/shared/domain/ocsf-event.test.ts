import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AUDIT_ACTIONS, type Actor, type AuditEvent } from '../../../../shared/domain/audit-event.ts';
import { OCSF_OF_ACTION } from '../../../../shared/domain/ocsf-actions.ts';
import { OCSF_CLASSES, OCSF_VERSION } from '../../../../shared/domain/ocsf-classes.ts';
import { ocsfEvent } from '../../../../shared/domain/ocsf-event.ts';

const published = new URL('../../../support/ocsf/ocsf-1.8.0.schema.json', import.meta.url);
const SCHEMA = z.looseObject({ $comment: z.string() }).parse(JSON.parse(readFileSync(published, 'utf8')));
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(SCHEMA, 'ocsf');
const compiled = new Map<number, ValidateFunction>(
  Object.values(OCSF_CLASSES).map(({ uid }) => [
    uid,
    ajv.compile({ $ref: `ocsf#/$defs/class_${String(uid)}` }),
  ]),
);

const base = z.object({
  class_uid: z.int(),
  activity_id: z.int(),
  activity_name: z.string(),
  type_uid: z.int(),
  time: z.int(),
});

/** Everything that the published schema of an event's class has against it. */
const against = (event: object): unknown[] => {
  const { class_uid: uid, type_uid: type, activity_id: activity } = base.parse(event);
  const validate = compiled.get(uid);
  if (validate === undefined) return [`no class ${String(uid)}`];
  validate(event);
  return [...(validate.errors ?? []), ...(type === uid * 100 + activity ? [] : ['type_uid'])];
};

const USER = 'usr_00000000-0000-7000-8000-00000000000a';
const ACTORS: readonly Actor[] = [
  { kind: 'user', userId: USER, tokenId: null },
  { kind: 'user', userId: USER, tokenId: 'tok_00000000-0000-7000-8000-00000000000a' },
  { kind: 'client', clientId: 'cli_00000000-0000-7000-8000-00000000000a', tokenId: null },
  { kind: 'organization-token', tokenId: 'tok_00000000-0000-7000-8000-00000000000b' },
  { kind: 'person', personId: 'per_00000000-0000-7000-8000-00000000000a' },
  { kind: 'system', name: 'run' },
  { kind: 'vendor', vendor: 'zoom' },
];

const BARE: AuditEvent = {
  eventId: 'evt_00000000-0000-7000-8000-00000000000a',
  at: '2026-03-02T09:00:00.250Z',
  action: 'user.created',
  actor: { kind: 'user', userId: USER, tokenId: null },
  ...{ from: null, applicationId: null, instanceId: null, runId: null, planHash: null, accountId: null },
  ...{ personId: null, subjectId: null, before: null, after: null, note: null },
};

const FULL: AuditEvent = {
  ...BARE,
  from: '203.0.113.0/24',
  applicationId: 'app_00000000-0000-7000-8000-00000000000a',
  instanceId: 'ins_00000000-0000-7000-8000-00000000000a',
  runId: 'run_00000000-0000-7000-8000-00000000000a',
  planHash: 'f'.repeat(64),
  accountId: 'acc_00000000-0000-7000-8000-00000000000a',
  personId: 'per_00000000-0000-7000-8000-00000000000b',
  subjectId: 'wfl_00000000-0000-7000-8000-00000000000a',
  before: { state: 'due', count: 3, wasOn: true },
  after: { state: 'acting', none: null },
  note: 'Ada Lovelace asked for it',
};

describe('an audit event in OCSF', () => {
  it('is held against the published schema of the version it names', () => {
    expect(SCHEMA.$comment).toContain(`OCSF ${OCSF_VERSION} `);
  });

  it.each(AUDIT_ACTIONS)('%s fits its class, with anybody as the actor, full and bare', (action) => {
    const events = ACTORS.flatMap((actor) => [
      { ...BARE, action, actor },
      { ...FULL, action, actor },
    ]);
    expect(events.flatMap((event) => against(ocsfEvent(event)))).toEqual([]);
  });

  it('does not fit where a field is unknown, missing, or of another class', () => {
    const event = ocsfEvent(FULL);
    expect(against({ ...event, surprise: 1 })).not.toEqual([]);
    expect(against({ ...event, metadata: {} })).not.toEqual([]);
    expect(against({ ...event, class_uid: 3002 })).not.toEqual([]);
    expect(against({ ...event, activity_id: 77 })).not.toEqual([]);
  });

  it('has every activity of the table in the enumeration of its class', () => {
    const names = z.object({ $defs: z.record(z.string(), z.looseObject({})) }).parse(SCHEMA);
    const enumeration = z.object({
      properties: z.object({ activity_id: z.object({ enum: z.array(z.int()) }) }),
    });
    for (const { uid, activities } of Object.values(OCSF_CLASSES)) {
      const known = enumeration.parse(names.$defs[`class_${String(uid)}`]).properties.activity_id.enum;
      for (const [id] of Object.values<readonly [number, string]>(activities)) expect(known).toContain(id);
    }
  });

  it('says when, what, who and on whom by ids, and leaves the note out', () => {
    const event = ocsfEvent({ ...FULL, action: 'item.refused' });
    expect(event).toMatchObject({
      ...{ class_uid: 3001, activity_id: 99, activity_name: 'item.refused', type_uid: 300199, status_id: 2 },
      time: Date.UTC(2026, 2, 2, 9, 0, 0, 250),
      actor: { user: { uid: USER } },
      user: { uid: FULL.accountId },
      src_endpoint: { name: '203.0.113.0/24' },
      metadata: {
        version: '1.8.0',
        uid: FULL.eventId,
        event_code: 'item.refused',
        correlation_uid: FULL.runId,
      },
      unmapped: { planHash: FULL.planHash, before: FULL.before, after: FULL.after },
    });
    expect(JSON.stringify(event)).not.toContain('Lovelace');
  });

  it('is of one class an action', () => {
    expect(Object.keys(OCSF_OF_ACTION).toSorted()).toEqual([...AUDIT_ACTIONS].toSorted());
    expect(OCSF_OF_ACTION['session.started']).toEqual({ class: 'authentication', activity: 'logon' });
    expect(OCSF_OF_ACTION['workflow.created']).toEqual({ class: 'entity-management', activity: 'create' });
    expect(OCSF_OF_ACTION['access.denied']).toMatchObject({ class: 'api-activity', failed: true });
  });
});
