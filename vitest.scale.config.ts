import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** `npm run test:scale`: one stack, one file after the other. */
export default defineConfig({
  test: {
    name: 'scale',
    environment: 'node',
    include: ['test/scale/**/*.test.ts'],
    fileParallelism: false,
    globalSetup: ['test/scale/scale.setup.ts'],
    expect: { requireAssertions: true },
    testTimeout: 5 * MINUTE,
    hookTimeout: 90 * MINUTE,
    teardownTimeout: MINUTE,
  },
});
