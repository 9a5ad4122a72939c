import type { Import } from '../../domain/import.ts';
import { ConflictError } from '../../errors.ts';
import { importProgress } from '../../records/imports.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { changeImport, importOf } from './import-record.ts';
import { untilDone } from '../until-done.ts';

/** Ends an import without taking anything of it; repeating it changes nothing. Needs `imports.write`. Throws `NotFoundError`, `ConflictError`. */
export const discardImport = (deps: Basics, caller: Caller, importId: string): Promise<Import> =>
  untilDone(async () => {
    const job = await importOf(deps, importId);
    if (job.state === 'discarded') return job;
    if (job.state === 'committed' || job.state === 'refused')
      throw new ConflictError('import-ended', `The import ${importId} is ${job.state}.`);
    const progress = await deps.store.get(importProgress, { importId });
    if (progress !== undefined && progress.taken !== null)
      throw new ConflictError('import-begun', 'Some of this import was taken already. Commit it to the end.');
    const patch = { state: 'discarded', endedAt: deps.clock.now() } as const;
    const result = await changeImport(deps, caller, 'import.discarded', job, patch);
    return result.kind === 'done' ? result.job : 'conflict';
  });
