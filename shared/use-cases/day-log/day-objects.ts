import type { ObjectStore } from '../../ports/object-store.ts';
import { type DayShard, subjectOf } from '../../records/day-log.ts';

const NDJSON = 'application/x-ndjson';

/** An object of events to take in. `isOurs`: it lies in the log, and goes when it is taken in. */
export interface Landing {
  readonly name: string;
  readonly key: string;
  readonly isOurs: boolean;
}

const folderOf = (at: DayShard): string =>
  `events/${at.log}/${subjectOf(at)}/${at.day}/${String(at.shard).padStart(2, '0')}/`;

const landedFolder = (at: DayShard): string => `${folderOf(at)}landed/`;

const SUFFIX = '.ndjson';

/** Key of a landing; the same name again is the same object. */
export const landingKey = (at: DayShard, name: string): string => `${landedFolder(at)}${name}${SUFFIX}`;

/** Key of the object that holds every different event once. */
export const baseKey = (at: DayShard, base: string): string => `${folderOf(at)}${base}${SUFFIX}`;

/** The landings that wait to be taken in, in order of their names. */
export const waitingLandings = async (objects: ObjectStore, at: DayShard): Promise<Landing[]> => {
  const folder = landedFolder(at);
  const keys = await objects.list(folder);
  return keys.map((key) => ({ name: key.slice(folder.length, -SUFFIX.length), key, isOurs: true }));
};

/** Lines as the text of an object. */
export const textOfLines = (lines: Iterable<string>): string => `${[...lines].join('\n')}\n`;

/** Writes lines as one object: a text of whole lines. */
export const putEventText = (objects: ObjectStore, key: string, text: string): Promise<void> =>
  objects.put(key, text, NDJSON);

/** Writes lines as one object. */
export const putEventLines = (objects: ObjectStore, key: string, lines: Iterable<string>): Promise<void> =>
  putEventText(objects, key, textOfLines(lines));

/** The lines of an object; undefined where there is none. */
export const getEventLines = async (objects: ObjectStore, key: string): Promise<string[] | undefined> => {
  const bytes = await objects.get(key);
  if (bytes === undefined) return undefined;
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '');
};
