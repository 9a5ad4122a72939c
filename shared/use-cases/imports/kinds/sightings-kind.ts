import * as z from 'zod';
import { appKey } from '../../../domain/discovered-app.ts';
import { shardOf } from '../../../domain/plan.ts';
import { faultInWords } from '../../../domain/rule-in-words.ts';
import { sightingSchema } from '../../../domain/sighting.ts';
import { CorruptDataError } from '../../../errors.ts';
import { getEventLines } from '../../day-log/day-objects.ts';
import { type SeenUse, noteSightings } from '../../sightings/note-sightings.ts';
import { lastSightingDay, seenUse } from '../../sightings/push-sightings.ts';
import type { StreamedKindEntry } from './import-kind.ts';

const MAX_ROWS = 2_000_000;

/** Some 10 MB, and about a second of a function's time. */
const PART_ROWS = 50_000;

/** With the shards, 32 groups: of a file of a million rows each is taken in some seconds. */
const HALVES = 2;

const lineSchema = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]);

const useOf = (line: string): SeenUse => {
  const [app, name, address, on, source] = lineSchema.parse(JSON.parse(line));
  return { ...appKey(app), name, address, on, source };
};

/** Who was seen using which apps on the network. */
export const sightingsKind: StreamedKindEntry = {
  kind: 'sightings',
  of: 'organization',
  beginsRun: false,
  picksLines: false,
  maxRows: MAX_ROWS,
  partRows: PART_ROWS,
  groupsSpan: 'file',
  columns: {
    required: ['email', 'date'],
    names: {
      email: ['e-mail', 'mail', 'email address', 'user email', 'user', 'username', 'user name'],
      app: ['application', 'app name', 'service', 'cloud app', 'saas'],
      domain: ['host', 'hostname', 'destination domain', 'site', 'url domain'],
      date: ['day', 'time', 'timestamp', 'seen on', 'last seen', 'event time'],
      source: ['sensor', 'reported by', 'log source'],
    },
    keepsFurther: false,
  },
  sample: [
    {
      ...{ email: 'ada.lovelace@example.com', app: 'Miro', domain: 'miro.com' },
      ...{ date: '2026-03-02', source: 'proxy' },
    },
    {
      email: 'grace.hopper@example.com',
      domain: 'calendly.com',
      date: '2026-03-02T10:15:00Z',
      source: 'dns',
    },
    { email: 'alan.turing@example.com', app: 'Notion', date: '2026-03-05' },
  ],
  fromCells: ({ known }) => known,
  read: (value, now) => {
    const parsed = sightingSchema.safeParse(value);
    if (!parsed.success) return faultInWords(parsed.error);
    // Most days are past, and durations take longer to add than days to compare.
    const { date } = parsed.data;
    if (date > now && date > lastSightingDay(now)) return 'date: must not be more than a day ahead';
    const { kind, key, name, address, on, source } = seenUse(parsed.data);
    const half = shardOf(`${key} ${kind}`) % HALVES;
    const app = kind === 'domain' ? key : (parsed.data.app ?? key);
    return {
      group: `${String(shardOf(key)).padStart(2, '0')}/${String(half)}`,
      line: JSON.stringify([app, name, address, on, source]),
    };
  },
  take: async (deps, { importId }, _group, landings) => {
    const uses: SeenUse[] = [];
    for (const { key } of landings) {
      const lines = await getEventLines(deps.objects, key);
      if (lines === undefined) throw new CorruptDataError(`A landed object of import ${importId} is gone.`);
      for (const line of lines) uses.push(useOf(line));
    }
    return noteSightings(deps, uses);
  },
};
