import { describe, expect, it } from 'vitest';
import { contractInputSchema } from '../../../../shared/domain/contract.ts';

const CONTRACT = {
  ...{ reference: 'C-1', seats: 10, unitPrice: 1200, currency: 'EUR', startsOn: '2026-01-01' },
  ...{ endsOn: '2026-12-31', renewsOn: '2027-01-01', noticeBy: '2026-10-01' },
};

const fields = (patch: object): string[] =>
  (contractInputSchema.safeParse({ ...CONTRACT, ...patch }).error?.issues ?? []).map(({ path }) =>
    path.join('.'),
  );

describe('a contract', () => {
  it('may leave out what has a usual value', () => {
    expect(contractInputSchema.parse(CONTRACT)).toMatchObject({
      ...CONTRACT,
      ...{ instanceId: null, tier: 'licensed', per: 'year', note: null },
    });
  });

  it.each([
    [{ endsOn: '2025-12-31' }, ['endsOn']],
    [{ renewsOn: '2025-12-31', noticeBy: null }, ['renewsOn']],
    [{ noticeBy: '2027-01-02' }, ['noticeBy']],
    [{ renewsOn: null, noticeBy: '2027-01-01' }, ['noticeBy']],
    [{ unitPrice: -1 }, ['unitPrice']],
    [{ seats: 1.5 }, ['seats']],
    [{ reference: ' ' }, ['reference']],
    [{ endsOn: null, renewsOn: null, noticeBy: '2030-01-01' }, []],
  ])('with %o breaks the rules of %o', (patch, broken) => {
    expect(fields(patch)).toEqual(broken);
  });
});
