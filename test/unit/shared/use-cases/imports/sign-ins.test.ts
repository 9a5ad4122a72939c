import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestrictedError } from '../../../../../shared/errors.ts';
import { ssoApps } from '../../../../../shared/records/sso-apps.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { fileNeeds, importDropped } from '../../../../support/dropped-files.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { SsoWorld } from '../../../../support/sso-world.ts';

const TARGET = { kind: 'sign-ins', applicationId: null } as const;
const KEY = 'drop/sign-ins/march.csv';
const HEADER = 'Date (UTC);User;Application;Identity provider;Status;Kind';

class FileWorld extends SsoWorld {
  readonly files = fileNeeds();

  override deps() {
    return { ...super.deps(), ...this.files };
  }

  async bring(...rows: readonly string[]) {
    const job = await importCsv(this.deps(), ADMIN, TARGET, csvOf(...rows));
    return { job, ...(await commitImport(this.deps(), ADMIN, job.importId)) };
  }

  async drop(key: string, putting = '1') {
    return importDropped(this.deps(), key, putting);
  }

  /** Days and counts of every app by its name, those of social logins marked. */
  async all() {
    const { records } = await this.store.page(ssoApps, {}, { limit: 500 });
    const read: Record<string, object> = {};
    for (const { ssoAppId, label, signOn } of records)
      read[signOn === 'social' ? `${label} (social)` : label] = {
        days: await this.daysOf(ssoAppId),
        counts: await this.countsOf(ssoAppId),
      };
    return read;
  }
}

const csvOf = (...rows: readonly string[]): Uint8Array =>
  new TextEncoder().encode([HEADER, ...rows].join('\n'));

const row = (email: string, at: string, app = 'Zoom', status = 'Success', kind = ''): string =>
  [at, email, app, 'Entra ID', status, kind].join(';');

const [ADA, BOB] = ['ada@x.example', 'bob@x.example'];

describe('a file of sign-ins', () => {
  it('makes the apps it names and counts who got in, each sign-in once, social logins apart', async () => {
    const world = new FileWorld();
    const {
      job,
      result,
      import: done,
    } = await world.bring(
      row(ADA, '2026-02-20T09:00:00Z'),
      row(ADA, '2026-02-20T10:00:00+01:00', 'zoom'),
      row(ADA, '2026-02-21T09:00:00Z', 'Zoom', 'failure'),
      row(BOB, '2026-02-20T11:00:00Z', 'Zoom', 'SUCCESS', 'Social'),
      row(BOB, '2026-02-20T11:00:00Z', 'Figma', 'true', 'sso'),
      row(BOB, '1771585200000', 'Figma', '1'),
    );
    expect(job).toMatchObject({ state: 'review', rows: { accepted: 5, rejected: 0, unchanged: 1 } });
    expect([result, done.rows]).toEqual(['committed', { accepted: 3, rejected: 0, unchanged: 3 }]);
    expect(await world.all()).toEqual({
      Zoom: { days: { [ADA]: ['2026-02-20'] }, counts: { '2026-02-20': 1 } },
      'Zoom (social)': { days: { [BOB]: ['2026-02-20'] }, counts: { '2026-02-20': 1 } },
      Figma: { days: { [BOB]: ['2026-02-20'] }, counts: { '2026-02-20': 1 } },
    });
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('x.example');
  });

  it('lists bad rows and is refused where they are more than 1 %', async () => {
    const world = new FileWorld();
    const bad = [
      row('nobody', '2026-02-20T09:00:00Z'),
      row(ADA, 'noon'),
      row(ADA, '2026-02-20T09:00:00Z', ''),
      row(ADA, '2026-02-20T09:00:00Z', 'Zoom', 'maybe'),
      row(ADA, '2026-02-20T09:00:00Z', 'Zoom', 'true', 'private'),
      row(ADA, '2027-02-20T09:00:00Z'),
    ];
    const { job, result } = await world.bring(row(ADA, '2026-02-20T09:00:00Z'), ...bad);
    expect(result).toBe('rejected-rows');
    const { items } = await listImportRows(world.deps(), job, { limit: 50, after: null });
    expect(items.map(({ line, reason }) => [line, reason?.split(':')[0]])).toEqual([
      [3, 'email'],
      [4, 'time'],
      [5, 'app'],
      [6, 'success'],
      [7, 'providerKind'],
      [8, 'time'],
    ]);
    expect(items[3]?.reason).toBe('success: must be true or false');
    expect(await world.all()).toEqual({});
    const good = Array.from({ length: 99 }, (_, index) =>
      row(`p${String(index)}@x.example`, '2026-02-20T09:00:00Z'),
    );
    expect((await world.bring(...good, row('nobody', 'noon'))).result).toBe('committed');
  });

  it('in which nobody got in changes nothing', async () => {
    const world = new FileWorld();
    const failed = await world.bring(row(ADA, '2026-02-20T09:00:00Z', 'Zoom', 'failed'));
    expect([failed.result, failed.import.rows]).toEqual([
      'unchanged',
      { accepted: 0, rejected: 0, unchanged: 1 },
    ]);
    expect(await world.all()).toEqual({});
  });

  it('whose apps differ in nearly every row is refused', async () => {
    const world = new FileWorld();
    const rows = Array.from({ length: 1100 }, (_, index) =>
      row(ADA, '2026-02-20T09:00:00Z', `session ${String(index)}`),
    );
    const { job, result } = await world.bring(...rows);
    expect([result, job.rows]).toEqual(['rejected-rows', { accepted: 1000, rejected: 100, unchanged: 0 }]);
    expect(await world.all()).toEqual({});
  });

  it('is the whole organization’s', async () => {
    const world = new FileWorld();
    const restricted = { ...ADMIN, restriction: { kind: 'only', applicationIds: [] } } as const;
    const refused = importCsv(world.deps(), restricted, TARGET, csvOf(row(ADA, '2026-02-20T09:00:00Z')));
    await expect(refused).rejects.toThrow(RestrictedError);
  });

  it('comes through the drop folder, and the same rows again change nothing', async () => {
    const world = new FileWorld();
    const file = csvOf(row(ADA, '2026-02-20T09:00:00Z'), row(BOB, '2026-02-21T09:00:00Z', 'Figma'));
    await world.objects.put(KEY, file, 'text/csv');
    expect(await world.drop(KEY)).toMatchObject({ result: 'committed', rows: { accepted: 2 } });
    const before = await world.all();
    expect(await world.drop(KEY, '2')).toMatchObject({
      result: 'unchanged',
      rows: { accepted: 0, unchanged: 2 },
    });
    await world.objects.put('drop/sign-ins/entra/a.csv', file, 'text/csv');
    expect(await world.drop('drop/sign-ins/entra/a.csv')).toMatchObject({ result: 'refused' });
    expect(await world.all()).toEqual(before);
  });
});

const anyRow = fc
  .tuple(
    fc.constantFrom(ADA, BOB, 'cy@x.example'),
    fc.constantFrom('Zoom', 'Figma', 'Miro'),
    fc.integer({ min: 20, max: 23 }),
    fc.constantFrom('Success', 'Success', 'Failure'),
  )
  .map(([email, app, day, status]) => row(email, `2026-02-${String(day)}T09:00:00Z`, app, status));

describe('the commit of sign-ins', () => {
  it('comes to the same when it is killed at any of its calls and repeated, and the file comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('before' as const, 'after' as const),
        async (rows, dies, when) => {
          const whole = new FileWorld();
          await whole.bring(...rows);
          const world = new FileWorld();
          const job = await importCsv(world.deps(), ADMIN, TARGET, csvOf(...rows));
          const store = new CrashingStore(world.store, dies, when, 'writes');
          try {
            await commitImport({ ...world.deps(), store }, ADMIN, job.importId);
          } catch (error) {
            if (!(error instanceof CrashError)) throw error;
          }
          const { import: done } = await commitImport(world.deps(), ADMIN, job.importId);
          expect(await world.all()).toEqual(await whole.all());
          const different = new Set(rows.filter((one) => one.includes('Success'))).size;
          expect(done.rows).toEqual({ accepted: different, rejected: 0, unchanged: rows.length - different });
          expect((await world.bring(...rows)).import.rows.accepted).toBe(0);
          expect(await world.all()).toEqual(await whole.all());
        },
      ),
      { numRuns: 60 },
    );
  });
});
