import { describe, expect, it } from 'vitest';
import { ERASED_ADDRESS, ERASED_TEXT, type Sought } from '../../../../shared/domain/erasure.ts';
import { scrubFor } from '../../../../shared/domain/scrub.ts';

const SOUGHT: Sought = {
  personId: 'per_00000000-0000',
  addresses: ['ann@x.com', 'a.b+c@x.com', 'o-{n}/e$*?^|~@x-y.example.com'],
  names: [{ first: 'Ann', last: 'Bo' }],
  vendorIds: [{ instanceId: 'ins_00000000-0001', id: '42' }],
  accountIds: [],
  userIds: [],
};
const scrub = scrubFor(SOUGHT, 'ins_00000000-0001');

describe('what is looked for of somebody', () => {
  it.each([
    ['ann@x.com', ERASED_ADDRESS],
    ['ANN@X.com', ERASED_ADDRESS],
    ['Mail ann@x.com, please.', `Mail ${ERASED_ADDRESS}, please.`],
    ['email:ann@x.com#exm', `email:${ERASED_ADDRESS}#exm`],
    ['{"email":"ann@x.com"}', `{"email":"${ERASED_ADDRESS}"}`],
    ['To ann@x.com.', `To ${ERASED_ADDRESS}.`],
    ['a.b+c@x.com', ERASED_ADDRESS],
    ['o-{n}/e$*?^|~@x-y.example.com', ERASED_ADDRESS],
  ])('is replaced in %s', (text, without) => {
    expect(scrub.value(text)).toBe(without);
    expect(scrub.mentions(text)).toBe(true);
  });

  it.each([
    'joann@x.com',
    'mary-ann@x.com',
    'ann@x.com.au',
    'ann@x.community',
    'aXb+c@x.com',
    'ann',
    'Ann Bo',
  ])('is not taken to stand in %s', (text) => {
    expect(scrub.value(text)).toBe(text);
  });

  it('is a name in free text, first and last both', () => {
    const said = { reason: 'Asked by Ann Bo', name: 'Ann Bo', note: 'Bo, Ann and Ann Boe and Ann' };
    expect(scrub.value(said)).toEqual({
      ...said,
      reason: `Asked by ${ERASED_TEXT}`,
      note: `${ERASED_TEXT} and Ann Boe and Ann`,
    });
  });

  it('is an id of a vendor in fields of ids, of its own instance alone', () => {
    const row = { vendorAccountId: '42', roleCount: '42', vendorKey: 'id:42', userIds: ['42', '43'] };
    expect(scrub.value(row)).toEqual({
      ...{ vendorAccountId: ERASED_TEXT, roleCount: '42', vendorKey: ERASED_TEXT, userIds: ['43'] },
    });
    expect(scrubFor(SOUGHT, 'ins_00000000-0002').value(row)).toBe(row);
  });

  it('leaves the very same value where nothing of it stands', () => {
    const value = { a: [1, null, { b: 'c' }], d: true };
    expect(scrub.value(value)).toBe(value);
  });

  it('goes from lists, and in files keeps its place in them', () => {
    const row = ['ann@x.com', 'b'];
    expect(scrub.value(row)).toEqual(['b']);
    expect(scrub.value({ in: ['ann@x.com'] })).toEqual({ in: [ERASED_ADDRESS] });
    const none: string[] = [];
    expect(scrub.value(none)).toBe(none);
    expect(scrubFor(SOUGHT, null, true).value(row)).toEqual([ERASED_ADDRESS, 'b']);
  });
});
