import { describe, expect, it } from 'vitest';
import { inLanes } from '../../../../shared/use-cases/in-lanes.ts';

/** Numbers from 0, and how many of them were taken. */
const numbers = (count: number) => {
  const taken = { count: 0, isClosed: false };
  const all = async function* (): AsyncGenerator<number> {
    try {
      for (let number = 0; number < count; number += 1) {
        await Promise.resolve();
        taken.count += 1;
        yield number;
      }
    } finally {
      taken.isClosed = true;
    }
  };
  return { taken, all };
};

/** Lets everything that is ready go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work in lanes', () => {
  it('takes up every thing once, as many at a time as there are lanes', async () => {
    const done: number[] = [];
    let atOnce = 0;
    let most = 0;
    const stop = await inLanes(numbers(25).all(), 4, async (number) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await settle();
      atOnce -= 1;
      done.push(number);
      return null;
    });
    expect(stop).toBeNull();
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, number) => number));
    expect(most).toBe(4);
  });

  it('takes up nothing after a stop, sees what was begun to its end, and gives back the first stop', async () => {
    const { taken, all } = numbers(100);
    const ended: number[] = [];
    const stop = await inLanes(all(), 3, async (number) => {
      await settle();
      if (number > 3) await settle();
      ended.push(number);
      return number >= 3 ? number : null;
    });
    expect(stop).toBe(3);
    expect(ended.length).toBe(taken.count);
    expect(taken.count).toBeLessThan(10);
    expect(taken.isClosed).toBe(true);
  });

  it('throws a fault once the others have ended', async () => {
    const { taken, all } = numbers(100);
    let ended = 0;
    const work = inLanes(all(), 3, async (number) => {
      await settle();
      ended += 1;
      if (number === 1) throw new Error('This one fails.');
      return null;
    });
    await expect(work).rejects.toThrow('This one fails.');
    expect(ended).toBe(taken.count);
    expect(taken.isClosed).toBe(true);
  });

  it('ends at once where there is nothing to do', async () => {
    expect(await inLanes(numbers(0).all(), 4, () => Promise.resolve('never'))).toBeNull();
  });
});
