/** Somebody who signed in at the user pool, as its id token says (OpenID Connect Core §2). */
export interface PoolPerson {
  /** The user pool. */
  readonly issuer: string;
  /** The pool's own id of the person, the `sub` of all their tokens. */
  readonly subject: string;
  /** Names of the identity providers that the pool knows the person by; none for people of the pool's own. */
  readonly providers: readonly string[];
  /** The identity provider's id of the person. */
  readonly externalId: string | null;
  /** The name the identity provider knows the person by. */
  readonly userName: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
}

/** What somebody is joined to the directory by. */
export interface JoinNames {
  readonly externalId: string | null;
  readonly userName: string | null;
  /** An address that is theirs beyond doubt. */
  readonly address: string | null;
}

/**
 * What of a pool person may be believed: everything where the configured identity provider sent them, and for people of the pool's
 * own what an administrator wrote and an address that was verified. `provider` is null where people sign in at the pool itself.
 * Undefined where somebody else vouches for them than who should.
 */
export const joinNamesOf = (person: PoolPerson, provider: string | null): JoinNames | undefined => {
  const { providers, externalId, userName, email, emailVerified } = person;
  if (provider === null ? providers.length > 0 : !providers.includes(provider)) return undefined;
  const address = provider !== null || emailVerified ? email : null;
  return { externalId, userName: userName ?? address, address };
};
