import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

const slow = { testTimeout: 5 * MINUTE, hookTimeout: 90 * MINUTE };

/** `npm run test:scale`: what takes the store in memory, then what takes the emulator's tables, then one stack; one file after the other. */
export default defineConfig({
  test: {
    environment: 'node',
    fileParallelism: false,
    expect: { requireAssertions: true },
    teardownTimeout: MINUTE,
    projects: [
      {
        extends: true,
        test: { name: 'scale-in-memory', include: ['test/scale/in-memory/*.test.ts'], ...slow },
      },
      {
        extends: true,
        test: {
          name: 'scale-tables',
          include: ['test/scale/tables/*.test.ts'],
          globalSetup: ['test/support/emulator.setup.ts'],
          sequence: { groupOrder: 1 },
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'scale',
          include: ['test/scale/*.test.ts'],
          globalSetup: ['test/scale/scale.setup.ts'],
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
    ],
  },
});
