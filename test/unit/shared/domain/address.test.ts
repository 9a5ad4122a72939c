import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSchema, plainAddress } from '../../../../shared/domain/address.ts';

/** Texts that are addresses, nearly are, or are not, of the characters that decide it. */
const text = fc.oneof(
  fc.emailAddress(),
  fc.string({ unit: fc.constantFrom(...Array.from('aZ9.-_+\'@"\\ \nİΣé')), maxLength: 16 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...Array.from('aZ9.-_+')), minLength: 1 }),
      fc.domain(),
      fc.nat(260),
    )
    .map(([local, domain, length]) => `${local.padEnd(length, 'x')}@${domain.toUpperCase()}`),
);

describe('an address that is seen to be one at a glance', () => {
  it('is what the schema makes of it', () => {
    fc.assert(
      fc.property(text, (given) => {
        const plain = plainAddress(given);
        const { data } = addressSchema.safeParse(given);
        expect(plain ?? data).toBe(data);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['Ada.Lovelace+x@Mail.X-1.example', 'ada.lovelace+x@mail.x-1.example'],
    [`${'a'.repeat(242)}@example.com`, `${'a'.repeat(242)}@example.com`],
  ])('%s is one', (given, stored) => {
    expect(plainAddress(given)).toBe(stored);
  });

  it.each([
    ...[' ada@x.example', 'ada@x', '.ada@x.example', 'a..b@x.example', 'ada.@x.example', "o'hara@x.example"],
    ...['ada@x.example\n', 'ada@-x.example', 'ada@x.e', `${'a'.repeat(243)}@example.com`],
  ])('%j is left to the schema', (given) => {
    expect(plainAddress(given)).toBeUndefined();
  });
});
