import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scimWorld } from '../../../support/scim-world.ts';

const EMAILS = [{ value: 'somebody@example.com' }];

/** Names that are written in several ways, beside any text. */
const name = fc.oneof(
  fc.constantFrom('jörg@example.com', 'ΟΔΟΣ', 'İpek', 'Straße', 'ﬁn', 'Ａda', 'a"b\\c', 'Åsa Ångström'),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
);

/** One name as different clients write it. */
const FORMS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFD'),
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => ` ${text}\u00a0`,
];

const nameAndForm = fc.tuple(name, fc.constantFrom(...FORMS));

it.each([
  { path: '/Users', attribute: 'userName', more: { emails: EMAILS } },
  { path: '/Groups', attribute: 'displayName', more: {} },
])(
  'finds by $attribute whatever is refused as taken, and nothing else',
  async ({ path, attribute, more }) => {
    const seen = { taken: 0, free: 0 };
    await fc.assert(
      fc.asyncProperty(nameAndForm, async ([first, form]) => {
        const { call } = await scimWorld();
        const create = (written: string) => call('POST', path, { body: { [attribute]: written, ...more } });
        const { status, json } = await create(first);
        fc.pre(status === 201);
        const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(form(first))}`);
        const found = await call('GET', `${path}?filter=${filter}`);
        const again = await create(form(first));
        const isTaken = again.status === 409;
        seen[isTaken ? 'taken' : 'free'] += 1;
        expect(found.json).toMatchObject(
          isTaken ? { totalResults: 1, Resources: [{ id: json['id'] }] } : { totalResults: 0 },
        );
      }),
      { numRuns: 60 },
    );
    expect(seen.taken).toBeGreaterThan(10);
  },
);
