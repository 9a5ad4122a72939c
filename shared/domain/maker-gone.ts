import type { AuditEvent } from './audit-event.ts';
import type { Notice } from './notice-text.ts';
import type { ProgramClient, Token } from './token.ts';

/** What a user made for the organization, and what outlives them. */
export interface Credentials {
  readonly tokens: readonly Pick<Token, 'name'>[];
  readonly clients: readonly Pick<ProgramClient, 'name'>[];
}

/** How a user ceased to be one by an event; null where they did not, or had before. */
export const howGone = ({ action, before, after }: AuditEvent): 'deactivated' | 'deleted' | null => {
  if (before?.['active'] === false) return null;
  if (action === 'user.deleted') return 'deleted';
  return action === 'user.changed' && after?.['active'] === false ? 'deactivated' : null;
};

const named = (kind: string, path: string, names: readonly string[]) =>
  names.length === 0
    ? { what: [], where: [] }
    : {
        what: [`the ${kind}${names.length === 1 ? '' : 's'} ${names.map((name) => `“${name}”`).join(', ')}`],
        where: [`${kind}s at ${path}`],
      };

/** What Super Admins are told when the maker of the organization's tokens or program clients is gone; null where there are none. */
export const makerGoneNotice = (
  who: string,
  how: 'deactivated' | 'deleted',
  { tokens, clients }: Credentials,
): Notice | null => {
  const parts = [
    named(
      'SCIM token',
      '/v1/scim-tokens',
      tokens.map(({ name }) => name),
    ),
    named(
      'program client',
      '/v1/program-clients',
      clients.map(({ name }) => name),
    ),
  ];
  const what = parts.flatMap((part) => part.what).join(' and ');
  if (what === '') return null;
  return {
    headline: `${who} was ${how}, and had made ${what}, which go on working.`,
    fix: `If ${who} may still know a secret, make a new one, put it to use, and revoke the old: ${parts.flatMap((part) => part.where).join(', ')}.`,
  };
};
