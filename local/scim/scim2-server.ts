import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programsFor } from '../emulator/python.ts';
import { LocalFault } from '../say.ts';
import { startGroup, type ProcessGroup } from '../stack/process-group.ts';
import { USER_SCHEMA, type Attributes } from './attributes.ts';

export interface Scim2ServerOptions {
  readonly port: number;
  /** The bearer token that opens it. */
  readonly token: string;
  /** People it starts with; the core schema is added where none is named. */
  readonly users: readonly Attributes[];
  /** Folder of the virtual environment, made on first use. */
  readonly venv: string;
  /** Folder for its log. */
  readonly stateDir: string;
  readonly say: (line: string) => void;
}

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

const isUp = async (base: string, headers: Readonly<Record<string, string>>): Promise<boolean> => {
  try {
    const answer = await fetch(`${base}/Users?count=0`, { headers, signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
  }
};

const create = async (
  base: string,
  headers: Readonly<Record<string, string>>,
  user: Attributes,
): Promise<void> => {
  const answer = await fetch(`${base}/Users`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [USER_SCHEMA], ...user }),
  });
  if (answer.status !== 201)
    throw new LocalFault(`scim2-server refused a user with ${answer.status}: ${await answer.text()}`);
};

/**
 * Starts scim2-server, a SCIM 2.0 provider of other people's making, on 127.0.0.1 with some people in it. The caller ends its group.
 * @returns The address to which `/Users` is added.
 * @throws LocalFault in one line when it does not come up or refuses a user.
 */
export const startScim2Server = async (
  options: Scim2ServerOptions,
  onStart: (group: ProcessGroup) => void,
): Promise<string> => {
  const { port, token, users, venv, stateDir } = options;
  const bin = await programsFor(venv, join(import.meta.dirname, 'requirements.txt'), options.say);
  const group = await startGroup({
    name: 'scim2-server',
    command: join(bin, 'scim2-server'),
    args: ['--hostname', '127.0.0.1', '--port', String(port), '--bearer-token', token],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    logFile: join(stateDir, 'scim2-server.log'),
  });
  onStart(group);
  const base = `http://127.0.0.1:${port}/v2`;
  const headers = { authorization: `Bearer ${token}` };
  for (let waited = 0; waited < READY_TIMEOUT_MS && !group.hasEnded(); waited += POLL_MS) {
    if (await isUp(base, headers)) {
      for (const user of users) await create(base, headers, user);
      return base;
    }
    await sleep(POLL_MS);
  }
  throw new LocalFault(`scim2-server did not come up; see ${group.logFile}`);
};
