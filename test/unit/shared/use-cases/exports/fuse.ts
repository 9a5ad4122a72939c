import type { WriteDeps } from '../../../../../shared/use-cases/exports/write-export.ts';
import { CrashError } from '../../../../support/crashing-store.ts';

/** While a message is handled it is hidden from others for this long. */
export const HIDDEN_MS = 120_000;

/** Counts calls over several ports, and dies just after the n-th. */
export class Fuse {
  readonly #at: number;
  #calls = 0;

  constructor(at: number) {
    this.#at = at;
  }

  async pass<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    const result = await call();
    if (this.#calls === this.#at) throw new CrashError('after');
    return result;
  }
}

/** The ports beside the tables, through a fuse. */
export const throughFuse = ({ uploads, objects, exportQueue }: WriteDeps, fuse: Fuse) => ({
  uploads: {
    begin: (...given) => fuse.pass(() => uploads.begin(...given)),
    putPart: (...given) => fuse.pass(() => uploads.putPart(...given)),
    complete: (...given) => fuse.pass(() => uploads.complete(...given)),
    abort: (...given) => fuse.pass(() => uploads.abort(...given)),
  } satisfies WriteDeps['uploads'],
  objects: {
    get: (...given) => fuse.pass(() => objects.get(...given)),
    put: (...given) => fuse.pass(() => objects.put(...given)),
  } satisfies WriteDeps['objects'],
  exportQueue: {
    send: (...given) => fuse.pass(() => exportQueue.send(...given)),
  } satisfies WriteDeps['exportQueue'],
});
