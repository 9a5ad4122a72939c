import { describe, expect, it } from 'vitest';
import {
  addExemption,
  removeExemption,
} from '../../../../../shared/use-cases/exemptions/change-exemptions.ts';
import { exemptionsInForce } from '../../../../../shared/use-cases/exemptions/exemption-lookup.ts';
import { listExemptions } from '../../../../../shared/use-cases/exemptions/read-exemptions.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { getReceipt, listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { readUpload, requestUpload } from '../../../../../shared/use-cases/imports/upload.ts';
import { sweepSets } from '../../../../../shared/use-cases/imports/sweep-sets.ts';
import { ADMIN, bytes, importWorld } from './import-world.ts';

const EXEMPT = { kind: 'exemptions', applicationId: null } as const;
type World = ReturnType<typeof importWorld>;

const send = (world: World, csv: string) => importCsv(world.deps, ADMIN, EXEMPT, bytes(csv));

const active = async ({ deps }: World): Promise<string[]> => {
  const filters = { scope: 'global', state: 'active', matchesNobody: false } as const;
  const { items } = await listExemptions(deps, filters, { limit: 100, after: null });
  return items.map(({ subject }) => (subject.kind === 'email' ? subject.email : subject.vendorAccountId));
};

describe('an exempt list as CSV', () => {
  it('adds all accepted rows at once, with reason and end', async () => {
    const world = importWorld();
    const job = await send(
      world,
      'Email,Reason,Expires On\na@x.example,Board,2026-06-30\nb@x.example,,\nbad,,\na@x.example,,\nc@x.example,,2020-01-01\nd@x.example,,soon\n',
    );
    expect(job.rows).toEqual({ accepted: 2, rejected: 4, unchanged: 0 });
    expect(await active(world)).toEqual([]);
    expect((await commitImport(world.deps, ADMIN, job.importId)).result).toBe('committed');
    expect(await active(world)).toEqual(['a@x.example', 'b@x.example']);
    const until = await exemptionsInForce(
      world.deps,
      ['global'],
      '2026-06-30T23:59:59.000Z',
      '2026-07-09T00:00:00.000Z',
    );
    const after = await exemptionsInForce(
      world.deps,
      ['global'],
      '2026-07-01T00:00:00.000Z',
      '2026-07-09T00:00:00.000Z',
    );
    const ann = { emails: ['A@X.example'], vendorAccountId: null };
    expect([until.forAccount(ann).length, after.forAccount(ann).length]).toEqual([1, 0]);
    expect(await getReceipt(world.deps, job.importId)).toMatchObject({
      result: 'committed',
      taken: null,
      rejected: [
        { line: 4, reason: 'email: must be a mail address' },
        { line: 5, reason: 'names the same address as line 2' },
        { line: 6, reason: 'expiresAt: must be later than now' },
        { line: 7, reason: 'expiresAt: must be a time, e.g. 2026-03-31T09:30:00Z' },
      ],
    });
  });

  it('takes only the lines that were picked, and only accepted ones', async () => {
    const world = importWorld();
    const job = await send(world, 'email\na@x.example\nb@x.example\nbad\n');
    await expect(commitImport(world.deps, ADMIN, job.importId, { lines: [2, 4] })).rejects.toThrow(
      "Line 4 can't be taken",
    );
    await expect(commitImport(world.deps, ADMIN, job.importId, { lines: [9] })).rejects.toThrow(
      "Line 9 can't be taken",
    );
    await commitImport(world.deps, ADMIN, job.importId, { lines: [3] });
    expect(await active(world)).toEqual(['b@x.example']);
    expect((await getReceipt(world.deps, job.importId)).taken).toEqual([3]);
  });

  it('changes nothing when it is sent again, and adds the removed again', async () => {
    const world = importWorld();
    const csv = 'email\na@x.example\nb@x.example\n';
    await commitImport(world.deps, ADMIN, (await send(world, csv)).importId);
    const again = await send(world, csv);
    expect(again.rows).toEqual({ accepted: 0, rejected: 0, unchanged: 2 });
    expect((await commitImport(world.deps, ADMIN, again.importId)).result).toBe('unchanged');
    const { items } = await listExemptions(
      world.deps,
      { scope: 'global', startsWith: 'a', matchesNobody: false },
      { limit: 9, after: null },
    );
    await removeExemption(world.deps, ADMIN, {
      exemptionId: items[0]?.exemptionId ?? '',
      expectedVersion: null,
    });
    expect(await active(world)).toEqual(['b@x.example']);
    const third = await send(world, csv);
    expect(third.rows).toEqual({ accepted: 1, rejected: 0, unchanged: 1 });
    expect((await commitImport(world.deps, ADMIN, third.importId)).result).toBe('committed');
    expect(await active(world)).toEqual(['a@x.example', 'b@x.example']);
  });

  it('loses nothing that is added while it is committed', async () => {
    const world = importWorld();
    const job = await send(world, 'email\na@x.example\n');
    const add = (name: string) =>
      addExemption(world.deps, ADMIN, {
        scope: 'global',
        subject: { kind: 'email', email: `${name}@x.example` },
        reason: 'Asked',
        expiresAt: null,
      });
    await Promise.all([add('m'), commitImport(world.deps, ADMIN, job.importId), add('n')]);
    expect(await active(world)).toEqual(['a@x.example', 'm@x.example', 'n@x.example']);
    world.clock.advance(49 * 3_600_000);
    await sweepSets(world.deps);
    expect(await active(world)).toEqual(['a@x.example', 'm@x.example', 'n@x.example']);
  });

  it('refuses what has no accepted row, and an application nobody knows', async () => {
    const world = importWorld();
    const job = await send(world, 'email\nbad\n');
    expect((await commitImport(world.deps, ADMIN, job.importId)).result).toBe('rejected-rows');
    const target = { kind: 'exemptions', applicationId: 'app_unknown-1' } as const;
    await expect(importCsv(world.deps, ADMIN, target, bytes('email\na@x.example\n'))).rejects.toThrow(
      'no such application',
    );
  });
});

describe('a file by signed upload', () => {
  it('is read once it is there, and only once', async () => {
    const world = importWorld();
    const { import: job, url, contentType } = await requestUpload(world.deps, ADMIN, EXEMPT);
    const key = `uploads/${job.importId}`;
    expect(await readUpload(world.deps, key)).toEqual({ kind: 'ignored' });
    await expect(commitImport(world.deps, ADMIN, job.importId)).rejects.toMatchObject({ code: 'not-read' });
    expect(await world.objects.upload(url, 'email\na@x.example\n', contentType)).toBe(200);
    const reads = await Promise.all([readUpload(world.deps, key), readUpload(world.deps, key)]);
    expect(reads.map(({ kind }) => kind).sort()).toEqual(['ignored', 'read']);
    expect((await commitImport(world.deps, ADMIN, job.importId)).result).toBe('committed');
    expect(await active(world)).toEqual(['a@x.example']);
    expect(world.actions()).toEqual(['import.opened', 'import.landed', 'exemptions.imported']);
  });

  it('is refused with a receipt where it can not be read', async () => {
    const world = importWorld();
    const { import: job } = await requestUpload(world.deps, ADMIN, {
      kind: 'org-chart',
      applicationId: null,
    });
    await world.objects.put(`uploads/${job.importId}`, 'name\nx\n', 'text/csv');
    expect(await readUpload(world.deps, `uploads/${job.importId}`)).toEqual({ kind: 'refused' });
    expect(await getReceipt(world.deps, job.importId)).toMatchObject({
      result: 'refused',
      reason: 'Line 1: the header has no column email. The first row must name the columns.',
    });
    await expect(commitImport(world.deps, ADMIN, job.importId)).rejects.toMatchObject({
      code: 'import-ended',
    });
  });

  it('ignores objects that no import waits for', async () => {
    const world = importWorld();
    await world.objects.put('uploads/imp_nobody-1', 'email\n', 'text/csv');
    expect(await readUpload(world.deps, 'uploads/imp_nobody-1')).toEqual({ kind: 'ignored' });
    expect(await readUpload(world.deps, 'receipts/x')).toEqual({ kind: 'ignored' });
    await expect(
      listImportRows(world.deps, { importId: 'imp_nobody-1' }, { limit: 1, after: null }),
    ).rejects.toThrow('no import');
  });
});
