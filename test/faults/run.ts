import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** `npm run test:faults -- --seeds 20`: plays that many rounds; `--first 7` begins with another seed. */
const { seeds, first } = parseArgs({
  options: { seeds: { type: 'string', default: '20' }, first: { type: 'string', default: '1' } },
}).values;

const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'faults'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, FAULT_SEEDS: seeds, FAULT_FIRST_SEED: first, NOTIFY_ALLOWANCE: 'PT1M' },
  },
);
process.exitCode = status ?? 1;
