import type { CompanyFileInput } from '../okta/company-file.ts';
import type { SignOnApp, SignOnPerson, SingleSignOn } from './single-sign-on.ts';

type Org = CompanyFileInput['orgs'][number];

/** Opens the sample org. Nothing but a stand-in on this machine knows it. */
export const SAMPLE_OKTA_TOKEN = '00sample';

const IN_CATALOG: Readonly<
  Record<SignOnApp['key'], Pick<NonNullable<Org['apps']>[number], 'name' | 'signOnMode'>>
> = {
  zoom: { name: 'zoomus', signOnMode: 'SAML_2_0' },
  crm: { name: 'salesforce', signOnMode: 'SAML_2_0' },
  design: { name: 'design_studio', signOnMode: 'OPENID_CONNECT' },
  canteen: { name: 'bookmark', signOnMode: 'BOOKMARK' },
};

function oktaPerson({ hasLeft, lastSignInDaysAgo, ...person }: SignOnPerson): Org['people'][number] {
  const { email, firstName, lastName, startDaysAgo, endDaysAgo } = person;
  return {
    login: email,
    firstName,
    lastName,
    createdDaysAgo: Math.max(startDaysAgo, 0),
    ...(hasLeft ? { status: 'DEPROVISIONED', statusChangedDaysAgo: endDaysAgo } : {}),
    ...(lastSignInDaysAgo === undefined ? {} : { lastLoginDaysAgo: lastSignInDaysAgo }),
    profile: {
      title: person.title,
      department: person.department,
      city: person.location,
      costCenter: person.costCenter,
      managerId: person.managerEmail === '' ? null : person.managerEmail,
    },
  };
}

/** The company as an Okta org. Zoom is granted by a group, the rest one by one. */
export function oktaOrg(orgId: string, { people, apps }: SingleSignOn): CompanyFileInput {
  return {
    orgs: [
      {
        orgId,
        apiTokens: [SAMPLE_OKTA_TOKEN],
        people: people.map(oktaPerson),
        apps: apps.map(({ key, label, users }) => ({
          key,
          label,
          ...IN_CATALOG[key],
          assignments: users.map(({ email, userName, assignedDaysAgo, signInsDaysAgo }) => ({
            login: email,
            userName,
            createdDaysAgo: assignedDaysAgo,
            signOnsDaysAgo: [...signInsDaysAgo],
            ...(key === 'zoom' ? { scope: 'GROUP', group: 'Zoom' } : {}),
          })),
        })),
      },
    ],
  };
}
