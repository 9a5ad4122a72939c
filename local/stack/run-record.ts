import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LocalFault } from '../say.ts';
import { endGroup } from './process-group.ts';
import { identityOf, isRunning, processIdentitySchema } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const recordSchema = z.object({
  origin: z.string(),
  /** The process that brought the stack up. */
  owner: processIdentitySchema,
  /** Leaders of the groups it started. */
  groups: z.array(processIdentitySchema),
});
type Record = z.infer<typeof recordSchema>;

const read = (file: string): Record | undefined => {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
};

/** What runs out of one state folder, written down so that a later start finds what a killed one left behind. */
export class RunRecord {
  readonly #file: string;
  #record: Record;

  private constructor(file: string, record: Record) {
    this.#file = file;
    this.#record = record;
  }

  /**
   * Claims a state folder. Ends what an owner that is gone left running.
   * @throws LocalFault naming the address where an owner is still there.
   */
  static async claim(stateDir: string, origin: string): Promise<RunRecord> {
    mkdirSync(stateDir, { recursive: true });
    const file = join(stateDir, 'running.json');
    const left = read(file);
    if (left !== undefined && isRunning(left.owner)) {
      throw new LocalFault(
        `Seatkeeper already runs at ${left.origin}. Stop it first (Ctrl-C where it was started).`,
      );
    }
    for (const group of left?.groups ?? []) await endGroup(group);
    rmSync(file, { force: true });

    const owner = identityOf(process.pid);
    if (owner === undefined) throw new LocalFault('This system does not tell when a process started.');
    const record = { origin, owner, groups: [] };
    try {
      writeFileSync(file, JSON.stringify(record), { flag: 'wx' });
    } catch {
      throw new LocalFault(`Another start is under way in ${stateDir}.`);
    }
    return new RunRecord(file, record);
  }

  add(group: ProcessIdentity): void {
    this.#record = { ...this.#record, groups: [...this.#record.groups, group] };
    writeFileSync(this.#file, JSON.stringify(this.#record));
  }

  /** Ends every group, the last first, and gives the folder back. */
  async release(): Promise<void> {
    for (const group of this.#record.groups.toReversed()) await endGroup(group);
    rmSync(this.#file, { force: true });
  }
}
