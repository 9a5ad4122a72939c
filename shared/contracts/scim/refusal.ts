/** Kinds of errors that a client can tell apart (RFC 7644 §3.12, table 9). */
export const SCIM_TYPES = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
] as const;
export type ScimType = (typeof SCIM_TYPES)[number];

/** A request that SCIM refuses with 400. Nothing was changed. */
export class ScimRefusal extends Error {
  override readonly name = 'ScimRefusal';
  readonly scimType: ScimType;
  constructor(scimType: ScimType, detail: string) {
    super(detail);
    this.scimType = scimType;
  }
}

/** A piece of what somebody sent, short enough for a message. */
export const quoted = (text: string): string => `“${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
