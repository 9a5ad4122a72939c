import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { programsFor } from '../../local/emulator/python.ts';
import { LocalFault, say } from '../../local/say.ts';
import type { FlatPerson } from './people.ts';

const LOCAL = join(import.meta.dirname, '../../.local');

const answerSchema = z.object({ seconds: z.number(), hits: z.array(z.string()) });

/** One round of Cloud Custodian's filters over everybody. */
type Round = z.output<typeof answerSchema>;

/** Cloud Custodian in a process of its own, which times itself: nothing of the way there and back is counted. */
export interface Custodian {
  round(): Promise<Round>;
  end(): void;
}

/** Starts Cloud Custodian with some people; its environment is made on first use. */
export const startCustodian = async (people: readonly FlatPerson[]): Promise<Custodian> => {
  const bin = await programsFor(
    join(LOCAL, 'bench-venv'),
    join(import.meta.dirname, 'requirements.txt'),
    say,
  );
  const file = join(LOCAL, 'bench-people.json');
  writeFileSync(file, JSON.stringify(people));
  const child = spawn(join(bin, 'python'), [join(import.meta.dirname, 'custodian.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new LocalFault('Cloud Custodian ended before it answered.');
  });
  ended.catch(() => undefined);
  child.stdin.write(`${JSON.stringify(file)}\n`);
  return {
    round: async () => {
      const line: Promise<unknown[]> = once(lines, 'line');
      child.stdin.write('{}\n');
      const [text] = await Promise.race([line, ended]);
      return answerSchema.parse(JSON.parse(String(text)));
    },
    end: () => {
      child.stdin.end();
    },
  };
};
