import { Chance } from './chance.ts';
import { FIRST_NAMES, LAST_NAMES } from './names.ts';
import type { CompanyPlan, Department, Person, Seat } from './person.ts';

/** A person with the place in the org chart worked out. */
export interface PlacedPerson extends Person {
  readonly managerEmail: string;
  readonly department: string;
  readonly location: string;
  readonly costCenter: string;
}

interface Team {
  readonly name: string;
  readonly managerEmail: string;
  readonly department: Department;
}

/** Every few days of the four weeks before the last sign-in, but of one in five, who comes seldom. */
function earlierSignIns(chance: Chance, lastLoginDaysAgo: number): number[] {
  const signIns: number[] = [];
  if (chance.next() < 0.2) return signIns;
  for (let day = lastLoginDaysAgo; ;) {
    day = Math.round((day + chance.days(1, 4)) * 10) / 10;
    if (day > lastLoginDaysAgo + 28) return signIns;
    signIns.push(day);
  }
}

/** A seat in plain use: signed in within four weeks, older than any grace, an ordinary member. */
function usedSeat(chance: Chance, license: Seat['license']): Seat {
  const hosts = chance.next() < 0.55;
  const createdDaysAgo = chance.days(120, 1400);
  const lastLoginDaysAgo = chance.days(0.2, 27);
  return {
    ...(license === undefined ? {} : { license }),
    createdDaysAgo,
    lastLoginDaysAgo,
    signInsDaysAgo: earlierSignIns(new Chance(Math.round(createdDaysAgo * 10)), lastLoginDaysAgo),
    ...(hosts ? { meetingsDaysAgo: [chance.days(0.5, 25), chance.days(26, 55), chance.days(66, 88)] } : {}),
  };
}

/** Makes ordinary people, no address twice. */
class Recruiter {
  readonly #chance: Chance;
  readonly #taken: Set<string>;

  constructor(chance: Chance, taken: Iterable<string>) {
    this.#chance = chance;
    this.#taken = new Set(taken);
  }

  hire(team: string, title: string, seat: (chance: Chance) => Seat | undefined): Person {
    const chance = this.#chance;
    let firstName: string;
    let lastName: string;
    let email: string;
    do {
      firstName = chance.pick(FIRST_NAMES);
      lastName = chance.pick(LAST_NAMES);
      email = `${firstName}.${lastName}@example.com`.toLowerCase();
    } while (this.#taken.has(email));
    this.#taken.add(email);
    const given = seat(chance);
    return {
      email,
      firstName,
      lastName,
      team,
      title,
      startDaysAgo: Math.round(chance.days(1450, 4000)),
      ...(chance.next() < 0.06 ? { partTimeFactor: 0.8 } : {}),
      ...(given === undefined ? {} : { seat: given }),
    };
  }
}

/** Of an ordinary team: most licensed, some Basic, a few without Zoom. All in plain use. */
function memberSeat(chance: Chance): Seat | undefined {
  const lot = chance.next();
  if (lot < 0.06) return undefined;
  return usedSeat(chance, lot < 0.16 ? 'basic' : undefined);
}

function place(person: Person, managerEmail: string, department: Department): PlacedPerson {
  const { name, location, costCenter } = department;
  return { ...person, managerEmail, department: name, location, costCenter };
}

/** Addresses that no ordinary person may get, so that nobody is matched by accident. */
function writtenAddresses(plan: CompanyPlan): readonly string[] {
  const people = plan.notable.flatMap(({ email, emailAliases = [], seat }) => [
    email,
    ...emailAliases,
    ...(seat?.address === undefined ? [] : [seat.address.toLowerCase()]),
  ]);
  return [...people, ...plan.strays.map(({ address }) => address)];
}

/** The whole chart: one chief, a head per department, a manager per team, the notable people, and ordinary ones to fill it. */
export function buildOrg(plan: CompanyPlan, chance: Chance): readonly PlacedPerson[] {
  const recruiter = new Recruiter(chance, writtenAddresses(plan));
  const seat = (given: Chance): Seat => usedSeat(given, undefined);
  const [first] = plan.departments;
  if (first === undefined) throw new Error(`${plan.name} has no department`);
  const chief = recruiter.hire('board', 'Chief Executive', seat);
  const rows: PlacedPerson[] = [place(chief, '', first)];
  const teams: Team[] = [];
  for (const department of plan.departments) {
    const head = recruiter.hire('heads', `Head of ${department.name}`, seat);
    rows.push(place(head, chief.email, department));
    for (let number = 1; number <= department.teams; number += 1) {
      const name = `${department.name.toLowerCase()}-${number}`;
      const manager = recruiter.hire(name, `${department.name} Manager`, seat);
      rows.push(place(manager, head.email, department));
      teams.push({ name, managerEmail: manager.email, department });
    }
  }
  for (const person of plan.notable) {
    const team = teams.find(({ name }) => name === person.team);
    if (team === undefined) throw new Error(`${person.email}: there is no team ${person.team}`);
    rows.push(place(person, team.managerEmail, team.department));
  }
  for (let index = 0; rows.length < plan.people; index += 1) {
    const team = teams[index % teams.length];
    if (team === undefined) throw new Error(`${plan.name} has no team`);
    const person = recruiter.hire(team.name, `${team.department.name} Specialist`, memberSeat);
    rows.push(place(person, team.managerEmail, team.department));
  }
  return rows;
}
