import { describe, expect, it } from 'vitest';
import { dropReceiptSchema } from '../../../../../shared/contracts/drop-receipt.ts';
import type { Import } from '../../../../../shared/domain/import.ts';
import { ValidationError } from '../../../../../shared/errors.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import type { Target } from '../../../../../shared/use-cases/imports/import-record.ts';
import { getReceipt, listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { readUpload, requestUpload } from '../../../../../shared/use-cases/imports/upload.ts';
import { findPersonByAddress } from '../../../../../shared/use-cases/people/read-people.ts';
import { DEACTIVATE, FileWorld } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

type Kind = 'org-chart' | 'manual-deprovision';

const TARGETS: Readonly<Record<Kind, Target>> = {
  'org-chart': { kind: 'org-chart', applicationId: null },
  'manual-deprovision': { kind: 'manual-deprovision', applicationId: null, deprovision: DEACTIVATE },
};
const FOLDERS: Readonly<Record<Kind, string>> = {
  'org-chart': 'drop/org-chart/',
  'manual-deprovision': `drop/manual-deprovision/${IDS.instance}/`,
};

/** What became of a file: refused with a reason, or read with these counts and rejected rows. */
type Came =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'read';
      readonly accepted: number;
      readonly rejected: readonly (readonly [number, string])[];
    };

const rejectedOf = async (of: FileWorld, { importId }: Import) =>
  (
    await listImportRows(of.imports(), { importId, verdict: 'rejected' }, { limit: 100, after: null })
  ).items.map(({ line, reason }) => [line, reason ?? ''] as const);

const WAYS: Readonly<Record<string, (of: FileWorld, kind: Kind, csv: Uint8Array) => Promise<Came>>> = {
  'with a request': async (of, kind, csv) => {
    try {
      const job = await importCsv(of.imports(), ADMIN, TARGETS[kind], csv);
      return { kind: 'read', accepted: job.rows.accepted, rejected: await rejectedOf(of, job) };
    } catch (fault) {
      if (!(fault instanceof ValidationError)) throw fault;
      return { kind: 'refused', reason: fault.message };
    }
  },
  'by signed upload': async (of, kind, csv) => {
    const { import: job, url, contentType } = await requestUpload(of.imports(), ADMIN, TARGETS[kind]);
    expect(await of.objects.upload(url, csv, contentType)).toBe(200);
    const { importId } = job;
    const { kind: came } = await readUpload(of.imports(), `uploads/${importId}`);
    if (came === 'refused')
      return { kind: 'refused', reason: (await getReceipt(of.imports(), importId)).reason ?? '' };
    const { items } = await listImportRows(of.imports(), { importId }, { limit: 100, after: null });
    const accepted = items.filter(({ verdict }) => verdict === 'accepted').length;
    return { kind: 'read', accepted, rejected: await rejectedOf(of, job) };
  },
  'through the drop folder': async (of, kind, csv) => {
    const key = `${FOLDERS[kind]}odd.csv`;
    await of.objects.put(key, csv, 'text/csv');
    await importDrop(of.imports(), { key, putting: '1' });
    const bytes = await of.objects.get(`${key}.receipt.json`);
    const receipt = dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return receipt.result === 'refused' && receipt.rejected.length === 0
      ? { kind: 'refused', reason: receipt.reason ?? '' }
      : {
          kind: 'read',
          accepted: receipt.rows.accepted,
          rejected: receipt.rejected.map(({ line, reason }) => [line, reason] as const),
        };
  },
};

const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
const utf16 = (...lines: readonly string[]): Uint8Array =>
  Uint8Array.from(Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le'));
const like = (reason: RegExp): unknown => expect.stringMatching(reason);
const refused = (reason: RegExp) => ({ kind: 'refused', reason: like(reason) });
const read = (accepted: number, ...rejected: readonly (readonly [number, RegExp])[]) => ({
  kind: 'read',
  accepted,
  rejected: rejected.map(([line, reason]) => [line, like(reason)]),
});

const HEADER = 'email,first name,title';
const ADA = 'ada@example.com';

/** A file, and what becomes of it as a list of members; as an org chart where that is something else. */
const FILES: Readonly<Record<string, readonly [Uint8Array, object, object?]>> = {
  'without rows': [text(HEADER, ''), refused(/^The file has a header and no rows/)],
  'without anything': [text(''), refused(/^The file is empty/)],
  'of one byte order mark': [text('\uFEFF'), refused(/^The file is empty/)],
  'with a NUL': [
    text(HEADER, `${ADA},Ada,a\0b`),
    refused(/^Line 2, column 3: this field holds what is not text/),
  ],
  'with a NUL in an address': [
    text(HEADER, 'bob@example.com,Bob,', `a\0da@example.com,Ada,`),
    refused(/^Line 3, column 1: this field holds what is not text/),
  ],
  'with bytes of another encoding': [
    Uint8Array.from([...text(HEADER, `${ADA},`), 0xc4, 0x64, 0x61, 0x2c, 0x78]),
    refused(/^Line 2, column 2: this field holds what is not text/),
  ],
  'with a cell of a megabyte': [
    text(HEADER, 'bob@example.com,Bob,', `${ADA},${'x'.repeat(1_048_576)},`),
    refused(/^Line 3, column 2: this field has more than 32767 characters/),
  ],
  'with a cell of a megabyte in quotes': [
    text(HEADER, `${ADA},Ada,"${'x\n'.repeat(524_288)}"`),
    refused(/^Line 2, column 3: this field has more than 32767 characters/),
  ],
  'with a cell longer than its column takes': [
    text(HEADER, `${ADA},${'x'.repeat(201)},`),
    read(1),
    read(0, [2, /^firstName: /]),
  ],
  'in UTF-16': [utf16(HEADER, `${ADA},Ädä,x`, `bob@example.com,"Böb, jr.",y`), read(2)],
  'with names from right to left': [
    text(HEADER, `${ADA},ليلى عبد الله,מנהלת`, 'bob@example.com,\u202Eבוב\u202C,x'),
    read(2),
  ],
  'with a mark for right to left in an address': [
    text(HEADER, `\u200F${ADA},Ada,`),
    read(0, [2, /^email: must be a mail address/]),
  ],
  'with formulas': [
    text(HEADER, `${ADA},"=HYPERLINK(""http://example.com"")",@SUM(1)`, '=cmd|calc,+1,-1'),
    read(1, [3, /^email: must be a mail address/]),
  ],
};

const staffed = (): Promise<FileWorld> => new FileWorld().staff(['ada', 'bob'].map((name) => user(name)));

describe.each(Object.keys(WAYS))('a file %s', (way) => {
  const send = async (of: FileWorld, kind: Kind, csv: Uint8Array): Promise<Came> => {
    const came = await WAYS[way]?.(of, kind, csv);
    if (came === undefined) throw new Error(`There is no way ${way}.`);
    return came;
  };

  it.each(Object.entries(FILES))(
    '%s is handled, or refused by row and column',
    async (_, [csv, members, chart]) => {
      const of = await staffed();
      const before = of.actions();
      expect(await send(of, 'manual-deprovision', csv)).toEqual(members);
      if (way === 'with a request' && 'reason' in members) expect(of.actions()).toEqual(before);
      // Nobody of them is in the chart yet.
      await of.setChart([{ email: 'other1@example.com' }], 'cht_00000000-small');
      expect(await send(of, 'org-chart', csv)).toEqual(chart ?? members);
    },
  );

  it('of too many members is refused at the row that is too many', async () => {
    const of = await staffed();
    const rows = Array.from({ length: 10_001 }, (_, index) => `p${String(index)}@example.com`);
    expect(await send(of, 'manual-deprovision', text('email', ...rows))).toEqual({
      kind: 'refused',
      reason: 'Line 10002: the file has more than 10000 rows.',
    });
  });
});

describe('what a file says', () => {
  it('is kept as it stands: formulas, and names from right to left', async () => {
    const of = await staffed();
    await of.setChart([{ email: 'other1@example.com' }], 'cht_00000000-small');
    const csv = text(HEADER, `${ADA},=1+1,ليلى`, 'other1@example.com,בוב,@SUM(1)');
    const { importId } = await importCsv(of.imports(), ADMIN, TARGETS['org-chart'], csv);
    expect((await commitImport(of.imports(), ADMIN, importId)).result).toBe('committed');
    expect(await findPersonByAddress(of.imports(), ADA)).toMatchObject({ firstName: '=1+1', title: 'ليلى' });
  });
});
