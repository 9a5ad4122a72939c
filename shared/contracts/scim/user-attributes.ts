import { ROLES } from '../../domain/role.ts';
import {
  type AttributeDefinition,
  attributeSet,
  complex,
  flag,
  listOf,
  reference,
  text,
} from './attribute.ts';

const KINDS = ['work', 'home', 'other'];
const PHONE_KINDS = ['work', 'home', 'mobile', 'fax', 'pager', 'other'];

const kindOf = (kinds: readonly string[]) => text('type', 'What it is for.', { canonicalValues: kinds });
const anyKind = text('type', 'What kind it is.');
const primary = flag('primary', 'Whether it is the one to prefer; at most one is.');

/** A list of values with a kind each (RFC 7643 §2.4). */
const valuesOf = (
  name: string,
  description: string,
  value: string,
  kind: AttributeDefinition,
  characteristics: Parameters<typeof listOf>[3] = {},
) =>
  listOf(
    name,
    description,
    [text('value', value, { required: true }), text('display', 'How people read it.'), kind, primary],
    characteristics,
  );

const NAME_PARTS = [
  text('formatted', 'The whole name as people read it.'),
  text('familyName', 'The family name.'),
  text('givenName', 'The given name.'),
  text('middleName', 'Further given names.'),
  text('honorificPrefix', 'What stands before the name, such as Dr.'),
  text('honorificSuffix', 'What stands behind the name, such as III.'),
];

const ADDRESS_PARTS = [
  text('formatted', 'The whole address as people write it.'),
  text('streetAddress', 'Street and number.'),
  text('locality', 'The city.'),
  text('region', 'The state or region.'),
  text('postalCode', 'The postal code.'),
  text('country', 'The country, two letters (ISO 3166-1).'),
  kindOf(KINDS),
  primary,
];

/** Attributes of the core schema of users that we keep (RFC 7643 §4.1), and `permissionsRole`, which is ours. */
export const USER_ATTRIBUTES = attributeSet([
  text('userName', 'What the identity provider calls the person; unique, letter case aside.', {
    required: true,
    uniqueness: 'server',
  }),
  text('externalId', 'The identity provider’s own id of the person; unique.', {
    caseExact: true,
    uniqueness: 'server',
  }),
  complex('name', 'The parts of the person’s name.', NAME_PARTS),
  text('displayName', 'The name to show.'),
  text('nickName', 'What the person is called.'),
  text('profileUrl', 'The address of the person’s page.', { caseExact: true }),
  text('title', 'The job title.'),
  text('userType', 'What the person is to the company, such as Employee or Contractor.'),
  text('preferredLanguage', 'The language the person prefers, such as en-US.'),
  text('locale', 'How numbers and dates are written for the person, such as en-GB.'),
  text('timezone', 'The person’s time zone, such as Europe/Berlin.'),
  flag(
    'active',
    'Whether the person may sign in. Every user has it; where it is not sent, it stays as it was.',
    {
      required: true,
    },
  ),
  text(
    'permissionsRole',
    'The role in Seatkeeper: one of the canonical values in whatever letter case, or the id of a custom role. Every user has one; where it is not sent, it stays as it was.',
    { required: true, canonicalValues: ROLES },
  ),
  valuesOf(
    'emails',
    'Addresses. The primary one gets the mails. Every user has one; where none is sent, userName has to be one.',
    'The address.',
    kindOf(KINDS),
    { required: true },
  ),
  valuesOf('phoneNumbers', 'Numbers of phones.', 'The number.', kindOf(PHONE_KINDS)),
  valuesOf('ims', 'Addresses of messengers.', 'The address.', anyKind),
  valuesOf('photos', 'Addresses of pictures.', 'The address.', kindOf(['photo', 'thumbnail'])),
  listOf('addresses', 'Postal addresses.', ADDRESS_PARTS),
  listOf(
    'groups',
    'The groups the person is a member of, as far as groups were pushed.',
    [
      text('value', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
      reference('$ref', 'The address of the group.', ['Group'], { mutability: 'readOnly' }),
      text('display', 'The name of the group.', { mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
  valuesOf('entitlements', 'What the person is entitled to elsewhere.', 'The entitlement.', anyKind),
  valuesOf(
    'roles',
    'Roles that the identity provider keeps. They are kept and shown and give no rights; permissionsRole does.',
    'The role.',
    anyKind,
  ),
]);

/** Attributes of the enterprise extension (RFC 7643 §4.3). */
export const ENTERPRISE_ATTRIBUTES = attributeSet([
  text('employeeNumber', 'The number the company knows the person by.'),
  text('costCenter', 'The cost center.'),
  text('organization', 'The organization.'),
  text('division', 'The division.'),
  text('department', 'The department.'),
  complex('manager', 'The person’s manager.', [
    text('value', 'The id of the manager as the identity provider sends it.', { caseExact: true }),
    reference('$ref', 'The address of the manager.', ['User']),
    text('displayName', 'The name of the manager.'),
  ]),
]);
