import type { CompanyFileInput } from '../zoom/company-file.ts';
import type { PlacedPerson } from './org.ts';
import type { CompanyPlan, Seat, StraySeat } from './person.ts';

type TenantUser = CompanyFileInput['accounts'][number]['users'][number];

const LICENSE_TYPES = { basic: 1, licensed: 2, 'no-meetings': 4 } as const;

function tenantUser(
  seat: Seat,
  email: string,
  firstName: string,
  lastName: string,
  department = '',
): TenantUser {
  return {
    email: seat.address ?? email,
    firstName,
    lastName,
    department,
    type: LICENSE_TYPES[seat.license ?? 'licensed'],
    status: seat.status ?? 'active',
    roleId: seat.roleId ?? '2',
    createdDaysAgo: seat.createdDaysAgo,
    ...(seat.lastLoginDaysAgo === undefined ? {} : { lastLoginDaysAgo: seat.lastLoginDaysAgo }),
    ...(seat.lastLoginText === undefined ? {} : { lastLoginText: seat.lastLoginText }),
    signInsDaysAgo: [...(seat.signInsDaysAgo ?? [])],
    meetings: (seat.meetingsDaysAgo ?? []).map((daysAgo) => ({ daysAgo, minutes: 45, participants: 4 })),
    verified: seat.unverified !== true,
    room: seat.room === true,
  };
}

function strayUser(seat: StraySeat): TenantUser {
  return tenantUser(seat, seat.address, seat.firstName, seat.lastName);
}

/** What the stand-in Zoom holds of a company. Stays in days before the start. */
export function zoomTenant(plan: CompanyPlan, people: readonly PlacedPerson[]): CompanyFileInput {
  const roles = [...plan.roles];
  const own = people.flatMap(({ seat, email, firstName, lastName, department }) =>
    seat === undefined ? [] : [tenantUser(seat, email, firstName, lastName, department)],
  );
  const users = [...own, ...plan.strays.map(strayUser)];
  // By address, so that the notable people are spread over the pages.
  users.sort((left, right) => (left.email < right.email ? -1 : 1));
  return {
    accounts: [
      { accountId: plan.accountId, name: plan.name, plan: plan.plan, hosts: plan.hosts, roles, users },
      ...plan.otherAccounts.map(({ accountId, name, seats }) => ({
        accountId,
        name,
        plan: 'pro' as const,
        hosts: 20,
        roles,
        users: seats.map(strayUser),
      })),
    ],
  };
}
