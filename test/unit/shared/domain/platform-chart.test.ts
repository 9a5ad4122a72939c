import { describe, expect, it } from 'vitest';
import { orgChartRowSchema } from '../../../../shared/domain/person.ts';
import { platformChart } from '../../../../shared/domain/platform-chart.ts';
import type { DirectoryPerson } from '../../../../shared/domain/platform.ts';
import { platformPerson } from '../../../support/memory-platform.ts';

const person = (name: string, patch: Partial<DirectoryPerson> = {}): DirectoryPerson => ({
  ...platformPerson(name),
  observedAt: '2026-03-02T09:00:00.000Z',
  ...patch,
});

const rowsOf = (...people: readonly DirectoryPerson[]) => platformChart(people).rows;

describe('the org chart that a platform makes', () => {
  it('has what the platform knows of somebody, and no dates', () => {
    const [row] = rowsOf(
      person('ada', {
        ...{ login: 'ada.l@example.com', firstName: 'Ada', lastName: ' ', title: 'Analyst' },
        ...{ department: 'Research', city: 'London', countryCode: 'GB', custom: { costCenter: '4711' } },
      }),
    );
    expect(row).toEqual({
      email: 'ada@example.com',
      emailAliases: ['ada.l@example.com'],
      firstName: 'Ada',
      title: 'Analyst',
      department: 'Research',
      location: 'London, GB',
      custom: { costCenter: '4711' },
    });
  });

  it('takes a manager by id or address, and never by name', () => {
    const boss = person('boss', { displayName: 'The Boss' });
    const managerOf = (managerRef: string) =>
      rowsOf(boss, person('ada', { managerRef })).find(({ email }) => email === 'ada@example.com')
        ?.managerEmail;
    expect(managerOf('00u-boss')).toBe('boss@example.com');
    expect(managerOf('Boss@Example.com')).toBe('boss@example.com');
    expect(managerOf('The Boss')).toBeUndefined();
  });

  it('gives an address to one person: to who is there before who is gone', () => {
    const gone = { status: 'deprovisioned' as const, vendorStatus: 'DEPROVISIONED', title: 'Before' };
    const old = person('ada', { ...gone, platformUserId: '00u-a' });
    const back = person('ada', { platformUserId: '00u-b', title: 'Now' });
    expect(platformChart([old, back])).toMatchObject({ rows: [{ title: 'Now' }], leftOut: 1 });
    expect(rowsOf(person('left', gone))).toMatchObject([{ email: 'left@example.com' }]);
  });

  it('leaves out who has no address, and makes rows that an org chart takes whatever the platform says', () => {
    const long = 'x'.repeat(500);
    const { rows, leftOut } = platformChart([
      person('odd', { login: 'odd', email: 'no address' }),
      person('long', {
        title: long,
        department: long,
        city: long,
        custom: { '': 'x', [long]: 'y', a: long },
      }),
    ]);
    expect(leftOut).toBe(1);
    expect(rows).toHaveLength(1);
    for (const row of rows) expect(orgChartRowSchema.safeParse(row).success).toBe(true);
  });
});
