import type { Person, StraySeat } from '../person.ts';

/** In the chart, but what Zoom says of their use is no use. */
export const UNCLEAR: readonly Person[] = [
  {
    email: 'celeste.armand@example.com',
    firstName: 'Celeste',
    lastName: 'Armand',
    team: 'finance-3',
    title: 'Accountant',
    startDaysAgo: 310,
    seat: { createdDaysAgo: 300.5 },
  },
  {
    email: 'darius.holt@example.com',
    firstName: 'Darius',
    lastName: 'Holt',
    team: 'operations-6',
    title: 'Dispatcher',
    startDaysAgo: 430,
    seat: { createdDaysAgo: 420.5, lastLoginText: null },
  },
  {
    email: 'edda.kruger@example.com',
    firstName: 'Edda',
    lastName: 'Kruger',
    team: 'sales-5',
    title: 'Sales Assistant',
    startDaysAgo: 730,
    seat: { createdDaysAgo: 720.5, lastLoginText: '1970-01-01T00:00:00Z' },
  },
  {
    email: 'felix.amadi@example.com',
    firstName: 'Felix',
    lastName: 'Amadi',
    team: 'support-4',
    title: 'Support Agent',
    startDaysAgo: 650,
    seat: { createdDaysAgo: 640.5, lastLoginDaysAgo: -40.5 },
  },
  {
    email: 'gwen.sorley@example.com',
    firstName: 'Gwen',
    lastName: 'Sorley',
    team: 'people-4',
    title: 'Payroll Specialist',
    startDaysAgo: 540,
    seat: { createdDaysAgo: 530.5, lastLoginDaysAgo: 140.5, unverified: true },
  },
];

/** In the chart without a seat of that address; a stray seat below looks like theirs and must not be given to them. */
export const LOOKED_LIKE: readonly Person[] = [
  {
    email: 'harold.pym@example.com',
    firstName: 'Harold',
    lastName: 'Pym',
    team: 'engineering-4',
    title: 'Architect',
    startDaysAgo: 1440,
  },
  {
    email: 'ingrid.solberg@example.com',
    emailAliases: ['ingrid.berg@example.com'],
    firstName: 'Ingrid',
    lastName: 'Solberg',
    team: 'finance-5',
    title: 'Treasurer',
    startDaysAgo: 1010,
  },
  {
    email: 'julia.ferreira@example.com',
    firstName: 'Julia',
    lastName: 'Ferreira',
    team: 'people-1',
    title: 'Recruiter',
    startDaysAgo: 680,
  },
];

/** Seats whose address is nobody's in the chart. All are unused, so only the missing person keeps them out. */
export const STRAYS: readonly StraySeat[] = [
  {
    address: 'boardroom.london@example.com',
    firstName: 'Boardroom',
    lastName: 'London',
    room: true,
    createdDaysAgo: 1100,
    lastLoginDaysAgo: 70.5,
  },
  {
    address: 'huddle.lisbon@example.com',
    firstName: 'Huddle',
    lastName: 'Lisbon',
    room: true,
    createdDaysAgo: 700,
    lastLoginDaysAgo: 93.5,
  },
  // The wrong domain was typed at the invitation.
  {
    address: 'harold.pym@example.net',
    firstName: 'Harold',
    lastName: 'Pym',
    createdDaysAgo: 610,
    lastLoginDaysAgo: 123.5,
  },
  // A short form that the chart does not list.
  {
    address: 'i.solberg@example.com',
    firstName: 'Ingrid',
    lastName: 'Solberg',
    createdDaysAgo: 520,
    lastLoginDaysAgo: 112.5,
  },
  // A married name that the chart does not know.
  {
    address: 'julia.marchbanks@example.com',
    firstName: 'Julia',
    lastName: 'Marchbanks',
    createdDaysAgo: 480,
    lastLoginDaysAgo: 94.5,
  },
  // Left and taken out of the chart; their seats were forgotten.
  {
    address: 'karl.demetriou@example.com',
    firstName: 'Karl',
    lastName: 'Demetriou',
    createdDaysAgo: 990,
    lastLoginDaysAgo: 160.5,
  },
  {
    address: 'lena.ostrowski@example.com',
    firstName: 'Lena',
    lastName: 'Ostrowski',
    createdDaysAgo: 1040,
    lastLoginDaysAgo: 210.5,
  },
  {
    address: 'mateo.quigley@example.org',
    firstName: 'Mateo',
    lastName: 'Quigley',
    createdDaysAgo: 1230,
    lastLoginDaysAgo: 350.5,
  },
  {
    address: 'nora.contractor@example.org',
    firstName: 'Nora',
    lastName: 'Contractor',
    createdDaysAgo: 260,
    lastLoginDaysAgo: 90.5,
  },
  {
    address: 'webinars@example.com',
    firstName: 'Webinars',
    lastName: 'Shared',
    createdDaysAgo: 860,
    lastLoginDaysAgo: 85.5,
  },
  {
    address: 'zoom-test@example.com',
    firstName: 'Zoom',
    lastName: 'Test',
    createdDaysAgo: 1300,
    lastLoginDaysAgo: 500.5,
  },
  // A tag behind the plus sign makes another address.
  {
    address: 'otis.ramanathan+zoom@example.com',
    firstName: 'Otis',
    lastName: 'R',
    createdDaysAgo: 330,
    lastLoginDaysAgo: 130.5,
  },
  // The right name at the other domain.
  {
    address: 'greta.obuya@example.org',
    firstName: 'Greta',
    lastName: 'Obuya',
    createdDaysAgo: 240,
    lastLoginDaysAgo: 66.5,
  },
  {
    address: 'pia.invited@example.com',
    firstName: 'Pia',
    lastName: 'Invited',
    status: 'pending',
    createdDaysAgo: 4,
  },
  {
    address: 'quincy.invited@example.org',
    firstName: 'Quincy',
    lastName: 'Invited',
    status: 'pending',
    createdDaysAgo: 21,
  },
  {
    address: 'rhea.partner@example.org',
    firstName: 'Rhea',
    lastName: 'Partner',
    license: 'basic',
    status: 'pending',
    createdDaysAgo: 33,
  },
];
