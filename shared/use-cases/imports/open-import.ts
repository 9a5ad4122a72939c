import type { Import } from '../../domain/import.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { type Target, addImport, newImport } from './import-record.ts';

/**
 * Opens an import that takes parts. Needs `imports.write`. Throws `ValidationError` for a
 * wrong application.
 */
export const openImport = async (deps: Basics, caller: Caller, target: Target): Promise<Import> => {
  const job = await newImport(deps, caller, deps.ids.next('import'), target, 'parts');
  await addImport(deps, caller, job);
  return job;
};
