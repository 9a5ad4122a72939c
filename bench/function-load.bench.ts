import { join } from 'node:path';
import { bundleFunctions } from '../infra/bundles.ts';
import { type Benchmark, type Comparison, compare } from './comparison.ts';
import { bundlePeer } from './functions/bundle-peer.ts';
import { sizeOf } from './functions/bundle-size.ts';
import { loadOf } from './functions/load-in-process.ts';
import { tableBySubject } from './table.ts';
import { takeTurns } from './take-turns.ts';

const ROOT = join(import.meta.dirname, '..');
const ROUNDS = 9;
const PEER = 'the usual eager handler';
const A_QUARTER = { kind: 'at-most', ratio: 0.25 } as const;

export const functionLoad: Benchmark = {
  name: `Functions against ${PEER}: middy, zod, Powertools ×3 and the document client`,
  tableOf: tableBySubject,
  run: async () => {
    const bundles = await bundleFunctions(ROOT, join(ROOT, '.local/bundles'));
    const peer = await bundlePeer(join(ROOT, '.local/bench-peer'));
    const functions = Object.entries(bundles).map(([name, { directory }]) => ({ name, directory }));
    const peerLoad = loadOf(peer);
    const kB = (bytes: number): number => bytes / 1000;
    const peerSize = sizeOf(peer);
    const lines: Comparison[] = [];
    for (const { name, directory } of functions) {
      const medianMs = await takeTurns({ ours: loadOf(directory), peer: peerLoad }, ROUNDS);
      const size = sizeOf(directory);
      const line = (what: string, unit: string, ours: number, theirs: number, aim: Comparison['aim']) =>
        compare({
          what,
          unit,
          ours: { name, value: ours },
          peer: { name: PEER, value: theirs },
          aim,
        });
      lines.push(
        line('time to load', 'ms of processor', medianMs('ours'), medianMs('peer'), A_QUARTER),
        line('code loaded at start', 'kB', kB(size.atStart), kB(peerSize.atStart), A_QUARTER),
        line('code in all', 'kB', kB(size.whole), kB(peerSize.whole), A_QUARTER),
      );
    }
    return lines;
  },
};
