import { defineConfig } from 'vitest/config';
import { FailuresReporter } from './test/support/failures-reporter.ts';

const MINUTE = 60_000;

/** Where `npm test` gathers what failed of all groups. */
const failures = process.env['FAILURES_FILE'];

/**
 * Tests through a deployed stack, in four groups: those that stay within a tenant of their own and run side by side, those that need the
 * stack for themselves (requests; runs that are stopped or whose mails wait, and SCIM), and those that look at what the others left. On
 * one stack they run one after the other; `npm test` gives each of the first three a stack.
 */
const deployed = (name: string, include: string, groupOrder: number, maxWorkers: number) => ({
  extends: true as const,
  test: {
    name,
    include: [include],
    globalSetup: ['test/support/stack.setup.ts'],
    maxWorkers,
    sequence: { groupOrder },
    // Far more than any takes, on however slow a machine: who waits for something in vain says sooner what it was.
    testTimeout: 20 * MINUTE,
    hookTimeout: 20 * MINUTE,
  },
});

/** Whole runs while the vendor fails and workers die: after all others, since they make the machine busy. */
const faults = {
  extends: true as const,
  test: {
    name: 'faults',
    include: ['test/faults/*.test.ts'],
    globalSetup: ['test/support/stack.setup.ts', 'test/support/faults.setup.ts'],
    maxWorkers: 1,
    sequence: { groupOrder: 5 },
    testTimeout: 5 * MINUTE,
    // As many rounds as are asked for are played before they are judged.
    hookTimeout: 120 * MINUTE,
  },
};

export default defineConfig({
  test: {
    environment: 'node',
    reporters: ['default', ...(failures === undefined ? [] : ['json', new FailuresReporter(failures)])],
    // A test that asserts nothing fails, and no test may lean on the order of another.
    expect: { requireAssertions: true },
    sequence: { shuffle: true },
    restoreMocks: true,
    unstubEnvs: true,
    // Stopping the stack takes some seconds.
    teardownTimeout: MINUTE,
    coverage: {
      provider: 'v8',
      include: ['shared/**', 'functions/**', 'infra/**'],
      exclude: ['**/*.handler.ts'],
    },
    projects: [
      // They run while stacks are deployed.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: '100%',
          // They change no module, and loading the same modules for each file takes more than half of their time.
          isolate: false,
          // Far more than any takes: a machine that is busy with three deployments is no fault of a test.
          testTimeout: 5 * MINUTE,
          hookTimeout: 5 * MINUTE,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          sequence: { groupOrder: 6 },
          globalSetup: ['test/support/emulator.setup.ts'],
          testTimeout: 5 * MINUTE,
          hookTimeout: 5 * MINUTE,
        },
      },
      // More than there are cores: these tests mostly wait.
      deployed('integration', 'test/integration/*.test.ts', 1, 4),
      deployed('integration-alone', 'test/integration/alone/*.test.ts', 2, 1),
      deployed('integration-runs', 'test/integration/{runs,scim-server}/*.test.ts', 3, 1),
      deployed('integration-last', 'test/integration/last/*.test.ts', 4, 1),
      faults,
    ],
  },
});
