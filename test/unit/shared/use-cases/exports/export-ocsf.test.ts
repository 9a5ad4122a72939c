import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requestAuditExport, requestRunExport } from '../../../../../shared/contracts/api/exports.ts';
import { ALL, exportWorld } from './export-world.ts';

const line = z.object({ class_uid: z.int(), time: z.int(), metadata: z.object({ uid: z.string() }) });

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((each) => line.parse(JSON.parse(each)));

describe('an export of audit events for a SIEM', () => {
  it('is the same events as lines of OCSF, without their notes', async () => {
    const world = exportWorld();
    await world.addEvents(3, () => ({ note: 'Ada Lovelace' }));
    const events = world.store.auditTrail().toReversed();
    const asked = await world.ask(ALL, 'ocsf');
    if (asked.kind !== 'file') throw new Error('it was made a job');
    const { fileName, mediaType, text } = asked.file;
    expect([fileName, mediaType]).toEqual(['audit-events.ocsf.ndjson', 'application/x-ndjson']);
    expect(text).not.toContain('Lovelace');
    expect(linesOf(text)).toEqual(
      events.map(({ at, eventId }) => ({
        class_uid: 3004,
        time: Date.parse(at),
        metadata: { uid: eventId },
      })),
    );
  });

  it('is written by a job where there are many', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start(ALL, 'ocsf');
    await world.work();
    const lines = linesOf((await world.download(exportId)) ?? '');
    expect(new Set(lines.map(({ metadata }) => metadata.uid)).size).toBe(1001);
  });

  it('is a format of audit events alone', () => {
    expect(requestAuditExport.body.safeParse({ format: 'ocsf' }).success).toBe(true);
    expect(requestRunExport.body.safeParse({ format: 'ocsf' }).success).toBe(false);
  });
});
