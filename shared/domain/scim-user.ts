import * as z from 'zod';
import { addressSchema, normalizeAddress } from './address.ts';

/** Most values of one attribute that takes many. */
export const MAX_VALUES = 20;

/** Most characters of a whole profile as JSON; a row holds 400 KB, and a page of 200 users is one answer. */
export const MAX_PROFILE_CHARACTERS = 24_000;

const text = (most: number) =>
  z.string().max(most, { error: `must have at most ${String(most)} characters` });

const shortText = text(256);
const longText = text(1_000);

const primaryOnce = (values: readonly { readonly primary?: boolean | undefined }[]): boolean =>
  values.filter(({ primary }) => primary === true).length <= 1;

const many = <S extends z.ZodType<{ primary?: boolean | undefined }>>(value: S) =>
  z
    .array(value)
    .max(MAX_VALUES, { error: `must hold at most ${String(MAX_VALUES)} values` })
    .refine(primaryOnce, { error: 'must hold one primary value at most' });

/** One value of an attribute that takes many (RFC 7643 §2.4). */
export const scimValueSchema = z.strictObject({
  value: longText,
  display: shortText.optional(),
  type: shortText.optional(),
  primary: z.boolean().optional(),
});

/** One mail address, as an identity provider writes it: people are found by it, so it is no longer than one can be (RFC 5321 §4.5.3.1.3). */
const scimEmailSchema = scimValueSchema.extend({ value: text(254) });

/** A postal address (RFC 7643 §4.1.2). */
export const scimAddressSchema = z.strictObject({
  formatted: longText.optional(),
  streetAddress: longText.optional(),
  locality: shortText.optional(),
  region: shortText.optional(),
  postalCode: shortText.optional(),
  country: shortText.optional(),
  type: shortText.optional(),
  primary: z.boolean().optional(),
});

/** Parts of a name (RFC 7643 §4.1.1). */
export const scimNameSchema = z.strictObject({
  formatted: longText.optional(),
  familyName: shortText.optional(),
  givenName: shortText.optional(),
  middleName: shortText.optional(),
  honorificPrefix: shortText.optional(),
  honorificSuffix: shortText.optional(),
});

/** What the enterprise extension adds (RFC 7643 §4.3). */
export const scimEnterpriseSchema = z.strictObject({
  employeeNumber: shortText.optional(),
  costCenter: shortText.optional(),
  organization: shortText.optional(),
  division: shortText.optional(),
  department: shortText.optional(),
  manager: z
    .strictObject({
      value: shortText.optional(),
      $ref: longText.optional(),
      displayName: shortText.optional(),
    })
    .optional(),
});

/**
 * What an identity provider says of a user beside what decides over access (userName, externalId, active, role): attributes by the
 * names of RFC 7643 §4.1, absent ones left out. Attributes we do not know are not kept.
 */
export const scimProfileSchema = z
  .strictObject({
    name: scimNameSchema.optional(),
    displayName: shortText.optional(),
    nickName: shortText.optional(),
    profileUrl: longText.optional(),
    title: shortText.optional(),
    userType: shortText.optional(),
    preferredLanguage: shortText.optional(),
    locale: shortText.optional(),
    timezone: shortText.optional(),
    emails: many(scimEmailSchema).optional(),
    phoneNumbers: many(scimValueSchema).optional(),
    ims: many(scimValueSchema).optional(),
    photos: many(scimValueSchema).optional(),
    addresses: many(scimAddressSchema).optional(),
    entitlements: many(scimValueSchema).optional(),
    roles: many(scimValueSchema).optional(),
    enterprise: scimEnterpriseSchema.optional(),
  })
  .refine((profile) => JSON.stringify(profile).length <= MAX_PROFILE_CHARACTERS, {
    error: `must have at most ${String(MAX_PROFILE_CHARACTERS)} characters in all`,
  });
export type ScimProfile = z.infer<typeof scimProfileSchema>;

/** What of a user is of SCIM alone; users whom no identity provider ever wrote have none. */
export const scimPartSchema = z.strictObject({
  profile: scimProfileSchema,
  /** Whether the role was ever received; until then it is the organization's default, or what stood there before. */
  roleReceived: z.boolean(),
});
export type ScimPart = z.infer<typeof scimPartSchema>;

/**
 * Where mails to somebody go: the primary address, else the work address, else the first one, else the userName where it is an
 * address. Undefined where none of them is one.
 */
export const mailAddressOf = ({ emails = [] }: ScimProfile, userName: string): string | undefined => {
  const ranked = [
    ...emails.filter(({ primary }) => primary === true),
    ...emails.filter(({ type }) => type?.toLowerCase() === 'work'),
    ...emails,
    { value: userName },
  ];
  for (const { value } of ranked) {
    const { data } = addressSchema.safeParse(value);
    if (data !== undefined) return data;
  }
  return undefined;
};

/** A profile in which one address stands where another did. */
export const withAddress = (profile: ScimProfile, from: string, to: string): ScimProfile => {
  const { emails } = profile;
  if (emails === undefined || from === to) return profile;
  return {
    ...profile,
    emails: emails.map((email) =>
      normalizeAddress(email.value) === normalizeAddress(from) ? { ...email, value: to } : email,
    ),
  };
};

/** Every address a user can be found by, each once, in the form that is compared. */
export const addressesOf = ({
  email,
  scim,
}: {
  readonly email: string;
  readonly scim?: ScimPart | undefined;
}): string[] => [
  ...new Set([email, ...(scim?.profile.emails ?? []).map(({ value }) => value)].map(normalizeAddress)),
];
