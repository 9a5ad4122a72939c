import { describe, expect, it } from 'vitest';
import { DynamoRecordScan } from '../../shared/adapters/dynamodb/dynamo-record-scan.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { RecordScan, ScannedRows } from '../../shared/ports/record-scan.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { put } from '../../shared/records/change.ts';
import { personIdentities } from '../../shared/records/org-chart.ts';
import { emulatedTables, emulatorClient } from '../support/emulated-aws.ts';

const twins: readonly {
  name: string;
  open: () => Promise<{ readonly store: RecordStore; readonly scan: RecordScan }>;
}[] = [
  {
    name: 'memory',
    open: () => {
      const store = new MemoryRecordStore();
      return Promise.resolve({ store, scan: store });
    },
  },
  {
    name: 'DynamoDB',
    open: async () => {
      const place = { tables: await emulatedTables(), client: emulatorClient() };
      return { store: new DynamoRecordStore(place), scan: new DynamoRecordScan(place) };
    },
  },
];

describe.each(twins)('RecordScan on $name', ({ open }) => {
  it('reads every row of a table once, as it was put, and of no other', async () => {
    const { store, scan } = await open();
    const records = Array.from({ length: 620 }, (_, index) => ({
      address: `p${String(index)}@example.com`,
      personId: `per_00000000-${String(index)}`,
    }));
    await store.writeMany(records.map((record) => put(personIdentities, record, 'any')));
    const found: ScannedRows['rows'][number][] = [];
    let after: string | null = null;
    do {
      const page: ScannedRows = await scan.scan('directory', after);
      found.push(...page.rows);
      after = page.next;
    } while (after !== null);
    const byKey = new Map(found.map((row) => [row.key.partition, row]));
    expect(found).toHaveLength(records.length);
    for (const record of records)
      expect(byKey.get(personIdentities.at(record).partition)).toEqual({
        ...{ collection: personIdentities.name, key: personIdentities.at(record), document: record },
      });
    expect(await scan.scan('runs', null)).toEqual({ rows: [], next: null });
  });
});
