import { Readable } from 'node:stream';
import Papa from 'papaparse';
import { type Benchmark, assertSame, compare } from './comparison.ts';
import { drawEventsFile } from './csv/events-file.ts';
import { ourEventsCheck } from './csv/our-events-check.ts';
import { papaZodEvents } from './csv/papa-zod-events.ts';
import { takeTurns, timed } from './take-turns.ts';

const ROWS = 200_000;
const ROUNDS = 7;
const PEER = 'papaparse’s own stream, rows as objects';
const CHUNK = 65_536;

/** Reads the file by papaparse's stream, and does nothing with its rows. */
const papaStream = (file: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    let rows = 0;
    const chunks = Array.from({ length: Math.ceil(file.length / CHUNK) }, (_, index) =>
      Buffer.from(file.subarray(index * CHUNK, (index + 1) * CHUNK)),
    );
    const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { header: true, skipEmptyLines: 'greedy' });
    parser.on('data', () => {
      rows += 1;
    });
    parser.on('error', reject);
    parser.on('end', () => {
      resolve(rows);
    });
    Readable.from(chunks).pipe(parser);
  });

export const csvEvents: Benchmark = {
  name: 'The reading of a file of usage events against papaparse alone',
  run: async () => {
    const file = drawEventsFile(ROWS);
    const ours = await ourEventsCheck(file, true);
    const theirs = papaZodEvents(file);
    const lines = new Set(ours.parts.flatMap((part) => part.split('\n').filter((line) => line !== '')));
    assertSame('The different events', [...lines].sort(), 'papaparse + zod', [...theirs].sort());
    const rows = await papaStream(file);
    assertSame('The rows', [String(ours.accepted + ours.rejected)], PEER, [String(rows)]);
    const medianMs = await takeTurns(
      {
        ours: timed(() => ourEventsCheck(file)),
        stream: timed(() => papaStream(file)),
        checked: timed(() => papaZodEvents(file)),
      },
      ROUNDS,
    );
    const rate = (side: 'ours' | 'stream' | 'checked') => (ROWS * 1000) / medianMs(side);
    const what = `a file of ${ROWS} events and 8 columns, in parts, each row judged, equal ones once, hashed`;
    const own = { name: 'Seatkeeper', value: rate('ours') };
    const unit = 'rows/s of processor';
    return [
      compare({
        ...{ what, unit, ours: own, peer: { name: PEER, value: rate('stream') } },
        aim: { kind: 'at-least', ratio: 0.5 },
      }),
      compare({
        what: 'the same, against papaparse + zod + a set, the whole file in memory',
        ...{ unit, ours: own, peer: { name: 'papaparse + zod + a set', value: rate('checked') }, aim: null },
      }),
    ];
  },
};
