import Papa from 'papaparse';
import type { CompanyFileInput } from '../../local/zoom/company-file.ts';

type Account = CompanyFileInput['accounts'][number];
type ZoomUser = Account['users'][number];

/** Of twenty seats in a row the same are unused, Basic, inactive or recently made, so that a larger company is only more of the same. */
const GROUP = 20;
const UNUSED = [3, 9, 15];
const BASIC = 5;
const INACTIVE = 11;
const NEW = 17;

/** Of each thousand in order, the first is an admin; the very first is the owner. */
const ADMIN_EVERY = 1_000;

/** A team has ten people. */
const TEAM = 10;

/** Seats that the rule matches: three of twenty. */
export const plannedOf = (seats: number): number => (seats / GROUP) * UNUSED.length;

/** Name of a company by its seats. */
export const companyName = (seats: number): string => `scale-${String(seats)}`;

const addressOf = (seats: number, index: number): string =>
  `person-${String(index).padStart(6, '0')}@${companyName(seats)}.example.com`;

const roleOf = (index: number): string => {
  if (index === 0) return '0';
  return index % ADMIN_EVERY === 0 ? '1' : '2';
};

const seatOf = (seats: number, index: number): ZoomUser => {
  const kind = index % GROUP;
  const user = {
    email: addressOf(seats, index),
    firstName: `First${String(index)}`,
    lastName: `Last${String(index)}`,
    type: 2,
    roleId: roleOf(index),
    department: `Department ${String(index % 40)}`,
    createdDaysAgo: 500,
  } satisfies ZoomUser;
  if (UNUSED.includes(kind)) return { ...user, lastLoginDaysAgo: 90 + (index % 60) };
  if (kind === INACTIVE) return { ...user, type: 1, status: 'inactive', lastLoginDaysAgo: 200 };
  const lastLoginDaysAgo = 0.5 + (index % 25);
  const meetings = [lastLoginDaysAgo, lastLoginDaysAgo + 40].map((daysAgo) => ({
    daysAgo,
    minutes: 30,
    participants: 4,
  }));
  if (kind === BASIC) return { ...user, type: 1, lastLoginDaysAgo, meetings };
  if (kind === NEW) return { ...user, createdDaysAgo: 20, lastLoginDaysAgo: 19 };
  return { ...user, lastLoginDaysAgo, meetings };
};

const indexes = (seats: number): number[] => Array.from({ length: seats }, (_, index) => index);

/** The id of the Zoom account of a company. */
export const zoomAccountOf = (seats: number): string => `Taccount-${companyName(seats)}`;

/** The Zoom accounts of companies of these sizes. */
export const scaleCompany = (sizes: readonly number[]): CompanyFileInput => ({
  accounts: sizes.map((seats) => ({
    accountId: zoomAccountOf(seats),
    name: companyName(seats),
    plan: 'business',
    hosts: seats,
    roles: [
      { id: '0', name: 'Owner' },
      { id: '1', name: 'Admin' },
      { id: '2', name: 'Member' },
    ],
    users: indexes(seats).map((index) => seatOf(seats, index)),
  })),
});

/** The org chart of all of them as CSV: teams of ten, each under its first. */
export const scaleOrgChart = (sizes: readonly number[]): string =>
  Papa.unparse(
    sizes.flatMap((seats) =>
      indexes(seats).map((index) => {
        const manager = index - (index % TEAM);
        return {
          email: addressOf(seats, index),
          firstName: `First${String(index)}`,
          lastName: `Last${String(index)}`,
          managerEmail: manager === index ? '' : addressOf(seats, manager),
          department: `Department ${String(index % 40)}`,
          startDate: '2020-01-01',
        };
      }),
    ),
  );
