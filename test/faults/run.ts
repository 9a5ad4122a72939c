import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** `npm run test:faults -- --seeds 20`: plays that many rounds, so many `--at-once`; `--first 7` begins with another seed. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '3' },
  },
});

const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'faults'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      FAULT_SEEDS: values.seeds,
      FAULT_FIRST_SEED: values.first,
      FAULT_ROUNDS_AT_ONCE: values['at-once'],
      NOTIFY_ALLOWANCE: 'PT10M',
    },
  },
);
process.exitCode = status ?? 1;
