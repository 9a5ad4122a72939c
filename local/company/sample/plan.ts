import type { CompanyPlan } from '../person.ts';
import { IN_USE } from './in-use.ts';
import { DEACTIVATED, INVITED } from './not-active.ts';
import { PROTECTED, WEBINAR_ROLE } from './protected.ts';
import { LOOKED_LIKE, STRAYS, UNCLEAR } from './unclear.ts';
import { UNUSED } from './unused.ts';

/** 500 people in 42 teams: about 390 in plain use, the rest written by hand. */
export const SAMPLE_PLAN: CompanyPlan = {
  name: 'Example Corp',
  accountId: 'XcorpAAAQ7-sample',
  plan: 'business',
  hosts: 450,
  roles: [
    { id: '0', name: 'Owner' },
    { id: '1', name: 'Admin' },
    { id: '2', name: 'Member' },
    { id: WEBINAR_ROLE, name: 'Webinar operator' },
  ],
  departments: [
    { name: 'Engineering', location: 'Lisbon', costCenter: 'CC-100', teams: 6 },
    { name: 'Sales', location: 'Toronto', costCenter: 'CC-200', teams: 6 },
    { name: 'Support', location: 'Lisbon', costCenter: 'CC-300', teams: 6 },
    { name: 'Finance', location: 'London', costCenter: 'CC-400', teams: 6 },
    { name: 'People', location: 'London', costCenter: 'CC-500', teams: 6 },
    { name: 'Marketing', location: 'London', costCenter: 'CC-600', teams: 6 },
    { name: 'Operations', location: 'Toronto', costCenter: 'CC-700', teams: 6 },
  ],
  people: 500,
  notable: [...UNUSED, ...PROTECTED, ...UNCLEAR, ...LOOKED_LIKE, ...IN_USE, ...DEACTIVATED, ...INVITED],
  strays: STRAYS,
  otherAccounts: [
    {
      accountId: 'XlabsAAAQ7-sample',
      name: 'Example Labs',
      seats: [
        {
          address: 'labs.owner@example.org',
          firstName: 'Labs',
          lastName: 'Owner',
          roleId: '0',
          createdDaysAgo: 800,
          lastLoginDaysAgo: 2.5,
        },
        {
          address: 'labs.one@example.org',
          firstName: 'Labs',
          lastName: 'One',
          createdDaysAgo: 500,
          lastLoginDaysAgo: 80.5,
        },
        {
          address: 'labs.two@example.org',
          firstName: 'Labs',
          lastName: 'Two',
          createdDaysAgo: 500,
          lastLoginDaysAgo: 4.5,
        },
      ],
    },
  ],
};
