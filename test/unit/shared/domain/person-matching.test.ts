import { describe, expect, it } from 'vitest';
import { matchPeople } from '../../../../shared/domain/person-matching.ts';
import { orgChartRowSchema } from '../../../../shared/domain/person.ts';

const ANN = 'per_annann';
const BOB = 'per_bobbob';

const rowsOf = (...rows: readonly (readonly string[])[]) =>
  rows.map(([email, ...emailAliases], index) => ({
    line: index + 2,
    row: orgChartRowSchema.parse({
      email: `${email ?? ''}@x.example`,
      emailAliases: emailAliases.map((a) => `${a}@x.example`),
    }),
  }));

const mapOf = (ids: Record<string, string>) =>
  new Map(Object.entries(ids).map(([name, id]) => [`${name}@x.example`, id]));

const match = (
  rows: ReturnType<typeof rowsOf>,
  current: Record<string, string> = {},
  remembered: Record<string, string> = {},
) =>
  matchPeople(rows, { current: mapOf(current), remembered: mapOf(remembered) }).map(({ match: found }) =>
    found.kind === 'known' ? found.personId : found.kind === 'new' ? 'new' : found.reason,
  );

describe('who the rows of an org chart are', () => {
  it('knows a person by the email, by an alias, and by what was remembered', () => {
    expect(match(rowsOf(['ann']), { ann: ANN })).toEqual([ANN]);
    expect(match(rowsOf(['ann-married', 'ann']), { ann: ANN })).toEqual([ANN]);
    expect(match(rowsOf(['ann']), {}, { ann: ANN })).toEqual([ANN]);
    expect(match(rowsOf(['new']), { ann: ANN })).toEqual(['new']);
  });

  it('rejects rows that share an address, naming each other', () => {
    expect(match(rowsOf(['ann', 'team'], ['bob', 'team'], ['eve']))).toEqual([
      'shares an address with line 3',
      'shares an address with line 2',
      'new',
    ]);
    expect(match(rowsOf(['ann'], ['ann'], ['ann']))[0]).toBe('shares an address with lines 3, 4');
  });

  it('takes the own email among the own aliases for no contradiction', () => {
    expect(match(rowsOf(['ann', 'ann', 'a', 'a']))).toEqual(['new']);
  });

  it('rejects a row of two people we know', () => {
    expect(match(rowsOf(['ann', 'bob']), { ann: ANN, bob: BOB })).toEqual([
      'has addresses of two people we know',
    ]);
    expect(match(rowsOf(['ann', 'bob']), {}, { ann: ANN, bob: BOB })).toEqual([
      'has addresses of two people we know',
    ]);
  });

  it('lets an alias move from one person to another who both stay', () => {
    expect(match(rowsOf(['ann'], ['bob', 'sales']), { ann: ANN, sales: ANN, bob: BOB })).toEqual([ANN, BOB]);
    expect(match(rowsOf(['ann'], ['new', 'sales']), { ann: ANN, sales: ANN })).toEqual([ANN, 'new']);
  });

  it('rejects two rows that turn out to be one person', () => {
    expect(match(rowsOf(['ann'], ['ann2']), { ann: ANN, ann2: ANN })).toEqual([
      'is known as the same person as line 3',
      'is known as the same person as line 2',
    ]);
  });

  it('asks what is remembered only where nothing is known, so that a second import settles what one rejects', () => {
    expect(match(rowsOf(['bob', 'ann']), { bob: BOB }, { ann: ANN })).toEqual([BOB]);
    expect(match(rowsOf(['ann'], ['ann2']), { ann: ANN }, { ann2: ANN })).toEqual([ANN, 'new']);
  });
});
