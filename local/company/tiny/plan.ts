import type { CompanyPlan, Person, StraySeat } from '../person.ts';

const NOTABLE: readonly Person[] = [
  {
    email: 'tiny.owner@example.com',
    firstName: 'Olga',
    lastName: 'Owner',
    team: 'workshop-1',
    title: 'Administrator',
    startDaysAgo: 1500,
    seat: { roleId: '0', createdDaysAgo: 1400, lastLoginDaysAgo: 110.5 },
  },
  {
    email: 'tiny.unused@example.com',
    firstName: 'Uri',
    lastName: 'Unused',
    team: 'workshop-1',
    title: 'Fitter',
    startDaysAgo: 900,
    seat: { createdDaysAgo: 890, lastLoginDaysAgo: 90.5 },
  },
  {
    email: 'tiny.keeper@example.com',
    firstName: 'Kim',
    lastName: 'Keeper',
    team: 'workshop-2',
    title: 'Fitter',
    startDaysAgo: 800,
    seat: { createdDaysAgo: 790, lastLoginDaysAgo: 80.5 },
  },
  {
    email: 'tiny.returner@example.com',
    firstName: 'Rey',
    lastName: 'Returner',
    team: 'workshop-3',
    title: 'Fitter',
    startDaysAgo: 700,
    seat: { createdDaysAgo: 690, lastLoginDaysAgo: 70.5 },
  },
  {
    email: 'tiny.exempt@example.com',
    firstName: 'Ely',
    lastName: 'Exempt',
    team: 'workshop-2',
    title: 'Foreman',
    startDaysAgo: 1200,
    seat: { createdDaysAgo: 1190, lastLoginDaysAgo: 100.5 },
  },
  {
    email: 'tiny.silent@example.com',
    firstName: 'Sid',
    lastName: 'Silent',
    team: 'workshop-3',
    title: 'Driver',
    startDaysAgo: 600,
    seat: { createdDaysAgo: 590.5 },
  },
  {
    email: 'tiny.inactive@example.com',
    firstName: 'Ira',
    lastName: 'Inactive',
    team: 'workshop-1',
    title: 'Fitter',
    startDaysAgo: 500,
    seat: { license: 'basic', status: 'inactive', createdDaysAgo: 490, lastLoginDaysAgo: 150.5 },
  },
  {
    email: 'tiny.invited@example.com',
    firstName: 'Ivy',
    lastName: 'Invited',
    team: 'workshop-2',
    title: 'Fitter',
    startDaysAgo: 5,
    seat: { status: 'pending', createdDaysAgo: 4 },
  },
];

const STRAYS: readonly StraySeat[] = [
  {
    address: 'tiny.stray@example.org',
    firstName: 'Sam',
    lastName: 'Stray',
    createdDaysAgo: 400,
    lastLoginDaysAgo: 85.5,
  },
];

function otherAccount(accountId: string, name: string, owner: string): CompanyPlan['otherAccounts'][number] {
  const seat = {
    firstName: name,
    lastName: 'Owner',
    roleId: '0',
    createdDaysAgo: 300,
    lastLoginDaysAgo: 1.5,
  };
  return { accountId, name, seats: [{ ...seat, address: owner }] };
}

/** 40 people, one workshop, three Zoom accounts: small enough for a test that starts from nothing. */
export const TINY_PLAN: CompanyPlan = {
  name: 'Tiny Works',
  accountId: 'TworksAAA-tiny',
  plan: 'business',
  hosts: 45,
  roles: [
    { id: '0', name: 'Owner' },
    { id: '1', name: 'Admin' },
    { id: '2', name: 'Member' },
  ],
  departments: [{ name: 'Workshop', location: 'Lisbon', costCenter: 'CC-900', teams: 3 }],
  people: 40,
  notable: NOTABLE,
  strays: STRAYS,
  otherAccounts: [
    otherAccount('TsecondAAA-tiny', 'Second', 'second.owner@example.org'),
    otherAccount('TthirdAAA-tiny', 'Third', 'third.owner@example.org'),
  ],
};
