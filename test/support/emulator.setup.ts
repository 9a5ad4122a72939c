import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../local/emulator/emulator.ts';
import type { ProcessIdentity } from '../../local/stack/process-identity.ts';
import { endGroup } from '../../local/stack/process-group.ts';
import { freePort } from '../../local/stack/ports.ts';
import { say } from '../../local/say.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the emulator of AWS answers. */
    readonly awsEndpoint: string;
  }
}

/** One emulator for tests that need no stack, on a port of its own; each suite makes the tables it needs. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'seatkeeper-contract-'));
  const started: ProcessIdentity[] = [];
  const teardown = async () => {
    await Promise.all(started.map(endGroup));
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    const { endpoint } = await startEmulator(
      { port: await freePort(), stateDir, venv: join(import.meta.dirname, '../../.local/venv'), say },
      ({ identity }) => started.push(identity),
    );
    project.provide('awsEndpoint', endpoint);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
};
