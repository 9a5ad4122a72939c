import type { Reply } from '../stand-in/reply.ts';
import type { ApiCall } from './route.ts';
import type { OneLoginUser } from './tenant.ts';
import { vendorError } from './vendor-errors.ts';

type Test = (user: OneLoginUser) => boolean;

const TIMES: Readonly<Record<string, (user: OneLoginUser) => number | undefined>> = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  last_login: ({ lastLogin }) => lastLogin,
};

const TEXTS: Readonly<Record<string, (user: OneLoginUser) => string | null>> = {
  email: ({ email }) => email,
  username: ({ username }) => username,
  firstname: ({ firstname }) => firstname,
  lastname: ({ lastname }) => lastname,
  external_id: ({ externalId }) => externalId,
  directory_id: ({ directoryId }) => (directoryId === null ? null : String(directoryId)),
  samaccountname: () => null,
};

/** `*` stands for any text, also none; letters match in either case. */
export function wildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*').map((piece) => piece.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const shape = new RegExp(`^${pieces.join('.*')}$`, 'is');
  return (text) => shape.test(text);
}

/** A test for each parameter of the query, or the refusal of one. */
export function userTests({ url, tenant }: ApiCall): readonly Test[] | Reply {
  const query = url.searchParams;
  const tests: Test[] = [];
  for (const [name, timeOf] of Object.entries(TIMES)) {
    for (const side of ['since', 'until'] as const) {
      const text = query.get(`${name}_${side}`);
      if (text === null) continue;
      const bound = Date.parse(text);
      if (Number.isNaN(bound)) return vendorError(url.pathname, 'invalid-value', `${name}_${side}`);
      tests.push((user) => {
        const at = timeOf(user);
        return at !== undefined && (side === 'since' ? at > bound : at < bound);
      });
    }
  }
  for (const [name, textOf] of Object.entries(TEXTS)) {
    const pattern = query.get(name);
    if (pattern === null) continue;
    const isMeant = wildcard(pattern);
    tests.push((user) => {
      const text = textOf(user);
      return text !== null && isMeant(text);
    });
  }
  for (const [name, pattern] of query) {
    if (!name.startsWith('custom_attributes.')) continue;
    const isMeant = wildcard(pattern);
    tests.push(({ customAttributes }) =>
      isMeant(customAttributes[name.slice('custom_attributes.'.length)] ?? ''),
    );
  }
  const appId = query.get('app_id');
  if (appId !== null) {
    const app = tenant.apps.find(({ id }) => String(id) === appId);
    tests.push(({ id }) => app?.userIds.has(id) === true);
  }
  const ids = query.get('user_ids')?.split(',');
  if (ids !== undefined) tests.push(({ id }) => ids.includes(String(id)));
  return tests;
}
