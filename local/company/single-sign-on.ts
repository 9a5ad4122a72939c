import type { Chance } from './chance.ts';
import type { PlacedPerson } from './org.ts';

/** An application that people of a company open through its sign-on provider, whichever that is. */
export interface SignOnApp {
  readonly key: 'zoom' | 'crm' | 'design' | 'canteen';
  readonly label: string;
  readonly users: readonly SignOnUser[];
}

/** Who is assigned to an application; every `…DaysAgo` is days before the start. */
export interface SignOnUser {
  readonly email: string;
  /** The name there, where it is not the address. */
  readonly userName: string;
  readonly assignedDaysAgo: number;
  /** The newest first. */
  readonly signInsDaysAgo: readonly number[];
}

/** Whom a sign-on provider knows, and whether they still work here. */
export interface SignOnPerson extends PlacedPerson {
  readonly hasLeft: boolean;
  /** The newest sign-in to any application; absent: none that is kept. */
  readonly lastSignInDaysAgo: number | undefined;
}

export interface SingleSignOn {
  readonly people: readonly SignOnPerson[];
  readonly apps: readonly SignOnApp[];
}

/** As long as Okta keeps its log. */
const KEPT_DAYS = 90;

/** How long before a sign-in the ones before it were. */
const BEFORE_DAYS = [0, 6, 15, 31];

function hasLeft({ endDaysAgo }: PlacedPerson): boolean {
  return endDaysAgo !== undefined && endDaysAgo >= 0;
}

function signInsUntil(last: number | undefined): readonly number[] {
  if (last === undefined || last < 0) return [];
  return BEFORE_DAYS.map((before) => Math.round((last + before) * 10) / 10).filter((day) => day < KEPT_DAYS);
}

/** Whoever has a seat at Zoom comes to it through the provider: the last sign-in that Zoom shows is one of them. */
function zoomUsers(people: readonly PlacedPerson[]): readonly SignOnUser[] {
  return people.flatMap((person) => {
    const { email, seat } = person;
    if (seat === undefined || seat.status === 'inactive' || hasLeft(person)) return [];
    return [
      {
        email,
        userName: seat.address ?? email,
        assignedDaysAgo: seat.createdDaysAgo,
        signInsDaysAgo: signInsUntil(seat.lastLoginDaysAgo),
      },
    ];
  });
}

/** Of those who are still here, some, of whom some never came. */
function someUsers(
  people: readonly PlacedPerson[],
  chance: Chance,
  isAssigned: (person: PlacedPerson, index: number) => boolean,
): readonly SignOnUser[] {
  return people
    .filter((person, index) => !hasLeft(person) && isAssigned(person, index))
    .map(({ email, startDaysAgo }) => ({
      email,
      userName: email,
      assignedDaysAgo: Math.min(startDaysAgo, 600),
      signInsDaysAgo: signInsUntil(chance.next() < 0.2 ? undefined : chance.days(0.3, 85)),
    }));
}

/** What a company's sign-on provider holds: everybody of the chart, four applications, who has them, and who came when. */
export function singleSignOn(people: readonly PlacedPerson[], chance: Chance): SingleSignOn {
  const firstDepartment = people[0]?.department;
  const apps: readonly SignOnApp[] = [
    { key: 'zoom', label: 'Zoom', users: zoomUsers(people) },
    {
      key: 'crm',
      label: 'Salesforce',
      users: someUsers(people, chance, ({ department }) => department !== firstDepartment),
    },
    {
      key: 'design',
      label: 'Design studio',
      users: someUsers(people, chance, (_person, index) => index % 4 === 0),
    },
    {
      key: 'canteen',
      label: 'Canteen',
      users: someUsers(people, chance, (_person, index) => index % 2 === 0),
    },
  ];
  const lastOf = new Map<string, number>();
  for (const { email, signInsDaysAgo } of apps.flatMap(({ users }) => users))
    for (const day of signInsDaysAgo) lastOf.set(email, Math.min(day, lastOf.get(email) ?? KEPT_DAYS));
  return {
    people: people.map((person) => ({
      ...person,
      hasLeft: hasLeft(person),
      lastSignInDaysAgo: lastOf.get(person.email),
    })),
    apps,
  };
}
