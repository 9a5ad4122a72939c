import { beforeAll, describe, expect, it } from 'vitest';
import { request } from '../../support/integration/api.ts';
import { dump, dumpStill } from '../../support/integration/aws.ts';
import { addressOf } from '../../support/integration/company.ts';
import { answerLink } from '../../support/integration/mails.ts';
import { untilCounted, untilPulled } from '../../support/integration/pulls.ts';
import {
  actingWorkflow,
  cancelRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const REQUESTS = 1000;
/** Each call at once is a process of its own to the emulator, and a slow machine can't start many in the time of a call. */
const AT_ONCE = 5;

describe('mail scanners that follow an answer link', () => {
  let before: string[];
  let after: string[];
  const answers: { readonly method: string; readonly status: number; readonly length: number }[] = [];

  beforeAll(async () => {
    const world = await connect('scanners');
    await untilPulled(world);
    const runId = await startRun(await actingWorkflow(world));
    await untilWaiting(runId, 'answers');
    const { pathname } = new URL(await answerLink(addressOf('scanners', 'unused')));
    // The run has pulled anew; what comes of that by bus and queue is written before the rows are compared.
    await untilCounted(world);
    before = await dumpStill('directory', 'runs', 'activity', 'audit');
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: AT_ONCE }, async (_, index) => {
            const method = index % 2 === 0 ? 'GET' : 'HEAD';
            const { status, text } = await request(pathname, { method });
            return { method, status, length: text.length };
          }),
        )),
      );
    after = await dump('directory', 'runs', 'activity', 'audit');
    await cancelRun(runId);
    await untilEnded(runId);
  });

  it('change no row with 1,000 GETs and HEADs', () => {
    expect(answers).toHaveLength(REQUESTS);
    expect(before.length).toBeGreaterThan(100);
    expect(after).toEqual(before);
  });

  it('get the page each time, or its head alone', () => {
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ method }) => method === 'HEAD').every(({ length }) => length === 0)).toBe(true);
    expect(answers.filter(({ method }) => method === 'GET').every(({ length }) => length > 500)).toBe(true);
  });
});
