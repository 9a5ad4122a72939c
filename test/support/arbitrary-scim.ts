import fc from 'fast-check';
import { SCIM_URNS } from '../../shared/contracts/scim/urns.ts';
import type { Comparison, Filter } from '../../shared/contracts/scim/filter.ts';

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const satisfies Comparison[];

/** Texts with what filters are made of in them. */
const awkward = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom('"', '\\', '" or userName pr or "', ') or (', 'a+b@x.com', 'é', '\u0000', "'", ']'),
);

const name = fc.constantFrom(
  'userName',
  'USERNAME',
  'title',
  'name.givenName',
  'emails',
  'emails.value',
  'id',
);

const comparison: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('compare' as const),
  name,
  op: fc.constantFrom(...COMPARISONS),
  value: awkward,
});

const elementTerm: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('compare' as const),
  name: fc.constantFrom('type', 'value', 'TYPE'),
  op: fc.constantFrom('eq' as const, 'ne' as const, 'co' as const),
  value: awkward,
});

/** Filters of users. */
export const arbitraryFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    fc.record({ kind: fc.constant('present' as const), name }),
    fc.record({ kind: fc.constant('element' as const), name: fc.constant('emails'), filter: elementTerm }),
    fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('filter'),
      right: tie('filter'),
    }),
  ),
})).filter;

/** A filter as somebody writes it. */
export const filterText = (filter: Filter): string => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filterText(filter.left)}) ${filter.kind} (${filterText(filter.right)})`;
    case 'not':
      return `not (${filterText(filter.filter)})`;
    case 'present':
      return `${filter.name} pr`;
    case 'compare':
      return `${filter.name} ${filter.op.toUpperCase()} ${JSON.stringify(filter.value)}`;
    case 'element':
      return `${filter.name}[${filterText(filter.filter)}]`;
  }
};

const ENTERPRISE = SCIM_URNS.enterpriseUser;
const BLANK = [null, '', [], {}] as const;

const address = fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com', 'no address');
const kind = fc.constantFrom('work', 'home');
const flag = fc.constantFrom(true, false, 'True', 'False', 'maybe');
const element = fc.record({ value: address, type: kind, primary: flag }, { requiredKeys: [] });

const written = fc.oneof(
  fc.string({ maxLength: 300 }),
  flag,
  address,
  element,
  fc.array(element, { maxLength: 4 }),
  fc.constantFrom(...BLANK, 7),
  fc.record({ givenName: fc.string(), familyName: fc.string() }, { requiredKeys: [] }),
);

const path = fc.constantFrom(
  ...['userName', 'title', 'active', 'permissionsRole', 'name', 'name.givenName', 'emails', 'emails.value'],
  ...['emails[type eq "work"]', 'emails[type eq "work"].value', 'emails[primary eq "True"].value', 'roles'],
  ...[ENTERPRISE, `${ENTERPRISE}:manager`, `${ENTERPRISE}:department`, `${SCIM_URNS.user}:title`],
  ...['id', 'groups', 'shoeSize', 'emails[', '__proto__', 'externalId'],
);

/** Operations of a PATCH of users, some of which are not valid. */
export const arbitraryOperation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'Replace', 'replace'), path, value: written }),
  fc.record({ op: fc.constant('remove'), path }),
  fc.record({ op: fc.constantFrom('add', 'replace'), value: fc.dictionary(path, written, { maxKeys: 3 }) }),
);
