import { afterAll, beforeAll, beforeEach } from 'vitest';

/** Starts what the tests of a describe are about and hands it over, before each test as it was at first; stops it after them. */
export const freshForEach = <S extends { reset(): void | Promise<void>; stop(): Promise<void> }>(
  start: () => Promise<S>,
  handOver: (started: S) => void,
): void => {
  let subject: S | undefined;
  beforeAll(async () => {
    subject = await start();
    handOver(subject);
  });
  beforeEach(async () => {
    await subject?.reset();
  });
  afterAll(async () => {
    await subject?.stop();
  });
};
