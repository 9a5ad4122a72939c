import { describe, expect, it } from 'vitest';
import { importProgress } from '../../../../../shared/records/imports.ts';
import { spendItems, spendMonths } from '../../../../../shared/records/spend.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { revertImport, revertibleUntil } from '../../../../../shared/use-cases/imports/revert-import.ts';
import { Death } from '../../../../support/mortal.ts';
import { ADMIN, bytes, importWorld } from './import-world.ts';

const payment = (day: number, amount = 10): string =>
  `${String(amount)}.00,EUR,2026-02-${String(day).padStart(2, '0')}`;

const open = async () => {
  const world = importWorld();
  const { applicationId } = await createApplication(world.deps, ADMIN, { name: 'Miro', contacts: [] });
  const take = async (...payments: readonly string[]) => {
    const csv = bytes(['amount,currency,date', ...payments].join('\n'));
    const { importId } = await importCsv(world.deps, ADMIN, { kind: 'spend', applicationId }, csv);
    return (await commitImport(world.deps, ADMIN, importId)).import;
  };
  const spent = async () => {
    const of = { subjectId: applicationId, month: '2026-02' };
    const { records } = await world.store.page(spendItems, of, { limit: 100 });
    const month = await world.store.get(spendMonths, of);
    return [records.map(({ date }) => Number(date.slice(8))), month?.totals.map(({ amount }) => amount)];
  };
  return { ...world, take, spent };
};

describe('taking a file of spend back', () => {
  it('removes what it brought, and leaves what had come before it', async () => {
    const world = await open();
    await world.take(payment(1), payment(2));
    const { importId } = await world.take(payment(2), payment(3), payment(4));
    expect(await world.spent()).toEqual([[1, 2, 3, 4], [4000]]);
    const events = world.actions().length;
    expect((await revertImport(world.deps, ADMIN, importId)).result).toBe('reverted');
    expect(await world.spent()).toEqual([[1, 2], [2000]]);
    await revertImport(world.deps, ADMIN, importId);
    expect(world.actions().slice(events)).toEqual(['import.reverted']);
    expect(await world.store.get(importProgress, { importId })).toBeUndefined();
  });

  it('may come again, and be taken back again', async () => {
    const world = await open();
    const first = await world.take(payment(1));
    await revertImport(world.deps, ADMIN, first.importId);
    const again = await world.take(payment(1));
    expect(again.rows).toEqual({ accepted: 1, rejected: 0, unchanged: 0 });
    expect(await world.spent()).toEqual([[1], [1000]]);
  });

  it('has nothing to take back where everything had come before', async () => {
    const world = await open();
    await world.take(payment(1));
    const same = await world.take(payment(1));
    expect(revertibleUntil(same)).toBeNull();
    await expect(revertImport(world.deps, ADMIN, same.importId)).rejects.toMatchObject({
      code: 'nothing-to-revert',
    });
  });

  it('comes to the same where its worker is killed at any write', async () => {
    for (let at = 1, isThrough = false; !isThrough; at += 1) {
      const world = await open();
      await world.take(payment(1));
      const { importId } = await world.take(payment(2), payment(3, 20));
      const death = new Death(at, 'after');
      try {
        await revertImport({ ...world.deps, store: death.over(world.store, 'store') }, ADMIN, importId);
      } catch (error) {
        if (death.killedAt === undefined) throw error;
      }
      isThrough = death.killedAt === undefined;
      await revertImport(world.deps, ADMIN, importId);
      expect(await world.spent()).toEqual([[1], [1000]]);
    }
  });
});
