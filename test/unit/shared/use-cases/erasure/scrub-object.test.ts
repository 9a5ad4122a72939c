import { describe, expect, it } from 'vitest';
import { ERASED_ADDRESS, ERASED_TEXT, type Sought } from '../../../../../shared/domain/erasure.ts';
import { scrubbedObject } from '../../../../../shared/use-cases/erasure/scrub-object.ts';

const SOUGHT: Sought = {
  personId: 'per_00000000-0000',
  addresses: ['ann@x.com'],
  names: [{ first: 'Ann', last: 'Bo' }],
  vendorIds: [{ instanceId: 'ins_00000000-0001', id: '42' }],
  accountIds: [],
  userIds: [],
};

describe('a file that somebody who is erased stands in', () => {
  it.each(['uploads/imp_1/a.csv', 'exports/exp_1/rows', 'drop/org-chart/a.csv'])('is removed: %s', (key) => {
    expect(scrubbedObject(key, 'email\nann@x.com\n', SOUGHT)).toEqual({ kind: 'remove' });
  });

  it('loses their events', () => {
    const lines = ['{"email":"ann@x.com"}', '{"email":"bob@x.com"}'];
    expect(scrubbedObject('events/usage/ins_1/a.ndjson', `${lines.join('\n')}\n`, SOUGHT)).toEqual({
      kind: 'put',
      text: `${lines[1] ?? ''}\n`,
    });
  });

  it('keeps its rows in their places, and namesakes their names', () => {
    const page = {
      items: [
        { id: '42', profile: { email: 'ann@x.com', first: 'Ann', last: 'Bo' } },
        { id: '43', profile: { email: 'ann2@x.com', first: 'Ann', last: 'Bowie' } },
      ],
    };
    const key = 'landed/pulls/ins_00000000-0001/pul_1/users/0.json';
    const change = scrubbedObject(key, JSON.stringify(page), SOUGHT);
    if (change.kind !== 'put') throw new Error(change.kind);
    expect(JSON.parse(change.text)).toEqual({
      items: [
        { id: ERASED_TEXT, profile: { email: ERASED_ADDRESS, first: ERASED_TEXT, last: ERASED_TEXT } },
        page.items[1],
      ],
    });
  });

  it('keeps the columns of a CSV', () => {
    const csv = 'email,first,last\nann@x.com,Ann,Bo\nannie@x.com,Ann,Other\n';
    expect(scrubbedObject('landed/imports/imp_1/source.csv', csv, SOUGHT)).toEqual({
      kind: 'put',
      text: `email,first,last\n${ERASED_ADDRESS},${ERASED_TEXT}\nannie@x.com,Ann,Other\n`,
    });
  });

  it('stays as it is where they do not stand in it', () => {
    expect(scrubbedObject('landed/imports/imp_1/source.csv', 'email\njoann@x.com\n', SOUGHT)).toEqual({
      kind: 'none',
    });
  });
});
