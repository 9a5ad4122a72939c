/** Where somebody goes who did not ask for a page of ours. */
export const DEFAULT_RETURN_PATH = '/account';

const MAX_LENGTH = 1_000;

/** Printable ASCII without the backslash, which browsers read as a slash (WHATWG URL §4.4). */
const PLAIN = /^[!-[\]-~]+$/;

/** The text with every layer of percent-encoding taken off; undefined where a layer is broken. */
const fullyDecoded = (text: string): string | undefined => {
  let decoded = text;
  for (;;) {
    let next: string;
    try {
      next = decodeURIComponent(decoded);
    } catch {
      return undefined;
    }
    if (next === decoded) return decoded;
    decoded = next;
  }
};

/** Begins with one slash, which nothing can take for the start of a host. */
const isRooted = (path: string): boolean => /^\/(?!\/)/.test(path);

const isOwnPath = (text: string): boolean => {
  const path = text.split(/[?#]/, 1)[0] ?? '';
  const decoded = fullyDecoded(path);
  if (decoded === undefined || !PLAIN.test(text) || /[\\\p{Cc}]/u.test(decoded)) return false;
  if (!isRooted(path) || !isRooted(decoded)) return false;
  // Dot segments are resolved before a path is used: `/.//host` must not become `//host`.
  const { pathname } = new URL(decoded, 'https://own.invalid');
  return isRooted(pathname) && !pathname.startsWith('/auth/');
};

/**
 * The path on our own origin to return to after signing in: the one asked for, where it is one beyond doubt, or else the default.
 * Other origins in any spelling (`//host`, `/\host`, encoded once or more) and the sign-in's own paths are not.
 */
export const returnPathOf = (asked: string | undefined): string =>
  asked !== undefined && asked.length <= MAX_LENGTH && isOwnPath(asked) ? asked : DEFAULT_RETURN_PATH;
