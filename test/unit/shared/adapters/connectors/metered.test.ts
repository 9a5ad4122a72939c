import { describe, expect, it } from 'vitest';
import { meteredFetch, meteredPermits } from '../../../../../shared/adapters/connectors/metered.ts';
import { NoAnswerError } from '../../../../../shared/adapters/http/no-answer.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMeter } from '../../../../../shared/adapters/memory/memory-meter.ts';
import { MemoryPermits } from '../../../../../shared/adapters/memory/memory-permits.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const URL_OF_VENDOR = new URL('https://api.vendor.example/users/ann@example.com');

describe('the meter of calls to vendors', () => {
  it('counts each call, refusals by rate, and answers that are none', async () => {
    const meter = new MemoryMeter();
    const answers = [200, 404, 429, 500, 503];
    for (const status of answers) {
      const fetch = meteredFetch(() => Promise.resolve(new Response(null, { status })), meter);
      expect((await fetch(URL_OF_VENDOR, { method: 'GET' })).status).toBe(status);
    }
    const silent = meteredFetch(() => Promise.reject(new NoAnswerError('time-out')), meter);
    await expect(silent(URL_OF_VENDOR, { method: 'GET' })).rejects.toThrow(NoAnswerError);
    expect(meter.counted).toEqual({ VendorCalls: 6, VendorRefusals: 1, VendorOutages: 3 });
  });

  it('counts calls whose turn comes too late, and hands on who is shut out', async () => {
    const meter = new MemoryMeter();
    const permits = meteredPermits(new MemoryPermits(fixedSurroundings(NOW).clock), meter);
    const limit = { name: 'con#light', perSecond: 1, perDay: null };
    expect(await permits.take(limit, 0)).toMatchObject({ kind: 'granted' });
    await permits.block('con#light', plusMs(NOW, 60_000));
    expect(await permits.take(limit, 1_000)).toMatchObject({ kind: 'wait' });
    expect(meter.counted).toEqual({ VendorWaits: 1 });
  });
});
