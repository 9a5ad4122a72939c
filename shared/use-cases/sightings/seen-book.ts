import * as z from 'zod';
import type { SeenPeople } from '../../domain/sighting.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { getEventLines, putEventLines } from '../day-log/day-objects.ts';

/** Key of the object that holds who was seen using an app. */
export const bookKey = (discoveredAppId: string, book: string): string =>
  `events/sightings/${discoveredAppId}/${book}.ndjson`;

const lineSchema = z.tuple([z.string(), z.string(), z.string()]);

/** Who was seen using an app; nobody where the object has expired. */
export const readBook = async (
  objects: ObjectStore,
  discoveredAppId: string,
  book: string | null,
): Promise<SeenPeople> => {
  const people: SeenPeople = new Map();
  if (book === null) return people;
  for (const line of (await getEventLines(objects, bookKey(discoveredAppId, book))) ?? []) {
    const [address, firstOn, lastOn] = lineSchema.parse(JSON.parse(line));
    people.set(address, { firstOn, lastOn });
  }
  return people;
};

/** The lines of a book, in the order of addresses: the same people are the same lines. */
export const bookLines = (people: SeenPeople): string[] =>
  [...people]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([address, { firstOn, lastOn }]) => JSON.stringify([address, firstOn, lastOn]));

/** Writes a book. */
export const writeBook = (
  objects: ObjectStore,
  discoveredAppId: string,
  book: string,
  lines: readonly string[],
): Promise<void> => putEventLines(objects, bookKey(discoveredAppId, book), lines);
