/**
 * Attributes of Okta's own profile that are read under a name of ours, or not at all: phone numbers, home addresses and the like are no
 * business of ours (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/, `profile`).
 */
const NOT_CUSTOM: ReadonlySet<string> = new Set([
  ...['login', 'email', 'secondEmail', 'firstName', 'lastName', 'displayName', 'title', 'department'],
  ...['manager', 'managerId', 'city', 'state', 'countryCode'],
  ...['middleName', 'honorificPrefix', 'honorificSuffix', 'nickName', 'profileUrl', 'preferredLanguage'],
  ...['mobilePhone', 'primaryPhone', 'streetAddress', 'postalAddress', 'zipCode', 'locale', 'timezone'],
]);

/** A person's attributes are short; what is longer is no attribute of an org chart. */
const MOST_ATTRIBUTES = 50;
const MOST_CHARACTERS = 200;

/** A text that says something; null for any other value. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

const plain = (value: unknown): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return textOf(value.flatMap((part) => plain(part) ?? []).join(', '));
  return textOf(value);
};

/** The attributes the org defined itself, and those of its structure such as `costCenter`, each as a text. */
export const attributesOf = (profile: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(profile)
      .flatMap(([name, value]): [string, string][] => {
        const text = NOT_CUSTOM.has(name) ? null : plain(value);
        return text === null || text.length > MOST_CHARACTERS ? [] : [[name, text]];
      })
      .slice(0, MOST_ATTRIBUTES),
  );
