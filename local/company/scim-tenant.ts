import type { CompanyFileInput } from '../scim/company-file.ts';
import type { SingleSignOn } from './single-sign-on.ts';

/** Opens the sample tenant. Nothing but a stand-in on this machine knows it. */
export const SAMPLE_SCIM = { tenantId: 'design', token: 'sample-scim-token' } as const;

/** One in so many is a viewer, and one in so many was deactivated; any fixed numbers do. */
const VIEWERS = 3;
const INACTIVE = 25;

/** The design studio as a product that is told who its people are by SCIM: those of the sign-on provider's app, with their seats. */
export function scimTenant({ people, apps }: SingleSignOn): CompanyFileInput {
  const byEmail = new Map(people.map((person) => [person.email, person]));
  const design = apps.find(({ key }) => key === 'design');
  return {
    tenants: [
      {
        tenantId: SAMPLE_SCIM.tenantId,
        tokens: [SAMPLE_SCIM.token],
        users: (design?.users ?? []).flatMap(({ email, userName, assignedDaysAgo }, index) => {
          const person = byEmail.get(email);
          if (person === undefined) return [];
          const seat = index % VIEWERS === 0 ? 'Viewer' : 'Full';
          return [
            {
              userName,
              email,
              givenName: person.firstName,
              familyName: person.lastName,
              title: person.title,
              active: index % INACTIVE !== INACTIVE - 1,
              userType: seat,
              roles: [{ type: 'seatType', value: seat, primary: true }],
              createdDaysAgo: assignedDaysAgo,
            },
          ];
        }),
      },
    ],
  };
}
