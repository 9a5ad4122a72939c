/** How a change of a user may be written (RFC 7644 §3.5). */
export type ChangeShape = 'patch-at-path' | 'patch-without-path' | 'put';

/** What a provider was found to take, other than it announces: kept as long as a process lives, and found again by the next one. */
export interface Dialect {
  /** `application/scim+json` (RFC 7644 §3.1), unless the provider takes no other than plain JSON. */
  mediaType: 'application/scim+json' | 'application/json';
  /** The shape that was taken for an attribute. */
  readonly shapes: Map<string, ChangeShape>;
}

/** The dialects of all connections of a process. */
export class Dialects {
  readonly #known = new Map<string, Dialect>();

  of(connectionId: string): Dialect {
    const known = this.#known.get(connectionId);
    if (known !== undefined) return known;
    const fresh: Dialect = { mediaType: 'application/scim+json', shapes: new Map() };
    this.#known.set(connectionId, fresh);
    return fresh;
  }
}
