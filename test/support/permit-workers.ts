import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RateLimit } from '../../shared/ports/permits.ts';
import { emulatedTables, emulatorClient } from './emulated-aws.ts';
import { type WorkerAnswer, type WorkerOrder, workerAnswer } from './permit-worker-messages.ts';

/** A permit: when it was asked for, and the moment it is for; by which process. */
export interface Granted {
  readonly worker: number;
  readonly askedMs: number;
  readonly atMs: number;
}

type Idle = Extract<WorkerAnswer, { kind: 'idle' }>;

class Worker {
  readonly process: ChildProcess;
  /** When the next of its askers wakes up. */
  nextMs: number;

  constructor(process: ChildProcess, startMs: number) {
    this.process = process;
    this.nextMs = startMs;
  }

  async answer(): Promise<WorkerAnswer> {
    const ended = once(this.process, 'exit').then(() => {
      throw new Error('A worker process ended.');
    });
    const messages: unknown[] = await Promise.race([once(this.process, 'message'), ended]);
    return workerAnswer.parse(messages[0]);
  }

  async tell(order: WorkerOrder): Promise<WorkerAnswer> {
    const answer = this.answer();
    this.process.send(order);
    return answer;
  }
}

/** Worker processes that stand in one line on the emulator's DynamoDB, and whose clock the test moves from one moment of theirs to the next. */
export class PermitWorkers {
  readonly granted: Granted[] = [];
  readonly #workers: Worker[] = [];
  #nowMs: number;

  private constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  static async start(
    limit: Required<RateLimit>,
    start: string,
    { processes, askers, workMs }: { processes: number; askers: number; workMs: number },
  ): Promise<PermitWorkers> {
    const startMs = Date.parse(start);
    const all = new PermitWorkers(startMs);
    const setup = {
      tables: await emulatedTables(),
      client: emulatorClient(),
      limit,
      askers,
      workMs,
      startMs,
    };
    const script = join(import.meta.dirname, 'permit-worker.process.ts');
    for (let index = 0; index < processes; index += 1)
      all.#workers.push(new Worker(fork(script, [JSON.stringify(setup)]), startMs));
    const answers = await Promise.all(all.#workers.map((worker) => worker.answer()));
    for (const [index, answer] of answers.entries()) all.#take(index, answer);
    return all;
  }

  /** Lets time pass until a moment; whoever wakes up at the same one asks at once with all others. */
  async until(untilMs: number): Promise<void> {
    for (;;) {
      const nextMs = Math.min(...this.#workers.map((worker) => worker.nextMs));
      if (nextMs > untilMs) break;
      await this.#moveTo(nextMs);
    }
    this.#nowMs = untilMs;
  }

  /** One worker says that the vendor wants a pause. */
  async block(index: number, untilMs: number): Promise<void> {
    await this.#workers[index]?.tell({ kind: 'block', untilMs });
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#workers.map(async ({ process }) => {
        const gone = once(process, 'exit');
        process.kill();
        await gone;
      }),
    );
  }

  /** All clocks agree; only those with somebody to wake answer later than at once. */
  async #moveTo(nowMs: number): Promise<void> {
    this.#nowMs = nowMs;
    const answers = await Promise.all(this.#workers.map((worker) => worker.tell({ kind: 'time', nowMs })));
    for (const [index, answer] of answers.entries()) this.#take(index, answer);
  }

  #take(index: number, answer: WorkerAnswer): void {
    const worker = this.#workers[index];
    if (worker === undefined || answer.kind !== 'idle')
      throw new Error('A worker did not say what it was to.');
    const idle: Idle = answer;
    worker.nextMs = idle.nextMs;
    this.granted.push(...idle.granted.map((permit) => ({ worker: index, ...permit })));
  }
}
