import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFault } from '../say.ts';
import { startGroup } from '../stack/process-group.ts';
import type { ProcessGroup } from '../stack/process-group.ts';
import { pythonPrograms } from './python.ts';

/** The account and the region of the emulator; its key is the account's number. */
export const EMULATED = { account: '000000000000', region: 'us-east-1' } as const;

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** What an AWS client needs to talk to the emulator and to nothing else; profiles of the person at the keyboard are ignored. */
export const awsEnvironment = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: EMULATED.account,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: EMULATED.region,
  AWS_DEFAULT_REGION: EMULATED.region,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** The environment of our own processes without anything that points at a real account. */
export const withoutAws = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

export interface EmulatorOptions {
  readonly port: number;
  /** Folder for its log and its temporary files. */
  readonly stateDir: string;
  /** Folder of the virtual environment, shared by all emulators of this clone. */
  readonly venv: string;
  /** Where functions find AWS. @default the emulator itself */
  readonly functionsEndpoint?: string | undefined;
  readonly say: (line: string) => void;
}

export interface Emulator {
  readonly endpoint: string;
  readonly group: ProcessGroup;
}

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
};

/**
 * Starts the emulator of AWS on 127.0.0.1 and waits until it answers. The caller ends its group.
 * @throws LocalFault in one line when it does not come up.
 */
export const startEmulator = async (
  options: EmulatorOptions,
  onStart: (group: ProcessGroup) => void,
): Promise<Emulator> => {
  const bin = await pythonPrograms(options.venv, 'requirements.txt', options.say);
  const temporary = join(options.stateDir, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  // The emulator runs functions by a CommonJS script in here; our package.json above would make it an ES module.
  writeFileSync(join(temporary, 'package.json'), '{ "type": "commonjs" }');
  const endpoint = `http://127.0.0.1:${options.port}`;
  const group = await startGroup({
    name: 'The emulator',
    command: join(bin, 'ministack'),
    args: [],
    env: {
      ...withoutAws(),
      ...awsEnvironment(options.functionsEndpoint ?? endpoint),
      // Functions run under the `node` that is found first: the one this script runs under.
      PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(options.port),
      MINISTACK_REGION: EMULATED.region,
      TMPDIR: temporary,
      // Keys that the emulator's user pools sign tokens with.
      STATE_DIR: join(temporary, 'state'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    logFile: join(options.stateDir, 'emulator.log'),
  });
  onStart(group);
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += POLL_MS) {
    if (await answers(endpoint)) return { endpoint, group };
    if (group.hasEnded()) break;
    await sleep(POLL_MS);
  }
  throw new LocalFault(`The emulator did not come up; see ${group.logFile}`);
};
