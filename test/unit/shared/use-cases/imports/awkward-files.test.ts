import { beforeAll, describe, expect, it } from 'vitest';
import { ValidationError } from '../../../../../shared/errors.ts';
import { type Import, importKindSchema } from '../../../../../shared/domain/import.ts';
import { describeKinds, sampleRows } from '../../../../../shared/use-cases/imports/describe-kinds.ts';
import { readFile } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { imports } from '../../../../../shared/records/imports.ts';
import { put } from '../../../../../shared/records/change.ts';
import { type AwkwardFile, type Sample, awkwardFiles } from '../../../../support/awkward-files.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { DEACTIVATE, FileWorld } from '../../../../support/file-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const like = (reason: RegExp): unknown => expect.stringMatching(reason);

const KINDS = importKindSchema.options;

const requiredOf = (kind: Import['kind']): readonly string[] =>
  (describeKinds().find((described) => described.kind === kind)?.columns ?? []).flatMap(
    ({ name, required }) => (required ? [name] : []),
  );

const sampleOf = (kind: Import['kind']): Sample => {
  const [header = [], ...rows] = sampleRows(kind).map((row) => row.map(String));
  return { header, rows, required: requiredOf(kind) };
};

/** An import of a kind, waiting for its file. What it is of is whatever the kind wants. */
const jobOf = (kind: Import['kind']): Import => {
  const { of } = describeKinds().find((described) => described.kind === kind) ?? {};
  return {
    ...{ importId: 'imp_00000000-awkward', kind, source: 'upload', state: 'open', parts: 0, version: 1 },
    applicationId: of === 'instance' ? IDS.application : null,
    instanceId: of === 'instance' && kind !== 'manual-deprovision' ? IDS.instance : null,
    deprovision: kind === 'manual-deprovision' ? { ...DEACTIVATE, runId: null } : null,
    ...{ contentHash: null, reason: null, receiptKey: null, endedAt: null, set: null, revertedAt: null },
    rows: { accepted: 0, rejected: 0, unchanged: 0 },
    createdBy: 'usr_00000000-0000-7000-8000-adaadaadaada',
    createdAt: '2026-06-01T00:00:00.000Z',
  };
};

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) {
    await Promise.resolve();
    yield bytes.subarray(from, from + 65_536);
  }
}

/** Reads a file as the door would, and tells what came of it. */
const becomes = async (world: FileWorld, kind: Import['kind'], { bytes }: AwkwardFile) => {
  const job = jobOf(kind);
  try {
    const read = await readFile(world.imports(), job, inChunks(bytes), () => false);
    if (read.kind !== 'read') return { kind: read.kind };
    const { rows } = read.parsed;
    await world.seed(put(imports, { ...job, ...read.parsed }, 'any'));
    const of = { importId: job.importId, verdict: 'rejected' } as const;
    const { items } = await listImportRows(world.imports(), of, { limit: 100, after: null });
    return {
      rows: rows.accepted + rows.rejected + rows.unchanged,
      rejected: items.map(({ line, reason }) => [line, reason]),
    };
  } catch (fault) {
    if (fault instanceof ValidationError) return { refused: fault.message };
    throw fault;
  }
};

/** A company with everybody and everything that the examples name. */
const sampleCompany = async (): Promise<FileWorld> => {
  const people = ['ada.lovelace', 'grace.hopper', 'alan.turing'].map((name) => user(name));
  const world = await new FileWorld().staff(people);
  await createApplication(world.imports(), ADMIN, { name: 'Miro', contacts: [] });
  return world;
};

describe.each(KINDS)('a file of the kind %s', (kind) => {
  let world: FileWorld;
  beforeAll(async () => {
    world = await sampleCompany();
  });

  it.each(Object.entries(awkwardFiles(sampleOf(kind))))(
    '%s is read rightly, or refused by row and column',
    async (_, file) => {
      const came = await becomes(world, kind, file);
      if ('refused' in file.becomes) {
        expect(came).toEqual({ refused: like(file.becomes.refused) });
        return;
      }
      const { rows, rejected } = file.becomes;
      expect(came).toEqual({
        rows,
        rejected: rejected.map(([line, reason]) => [line, like(reason)]),
      });
    },
  );
});

describe('the example of a kind', () => {
  it.each(describeKinds())('$kind has every column it needs', ({ kind, columns }) => {
    const [header = []] = sampleRows(kind);
    expect(header).toEqual(
      expect.arrayContaining(columns.flatMap(({ name, required }) => (required ? [name] : []))),
    );
  });
});
