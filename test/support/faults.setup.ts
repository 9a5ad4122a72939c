import { existsSync, readFileSync, rmSync } from 'node:fs';
import { REPORT_FILE } from './faults/round-report.ts';

/** Prints what the rounds came to, once they are over. */
export const setup = (): (() => void) => {
  rmSync(REPORT_FILE, { force: true });
  return () => {
    if (existsSync(REPORT_FILE)) process.stdout.write(`\n${readFileSync(REPORT_FILE, 'utf8')}\n`);
  };
};
