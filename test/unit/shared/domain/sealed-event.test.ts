import { describe, expect, it } from 'vitest';
import { type AuditEvent, AUDIT_ACTIONS } from '../../../../shared/domain/audit-event.ts';
import {
  BESIDE,
  canonicalJson,
  sealedEvent,
  sealedEventSchema,
} from '../../../../shared/domain/sealed-event.ts';

const EVENT: AuditEvent = {
  eventId: 'evt_00000000-0000-7000-8000-000000000001',
  at: '2026-03-02T09:00:00.000Z',
  action: 'workflow.changed',
  actor: { kind: 'user', userId: 'usr_00000000-0000-7000-8000-000000000001', tokenId: null },
  from: '203.0.113.0',
  applicationId: null,
  instanceId: null,
  runId: null,
  planHash: null,
  accountId: null,
  personId: 'per_00000000-0000-7000-8000-000000000001',
  subjectId: 'wfl_00000000-0000-7000-8000-000000000001',
  before: null,
  after: null,
  note: null,
};

describe('the canonical form of JSON', () => {
  // The example of RFC 8785 §3.2.2, as §3.2.3 writes it.
  it('is that of the RFC for its example', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  // RFC 8785 §3.2.3: in order of UTF-16 code units, not of characters.
  it('orders fields by code units', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const ordered = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(text).toBe(`{${ordered.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
  });

  it.each([
    ['half a character', '\ud83d'],
    ['no number', Number.NaN],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson({ value })).toThrow(RangeError);
  });
});

describe('the sealed form of an event', () => {
  it('has no note', () => {
    const { note, ...rest } = EVENT;
    expect(note).toBeNull();
    expect(sealedEvent({ ...EVENT, note: 'Anna Miller asked for it' })).toEqual(rest);
  });

  it.each([
    'act',
    'P7D',
    'PT2M',
    'EUR',
    'usr_00000000-0000-7000-8000-000000000001',
    '2026-03-02T09:00:00.000Z',
    'role contacts',
    'per-run, per-team',
    'cron(0 3 * * ? *)',
    'user:read:list_users:admin',
    '',
  ])('keeps the code %s', (value) => {
    expect(sealedEvent({ ...EVENT, after: { value } }).after).toEqual({ value });
  });

  it.each([
    'Anna',
    'Anna Miller',
    'anna.miller@example.com',
    'per Anna',
    'für alle',
    'a, Berlin',
    'why not?!',
  ])('only marks the text %s', (value) => {
    expect(sealedEvent({ ...EVENT, after: { value } }).after).toEqual({ value: BESIDE });
  });

  it('only marks names, whatever they look like', () => {
    const { before, after } = sealedEvent({
      ...EVENT,
      before: { name: 'anna' },
      after: { name: '', seats: 3 },
    });
    expect({ before, after }).toEqual({ before: { name: BESIDE }, after: { name: '', seats: 3 } });
  });

  it('only marks a subject that is an address', () => {
    expect(sealedEvent({ ...EVENT, subjectId: 'anna@example.com' }).subjectId).toEqual(BESIDE);
  });

  it('is what its schema says, and the schema takes no free text', () => {
    for (const action of AUDIT_ACTIONS) {
      const sealed = sealedEvent({ ...EVENT, action, after: { name: 'Anna', why: 'Anna left', days: 3 } });
      expect(sealedEventSchema.parse(sealed)).toEqual(sealed);
    }
    const sealed = sealedEvent(EVENT);
    for (const wrong of [
      { ...sealed, note: 'free' },
      { ...sealed, after: { name: 'anna' } },
      { ...sealed, after: { why: 'Anna left' } },
      { ...sealed, subjectId: 'anna@example.com' },
    ])
      expect(sealedEventSchema.safeParse(wrong).success).toBe(false);
  });
});
