import type { Family } from './route.ts';

const EVERYWHERE = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
};

/** Headers of every answer of a family; a route's own win. Pages run no script and load nothing from elsewhere. */
export const SECURITY_HEADERS: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  api: { ...EVERYWHERE, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
  // RFC 6749 §5.1 asks for both.
  oauth2: {
    ...EVERYWHERE,
    pragma: 'no-cache',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  },
  scim: { ...EVERYWHERE, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
  webhook: { ...EVERYWHERE, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
  page: {
    ...EVERYWHERE,
    'content-security-policy':
      "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  },
};
