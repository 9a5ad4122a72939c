import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConflictError, CorruptDataError } from '../../../../shared/errors.ts';
import { RETRIED_FAULT } from '../../../../shared/names.ts';
import { eventEntry } from '../../../../shared/runtime/event-entry.ts';
import { queueEntry } from '../../../../shared/runtime/queue-entry.ts';
import { stepEntry } from '../../../../shared/runtime/step-entry.ts';
import { capturedLog } from '../../../support/captured-log.ts';

const input = z.object({ runId: z.string(), email: z.string().optional() });
const output = z.object({ runId: z.string(), outcome: z.enum(['more', 'done']) });

describe('stepEntry', () => {
  it('parses what comes in and what goes out, and logs ids and states only', async () => {
    const { log, lines } = capturedLog();
    const step = stepEntry(
      input,
      output,
      ({ runId }) => Promise.resolve({ runId, outcome: 'done' as const }),
      { log },
    );
    const event = { runId: 'run_1', email: 'ann@example.com', extra: 1 };
    expect(await step(event)).toEqual({ runId: 'run_1', outcome: 'done' });
    expect(lines[0]?.fields).toMatchObject({ runId: 'run_1', outcome: 'done' });
    expect(JSON.stringify(lines)).not.toContain('ann@');
  });

  it('faults on an input that is not what the contract says, naming the field', async () => {
    const { log } = capturedLog();
    const step = stepEntry(
      input,
      output,
      ({ runId }) => Promise.resolve({ runId, outcome: 'done' as const }),
      { log },
    );
    await expect(step({ runId: 7 })).rejects.toThrow(/input of the step.*runId/);
  });

  it('throws a fault on under the name machines try again on, and logs where it came from, without its message', async () => {
    const { log, lines } = capturedLog();
    const step = stepEntry(input, output, () => Promise.reject(new TypeError('ann@example.com broke')), {
      log,
    });
    const thrown: unknown = await step({ runId: 'run_1' }).catch((fault: unknown) => fault);
    expect(thrown).toMatchObject({ name: RETRIED_FAULT, message: 'TypeError' });
    expect(thrown instanceof Error ? thrown.stack : 'ann@').not.toContain('ann@');
    expect(lines[0]).toMatchObject({ level: 'error', fields: { runId: 'run_1', fault: 'TypeError' } });
    expect(JSON.stringify(lines)).not.toContain('ann@');
  });

  it.each([
    Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' }),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }),
  ])('has what passes tried again: %s', async (fault) => {
    const { log } = capturedLog();
    const step = stepEntry(input, output, () => Promise.reject(fault), { log });
    await expect(step({ runId: 'run_1' })).rejects.toMatchObject({ name: RETRIED_FAULT });
  });

  it('does not have a fault of our own tried again', async () => {
    const { log } = capturedLog();
    const step = stepEntry(input, output, () => Promise.reject(new CorruptDataError('no such run')), { log });
    await expect(step({ runId: 'run_1' })).rejects.toMatchObject({ name: 'CorruptDataError' });
  });
});

describe('queueEntry', () => {
  it('names the messages that failed, and only those', async () => {
    const { log } = capturedLog();
    const worked: string[] = [];
    const work = queueEntry(
      'reader',
      z.object({ key: z.string() }),
      ({ key }) => {
        if (key === 'bad') return Promise.reject(new Error('bad'));
        worked.push(key);
        return Promise.resolve();
      },
      { log },
    );
    const message = (messageId: string, body: string) => ({ messageId, body });
    const result = await work({
      Records: [
        message('1', '{"key":"a"}'),
        message('2', '{"key":"bad"}'),
        message('3', 'no json'),
        message('4', '{"other":1}'),
        message('5', '{"key":"b"}'),
      ],
    });
    expect(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['2', '3', '4']);
    expect(worked).toEqual(['a', 'b']);
  });

  it.each([
    [new ConflictError('overtaken', 'Another one is at it.'), 'warn'],
    [new Error('no such table'), 'error'],
  ])(
    'has a message back that met another at the same record, without calling that an error: %s',
    async (fault, level) => {
      const { log, lines } = capturedLog();
      const work = queueEntry('reader', z.unknown(), () => Promise.reject(fault), { log });
      const { batchItemFailures } = await work({ Records: [{ messageId: '1', body: '{}' }] });
      expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
      expect(lines[0]?.level).toBe(level);
    },
  );
});

describe('eventEntry', () => {
  it('answers what the work answers, and faults on an event it does not know', async () => {
    const { log } = capturedLog();
    const entry = eventEntry('issuer', z.object({ name: z.string() }), ({ name }) => Promise.resolve(name), {
      log,
    });
    expect(await entry({ name: 'first' })).toBe('first');
    await expect(entry({})).rejects.toThrow(/name/);
  });

  it('throws a fault on without its message, which the platform would log', async () => {
    const { log, lines } = capturedLog();
    const entry = eventEntry('teller', z.unknown(), () => Promise.reject(new Error('ann@example.com')), {
      log,
    });
    await expect(entry({})).rejects.toMatchObject({ message: 'Error' });
    expect(JSON.stringify(lines)).not.toContain('ann@');
  });
});
