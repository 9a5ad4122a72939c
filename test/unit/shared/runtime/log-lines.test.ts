import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CorruptDataError, ValidationError } from '../../../../shared/errors.ts';
import { CallMeter } from '../../../../shared/runtime/call-meter.ts';
import { eventEntry } from '../../../../shared/runtime/event-entry.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { makeMetricLines } from '../../../../shared/runtime/metric-lines.ts';
import { queueEntry } from '../../../../shared/runtime/queue-entry.ts';
import { stepEntry } from '../../../../shared/runtime/step-entry.ts';
import { ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';
import { writtenLines } from '../../../support/written-lines.ts';

const letters = (unit: string, minLength: number) =>
  fc.string({ unit: fc.constantFrom(...unit.split('')), minLength, maxLength: minLength + 10 });
const word = letters('abcdefghijklmnopqrstuvwxyz', 8);
const secretText = letters('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789_-', 24);

/** What belongs to somebody, or opens something: none of it may be in a line. */
const privateTexts = fc.record({
  name: fc.tuple(word, word).map(([first, last]) => `${first} O’${last}`),
  address: fc.tuple(word, word).map(([local, domain]) => `${local}.x@${domain}.example`),
  token: secretText.map((text) => `sk_tok_0000-1111_${text}`),
  signed: fc.tuple(secretText, secretText, secretText).map((parts) => `ey${parts.join('.')}`),
  mail: fc.tuple(word, word).map(([one, two]) => `Dear ${one},\n\nkeep your license: ${two}`),
  segment: word.map((text) => `of-${text}`),
});
type Private = typeof privateTexts extends fc.Arbitrary<infer T> ? T : never;

/** A fault as badly made as they come: with a body as its message, lines in it that look like places, and data for a name. */
const faultOf = (about: Private, shape: number): unknown => {
  const message = `${about.mail}\n    at ${about.name} (${about.address}:1:1)\n${about.token} ${about.signed}`;
  const cause = Object.assign(new Error(about.address), { name: about.name });
  switch (shape) {
    case 0:
      return new Error(message, { cause });
    case 1:
      return Object.assign(new TypeError(message), { name: about.address });
    case 2:
      return message;
    case 3:
      return Object.assign(new Error(message), { $metadata: { token: about.token }, body: about.mail });
    case 4:
      return new AggregateError([new Error(message)], message);
    default:
      return z.object({ [about.address]: z.number() }).safeParse({ [about.address]: about.token }).error;
  }
};

const SHAPES = 6;
const cases = fc.record({
  about: privateTexts,
  shape: fc.integer({ min: 0, max: SHAPES - 1 }),
  fails: fc.boolean(),
});

const lineSchema = z.union([
  z.looseObject({ level: z.string(), message: z.string(), service: z.string(), timestamp: z.iso.datetime() }),
  z.looseObject({ service: z.literal('seatkeeper'), _aws: z.looseObject({ Timestamp: z.number() }) }),
]);

/** Everything private, also word by word and as it would stand in JSON or in an address. */
const traces = (about: Private): string[] =>
  Object.values(about)
    .flatMap((text) => [text, ...text.split(/[\s@.,:_]+/), encodeURIComponent(text)])
    .filter((text) => text.length >= 8 && text !== 'license' && !/^(Dear|keep|your|0000-1111)/.test(text))
    .map((text) => JSON.stringify(text).slice(1, -1));

/** Lines that some work wrote, all of them well-formed, and what it threw, as Lambda would log it. */
const toldBy = async (work: () => Promise<unknown>): Promise<string> => {
  let thrown = '';
  const lines = await writtenLines(async () => {
    try {
      await work();
    } catch (fault) {
      thrown =
        fault instanceof Error ? `${fault.name}: ${fault.message}\n${fault.stack ?? ''}` : String(fault);
    }
  });
  for (const line of lines) lineSchema.parse(JSON.parse(line));
  return [...lines, thrown].join('\n');
};

const tellsNothing = (work: (about: Private, shape: number, fails: boolean) => Promise<string>) =>
  fc.assert(
    fc.asyncProperty(cases, async ({ about, shape, fails }) => {
      const told = await work(about, shape, fails);
      expect(traces(about).filter((trace) => told.includes(trace))).toEqual([]);
    }),
    { numRuns: 150 },
  );

const failWith = (fault: unknown): Promise<never> =>
  new Promise((_, reject) => {
    // Whatever is thrown, as the language lets code do.
    reject(fault instanceof Error ? fault : Object.assign(new Error('text'), { name: String(fault) }));
  });

const stepOutput = z.object({ runId: z.string(), outcome: z.enum(['more', 'done']) });

describe('what entries log tells nothing of anybody', () => {
  it('of a step: not of its input, its output, its faults, nor its metrics', () =>
    tellsNothing((about, shape, fails) => {
      const meter = new CallMeter(makeMetricLines('prod'));
      const step = stepEntry(
        z.object({ runId: z.string() }),
        stepOutput,
        () => {
          meter.count('VendorCalls');
          if (fails) return failWith(faultOf(about, shape));
          return Promise.resolve({ runId: about.name, outcome: 'done' as const, email: about.address });
        },
        { meter },
      );
      return toldBy(() => step({ runId: about.address, shard: about.segment, ...about }));
    }));

  it('of a step: not of an input that is not what its contract says', () =>
    tellsNothing((about) => {
      const input = z.strictObject({ phase: z.enum(['answers', 'parked']), at: z.iso.datetime() });
      const step = stepEntry(input, stepOutput, () =>
        Promise.resolve({ runId: 'run_1', outcome: 'done' as const }),
      );
      return toldBy(() => step({ phase: about.address, at: about.token, [about.name]: about.mail }));
    }));

  it('of a queue: not of its messages, whether they can be read, fit or fail', () =>
    tellsNothing((about, shape, fails) => {
      const work = queueEntry('reader', z.strictObject({ about: z.looseObject({}) }), () =>
        fails ? failWith(faultOf(about, shape)) : Promise.resolve(),
      );
      const bodies = [JSON.stringify({ about }), JSON.stringify(about), about.mail, `{"${about.address}"`];
      return toldBy(() =>
        work({ Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) }),
      );
    }));

  it('of an event: not of what it holds, and of no fault', () =>
    tellsNothing((about, shape, fails) => {
      const work = eventEntry('teller', z.strictObject({ detail: z.looseObject({}) }), () =>
        fails ? failWith(faultOf(about, shape)) : Promise.resolve({ told: about.address }),
      );
      const unfit = { detail: about, [about.address]: about.token };
      return toldBy(() => work(shape % 2 === 0 ? { detail: about } : unfit));
    }));

  it('of a request: not of its path, query, headers, cookies, body, answer, problem or fault', () =>
    tellsNothing((about, shape, fails) => {
      const entry = httpEntry({
        family: 'api',
        originSecret: () => Promise.resolve(ORIGIN_SECRET),
        routes: [
          {
            method: 'POST',
            path: '/v1/people/{personId}',
            handle: () =>
              fails
                ? failWith(faultOf(about, shape))
                : Promise.resolve({ status: 200, headers: { 'x-of': about.name }, body: about.mail }),
          },
          {
            method: 'GET',
            path: '/v1/refused/{personId}',
            handle: () => Promise.reject(new ValidationError(`${about.address} is not valid.`, [])),
          },
          {
            method: 'GET',
            path: '/v1/broken/{personId}',
            handle: () => Promise.reject(new CorruptDataError(`A row of ${about.name} does not fit.`)),
          },
        ],
      });
      const sent = {
        query: { email: about.address, code: about.signed },
        headers: { authorization: `Bearer ${about.token}`, 'user-agent': about.name, referer: about.segment },
        cookies: [`__Host-seatkeeper_session=${about.token}`],
        body: about.mail,
      };
      const person = encodeURIComponent(about.address);
      const paths = [
        ['POST', `/v1/people/${person}`],
        ['GET', `/v1/people/${person}`],
        ['GET', `/v1/refused/${person}`],
        ['GET', `/v1/broken/${person}`],
        ['GET', `/v1/${about.segment}/${person}`],
      ] as const;
      return toldBy(async () => {
        for (const [method, path] of paths)
          await entry(httpEvent({ ...sent, method, path }), lambdaContext());
        const elsewhere = { ...sent.headers, 'X-Origin-Secret': about.token };
        await entry(httpEvent({ ...sent, headers: elsewhere, path: paths[0][1] }), lambdaContext());
      });
    }));
});
