import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETURN_PATH, returnPathOf } from '../../../../shared/domain/return-path.ts';

describe('the path to return to', () => {
  it.each([
    '/account',
    '/v1/me',
    '/v1/me?from=mail',
    '/',
    '/a/b%20c?x=%2F%2Fevil.test#part',
    '/connect/zoom/guide',
  ])('is the one asked for: %s', (path) => {
    expect(returnPathOf(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'account',
    'https://evil.test',
    'https:/evil.test',
    '//evil.test',
    '///evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/%2Fevil.test',
    '/%5Cevil.test',
    '/%252Fevil.test',
    '/.//evil.test',
    '/..//evil.test',
    '/%2e//evil.test',
    '/x/..//evil.test',
    '/\t/evil.test',
    '/%09/evil.test',
    '/\n//evil.test',
    '/%0d%0aset-cookie:x=1',
    'javascript:alert(1)',
    ' //evil.test',
    '/%',
    '/%zz',
    '/ä',
    '/auth/sign-in',
    '/auth/callback?code=1',
    '/x/../auth/sign-in',
    '/%61uth/sign-in',
    `/${'a'.repeat(1_000)}`,
  ])('is the default in place of %j', (asked) => {
    expect(returnPathOf(asked)).toBe(DEFAULT_RETURN_PATH);
  });

  it('never leads to another origin, whatever is asked for', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2f',
      '%5c',
      '%25',
      '%09',
      '@',
      ':',
      'evil.test',
      '?',
      '#',
      '\t',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = returnPathOf(`/${pieces.join('')}`);
        const origin = 'https://own.test';
        const resolved = new URL(path, origin);
        return (
          resolved.origin === origin &&
          new URL(`${origin}${path}`).origin === origin &&
          !path.startsWith('//')
        );
      }),
      { numRuns: 5_000 },
    );
    expect(returnPathOf('/account')).toBe('/account');
  });
});
