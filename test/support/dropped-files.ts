import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { MemoryDropQueue } from '../../shared/adapters/memory/memory-drop-queue.ts';
import { MemoryMachines } from '../../shared/adapters/memory/memory-machines.ts';
import { dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { importDrop } from '../../shared/use-cases/drop-folder/import-drop.ts';
import { POLICY_SETTINGS } from './policy-settings.ts';

/** What bringing in files needs beside the surroundings of a world. */
export const fileNeeds = () => ({
  settings: { ...POLICY_SETTINGS, landedExpiry: 'P30D' },
  dropQueue: new MemoryDropQueue(),
  machines: new MemoryMachines(),
  csv: new PapaCsvReader(),
});

/** Imports a file of the drop folder, in as many calls as it takes; its receipt. */
export const importDropped = async (deps: Parameters<typeof importDrop>[0], key: string, putting: string) => {
  let result = await importDrop(deps, { key, putting });
  while (result.kind === 'continues') result = await importDrop(deps, { key, putting });
  const bytes = await deps.objects.get(`${key}.receipt.json`);
  return dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};
