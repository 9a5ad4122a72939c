import type { ApiScope } from './token.ts';

/** Scopes as OAuth writes them (RFC 6749 §3.3): changing includes reading. */
export const SCOPE_TEXT: Readonly<Record<ApiScope, string>> = { read: 'read', write: 'read write' };

/**
 * The scope of an access token for what a program asks: names with one space between them (RFC 6749 §3.3), or null for all that its
 * client has. Undefined where it asks for more than that, or for what there is not.
 */
export const grantedScope = (asked: string | null, widest: ApiScope): ApiScope | undefined => {
  if (asked === null) return widest;
  const names = asked.split(' ');
  const known = names.every((name) => name === 'read' || (name === 'write' && widest === 'write'));
  if (!known) return undefined;
  return names.includes('write') ? 'write' : 'read';
};
