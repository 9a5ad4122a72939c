import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOver } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { DEACTIVATE, FileWorld, csvOf } from '../../../../support/file-world.ts';
import type { MemoryUser } from '../../../../support/memory-vendor.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { user } from '../../../../support/vendor-world.ts';

const TARGET = { kind: 'manual-deprovision', applicationId: null, deprovision: DEACTIVATE } as const;

/** What somebody is at one moment. */
const STANDS: Readonly<Record<string, Partial<MemoryUser>>> = {
  member: {},
  basic: { tier: 'basic' },
  admin: { role: { id: '1', kind: 'admin' } },
  owner: { role: { id: '0', kind: 'owner' } },
  helpdesk: { role: { id: 'custom-1', kind: 'custom' } },
  odd: { role: { id: '9', kind: 'unknown' } },
  inactive: { status: 'inactive' },
  on: { tier: 'other' },
};
const ORDINARY = new Set(['member', 'basic']);
const NAMES = ['ada', 'bob', 'cleo', 'dan'];

const stand = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ORDINARY) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(STANDS)) },
);
const anyLines = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...NAMES.map((name) => `${name}@example.com`)) },
    { weight: 1, arbitrary: fc.constantFrom('nobody@example.com', 'bad', '=1+1', 'ADA@EXAMPLE.COM') },
    {
      weight: 1,
      arbitrary: fc.string({ maxLength: 12, unit: fc.constantFrom('a', '@', ',', ';', ' ', '.') }),
    },
  ),
  { minLength: 1, maxLength: 6 },
);
const lines = fc.oneof(
  anyLines,
  fc.subarray(
    NAMES.map((name) => `${name}@example.com`),
    { minLength: 1 },
  ),
);
const people = fc.record({
  before: stand,
  after: stand,
  exempt: fc.boolean(),
});

const ALL_WELL = { before: 'member', after: 'member', exempt: false };

describe('any file', () => {
  it('acts on nobody outside of it, and on nobody who is protected then or at the end', async () => {
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(lines, fc.array(people, { minLength: 4, maxLength: 4 }), async (file, staff) => {
        const of = await new FileWorld().staff(
          NAMES.map((name, index) => user(name, STANDS[staff[index]?.before ?? 'member'])),
        );
        const exemptName = NAMES.find((_, index) => staff[index]?.exempt === true);
        if (exemptName !== undefined)
          await of.exempt({
            subject: { kind: 'email', email: `${exemptName}@example.com` },
            expiresAt: null,
          });
        const job = await importCsv(of.imports(), ADMIN, TARGET, csvOf(...file)).catch(() => undefined);
        if (job === undefined) return;
        const { result, import: done } = await commitImport(of.imports(), ADMIN, job.importId).catch(() => ({
          result: 'empty',
          import: job,
        }));
        const runId = done.deprovision?.runId ?? null;
        expect(runId === null).toBe(result !== 'committed');
        if (runId === null) {
          expect(of.changer.changes).toEqual([]);
          return;
        }
        expect(job.rows.rejected).toBe(0);
        NAMES.forEach((name, index) => {
          of.changer.edit(`v-${name}`, {
            tier: 'licensed',
            status: 'active',
            ...STANDS[staff[index]?.after ?? ''],
          });
        });
        await of.drive(runId);
        const named = new Set(file.map((line) => line.trim().toLowerCase().split('@')[0]));
        acted += of.changer.changes.length;
        for (const change of of.changer.changes) {
          const name = change.slice('v-'.length);
          const { before, after } = staff[NAMES.indexOf(name)] ?? { before: '', after: '' };
          expect(named.has(name)).toBe(true);
          expect(name).not.toBe(exemptName);
          expect([ORDINARY.has(before), ORDINARY.has(after)]).toEqual([true, true]);
        }
        expect(new Set(of.changer.changes).size).toBe(of.changer.changes.length);
        expect((await of.items(runId)).length).toBeLessThanOrEqual(named.size);
      }),
      // The one that surely acts is tried whatever else is drawn.
      { numRuns: 60, examples: [[['ada@example.com'], NAMES.map(() => ALL_WELL)]] },
    );
    expect(acted).toBeGreaterThan(0);
  });
});

describe('a manual deprovision that is cut off', () => {
  it.each(['before', 'after'] as const)(
    'at any call of its commit, %s it: it begins one run or none, and repeating begins one',
    async (when) => {
      let cut = true;
      let at = 1;
      for (; cut; at += 1) {
        const of = await new FileWorld().staff([user('ada'), user('bob')]);
        const { importId } = await of.send(csvOf('ada@example.com', 'bob@example.com'));
        const crashing = of.imports(new CrashingStore(of.store, at, when));
        cut = await commitImport(crashing, ADMIN, importId).then(
          () => false,
          () => true,
        );
        const { import: job } = await commitImport(of.imports(), ADMIN, importId);
        const runId = job.deprovision?.runId ?? '';
        expect(of.machines.startedRuns).toEqual([runId]);
        expect(of.actions().filter((action) => action === 'import.committed')).toHaveLength(1);
        expect(isOver(await of.run(runId))).toBe(false);
        if (at % 5 !== 0) continue;
        expect(await of.drive(runId)).toBe('finished');
        expect(of.changer.changes.toSorted()).toEqual(['v-ada', 'v-bob']);
      }
      expect(at).toBeGreaterThan(30);
    },
  );
});
