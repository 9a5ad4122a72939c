import type { CompanyFileInput } from '../onelogin/company-file.ts';
import type { SignOnApp, SignOnPerson, SingleSignOn } from './single-sign-on.ts';

type Account = CompanyFileInput['accounts'][number];

/** Opens the sample tenant. Nothing but a stand-in on this machine knows it. */
export const SAMPLE_ONELOGIN_CLIENT = { clientId: 'sample-client', clientSecret: 'sample-secret' } as const;

const ACCOUNT_ID = 4_711;

/** Numbers of the apps, and how people get in: 2 is SAML, 8 OpenID Connect, 0 a password. */
const APPS: Readonly<Record<SignOnApp['key'], { readonly id: number; readonly authMethod: number }>> = {
  zoom: { id: 901, authMethod: 2 },
  crm: { id: 902, authMethod: 2 },
  design: { id: 903, authMethod: 8 },
  canteen: { id: 904, authMethod: 0 },
};

function user(person: SignOnPerson): Account['users'][number] {
  const { email, firstName, lastName, title, department, managerEmail, costCenter, location } = person;
  return {
    email,
    firstName,
    lastName,
    title,
    department,
    ...(managerEmail === '' ? {} : { managerEmail }),
    customAttributes: { cost_center: costCenter, location },
    createdDaysAgo: Math.max(person.startDaysAgo, 0),
    ...(person.lastSignInDaysAgo === undefined ? {} : { lastLoginDaysAgo: person.lastSignInDaysAgo }),
  };
}

/** The company as a OneLogin account, which deletes whoever leaves. */
export function oneLoginTenant(name: string, { people, apps }: SingleSignOn): CompanyFileInput {
  return {
    accounts: [
      {
        accountId: ACCOUNT_ID,
        name,
        credentials: [SAMPLE_ONELOGIN_CLIENT],
        users: people.filter(({ hasLeft }) => !hasLeft).map(user),
        apps: apps.map(({ key, label, users }, index) => ({
          ...APPS[key],
          name: label,
          connectorId: 50_000 + index,
          users: users.map(({ email }) => email),
        })),
        // The oldest first, as they came in.
        signIns: apps
          .flatMap(({ key, users }) =>
            users.flatMap(({ email, signInsDaysAgo }) =>
              signInsDaysAgo.map((daysAgo) => ({ email, app: APPS[key].id, daysAgo })),
            ),
          )
          .sort((left, right) => right.daysAgo - left.daysAgo),
      },
    ],
  };
}
