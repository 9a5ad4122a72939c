import { describe, expect, it } from 'vitest';
import { supportContactSchema } from '../../../../shared/domain/support-contact.ts';

const rules = (patch: Readonly<Record<string, unknown>>): string[] => {
  const parsed = supportContactSchema.safeParse({ name: 'IT', phone: '+49 30 1234567', ...patch });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};

describe('a support contact', () => {
  it('needs a name and one way to reach it; the rest may be left out', () => {
    expect(supportContactSchema.parse({ name: ' IT ', email: 'Help@Example.com' })).toEqual({
      name: 'IT',
      email: 'help@example.com',
      page: null,
      phone: null,
      hours: null,
      timeZone: 'UTC',
      firstResponse: null,
    });
    expect(rules({ phone: null })).toEqual(['email']);
    expect(rules({ name: ' ' })).toEqual(['name']);
  });

  it.each(['PT1M', 'PT4H', 'P1D', 'P2W', 'P1DT12H', 'PT90M', 'P90D'])('may promise %s', (firstResponse) => {
    expect(rules({ firstResponse })).toEqual([]);
  });

  it.each(['', '4 hours', 'P', 'PT', 'P1DT', 'PT0M', 'PT30S', 'P1M', 'P1Y', '-PT4H', 'P1DT-2H', 'P91D'])(
    'may not promise %j',
    (firstResponse) => {
      expect(rules({ firstResponse })).toContain('firstResponse');
    },
  );

  it.each(['Europe/Berlin', 'Asia/Kolkata', 'UTC'])('knows the zone %s', (timeZone) => {
    expect(rules({ timeZone })).toEqual([]);
  });

  it.each(['Mars/Olympus', '+02:00', '', 'Europe/Berlin '])('knows no zone %j', (timeZone) => {
    expect(rules({ timeZone })).toEqual(['timeZone']);
  });

  it.each(['http://help.example.com', 'javascript:alert(1)', 'help.example.com'])(
    'links to no page %s',
    (page) => {
      expect(rules({ page })).toEqual(['page']);
    },
  );

  it('takes one line each, so that nothing of it can break out of a mail header', () => {
    expect(rules({ name: 'IT\r\nBcc: a@example.com' })).toEqual(['name']);
    expect(rules({ hours: 'Monday\nFriday' })).toEqual(['hours']);
    expect(rules({ phone: '+49\n30' })).toEqual(['phone']);
  });
});
