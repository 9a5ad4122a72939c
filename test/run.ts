import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleFunctions } from '../infra/bundles.ts';
import { pythonPrograms } from '../local/emulator/python.ts';
import { say } from '../local/say.ts';
import { VENV } from '../local/stack/running-stack.ts';
import { type StackName, type TestStack, startTestStack } from './support/test-stack.ts';

const ROOT = join(import.meta.dirname, '..');
const REPORTS = join(ROOT, '.local/test-reports');
const REPORT = join(ROOT, '.local/test-report.json');
const FAILURES = join(ROOT, '.local/test-failures.txt');

/** What is added up of the reports of several runs; the rest of them stands in their lists. */
const reportSchema = z.object({
  numTotalTests: z.int(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.unknown()),
});
type Report = z.infer<typeof reportSchema>;

const EMPTY: Report = {
  numTotalTests: 0,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: [],
};

const add = (a: Report, b: Report): Report => ({
  numTotalTests: a.numTotalTests + b.numTotalTests,
  numPassedTests: a.numPassedTests + b.numPassedTests,
  numFailedTests: a.numFailedTests + b.numFailedTests,
  numPendingTests: a.numPendingTests + b.numPendingTests,
  testResults: [...a.testResults, ...b.testResults],
});

/** Runs that go on. */
const children = new Set<ChildProcess>();

/** Runs a project of `vitest.config.ts` in a process of their own; `stacks`: where those that need one find it, the first for their calls. Whether all passed. */
const run = async (
  name: string,
  stacks: readonly (readonly [StackName, TestStack])[] = [],
): Promise<boolean> => {
  const given = Object.fromEntries(stacks.map(([of, { facts }]) => [of, facts]));
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      name,
      `--outputFile.json=${join(REPORTS, `${name}.json`)}`,
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, FAILURES_FILE: FAILURES, TEST_STACKS: JSON.stringify(given) },
    },
  );
  children.add(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  children.delete(child);
  return code === 0;
};

/**
 * All tests. Those that need no stack run while three are deployed; those that run side by side in tenants of their own, and the two
 * groups that need a stack to themselves, have one each; then what all left is looked at, and whole runs are played while workers die.
 */
const runAll = async (): Promise<boolean> => {
  rmSync(REPORTS, { recursive: true, force: true });
  rmSync(REPORT, { force: true });
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(FAILURES, '');
  // Once, before several want it at the same time.
  await Promise.all([
    pythonPrograms(VENV, 'requirements.txt', say),
    bundleFunctions(ROOT, join(ROOT, '.local/bundles')),
  ]);
  const stacks: TestStack[] = [];
  const deploy = async (name: StackName): Promise<TestStack> => {
    const stack = await startTestStack(name);
    stacks.push(stack);
    return stack;
  };
  try {
    const [shared, alone, runs, ...withoutStack] = await Promise.all([
      deploy('integration'),
      deploy('integration-alone'),
      deploy('integration-runs'),
      run('unit'),
      run('contract'),
    ]);
    // Not all at once: on two cores they make each other wait, and some tests are about waits.
    const side = await run('integration', [['integration', shared]]);
    const own = await Promise.all([
      run('integration-alone', [['integration-alone', alone]]),
      run('integration-runs', [['integration-runs', runs]]),
    ]);
    const left = await run('integration-last', [
      ['integration', shared],
      ['integration-alone', alone],
      ['integration-runs', runs],
    ]);
    const faults = await run('faults', [['integration-runs', runs]]);
    return [...withoutStack, side, ...own, left, faults].every((passes) => passes);
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
    const reports = readdirSync(REPORTS).map((file) =>
      reportSchema.parse(JSON.parse(readFileSync(join(REPORTS, file), 'utf8'))),
    );
    const report = reports.reduce(add, EMPTY);
    writeFileSync(REPORT, JSON.stringify(report));
    // At the end of some ten thousand lines, where they are looked for.
    say(readFileSync(FAILURES, 'utf8'));
  }
};

// Whoever is interrupted leaves nothing running: stacks end with this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(1);
  });

process.exitCode = (await runAll()) ? 0 : 1;
