/** Tells the person at the terminal something. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Something the person at the terminal can put right; the message is one line and says how. */
export class LocalFault extends Error {
  override readonly name = 'LocalFault';
}

/** What went wrong, in one line. */
export const inOneLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
};
