import type { ScimProfile } from '../../shared/domain/scim-user.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { changeUser } from '../../shared/use-cases/scim/change-user.ts';
import { PROVIDER, asSent } from './scim-company.ts';

const TEXTS = [
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
] as const;
const ENTERPRISE = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'] as const;
const NAMES = [
  'formatted',
  'familyName',
  'givenName',
  'middleName',
  'honorificPrefix',
  'honorificSuffix',
] as const;

/** Twenty changes of one profile, each of an attribute of its own. */
const CHANGES: readonly ScimProfile[] = [
  ...TEXTS.map((field) => ({ [field]: field })),
  ...ENTERPRISE.map((field) => ({ enterprise: { [field]: field } })),
  ...NAMES.map((field) => ({ name: { [field]: field } })),
  { phoneNumbers: [{ value: '1' }] },
  { photos: [{ value: '2' }] },
];

const withChange = (profile: ScimProfile, more: ScimProfile): ScimProfile => ({
  ...profile,
  ...more,
  name: { ...profile.name, ...more.name },
  enterprise: { ...profile.enterprise, ...more.enterprise },
});

/** A profile with all of the changes. */
export const withEveryChange = (profile: ScimProfile): ScimProfile => CHANGES.reduce(withChange, profile);

/** Makes all of the changes at once; the versions that came of those that were saved, rising. */
export const raceChanges = async (deps: Basics, userId: string): Promise<number[]> => {
  const saved = await Promise.all(
    CHANGES.map((more) =>
      changeUser<never>(deps, PROVIDER, {
        userId,
        change: (current) => {
          const sent = asSent(current);
          return { kind: 'next', next: { ...sent, profile: withChange(sent.profile, more) } };
        },
      }),
    ),
  );
  return saved
    .flatMap((result) => (result.kind === 'saved' ? [result.user.version] : []))
    .toSorted((a, b) => a - b);
};
