import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';

/** The most memory a worker process has had (VmHWM of /proc/<pid>/status), in bytes, and whose code it ran. */
export const workerPeakSchema = z.object({ pid: z.int(), functionName: z.string(), bytes: z.int() });
export type WorkerPeak = z.infer<typeof workerPeakSchema>;

const EVERY_MS = 250;

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const variableOf = (environment: string, name: string): string =>
  environment
    .split('\0')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

/** Watches the emulator's worker processes of one stack until they end: those that were told to find AWS at its own proxy. */
export class WorkerMemory {
  readonly #peaks = new Map<string, WorkerPeak>();
  readonly #others = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  watch(awsEndpoint: string): void {
    this.#timer = setInterval(() => {
      this.#look(awsEndpoint);
    }, EVERY_MS);
    this.#timer.unref();
  }

  peaks(): WorkerPeak[] {
    return [...this.#peaks.values()];
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(awsEndpoint: string): void {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || this.#others.has(pid)) continue;
      const known = this.#peaks.get(pid);
      const functionName = known?.functionName ?? this.#functionOf(pid, awsEndpoint);
      if (functionName === undefined) continue;
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1];
      if (kilobytes === undefined) continue;
      const bytes = Math.max(known?.bytes ?? 0, Number(kilobytes) * 1024);
      this.#peaks.set(pid, { pid: Number(pid), functionName, bytes });
    }
  }

  /** Undefined where the process is none of this stack's workers; one that has not said yet what it is is asked again. */
  #functionOf(pid: string, awsEndpoint: string): string | undefined {
    const command = read(pid, 'cmdline');
    if (!command.includes('_worker.js')) return undefined;
    const environment = read(pid, 'environ');
    if (variableOf(environment, 'AWS_ENDPOINT_URL') === awsEndpoint)
      return variableOf(environment, 'AWS_LAMBDA_FUNCTION_NAME');
    if (environment !== '') this.#others.add(pid);
    return undefined;
  }
}
