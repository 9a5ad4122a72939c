import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFault } from '../say.ts';
import { type Endpoints, endpointsSchema } from './endpoints.ts';
import { ENDPOINTS_FILE } from './running-stack.ts';

/**
 * Where the stack on this machine is, by the file it writes. `otherwise` says what to do about another one.
 * @throws LocalFault where none runs
 */
export const readEndpoints = (stateDir: string, otherwise: string): Endpoints => {
  const file = join(stateDir, ENDPOINTS_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new LocalFault(`No stack runs here (${file} is missing). Start one, or ${otherwise}.`);
  }
  return endpointsSchema.parse(JSON.parse(text));
};
