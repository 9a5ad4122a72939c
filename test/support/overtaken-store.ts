import type { RecordStore, WriteResult } from '../../shared/ports/record-store.ts';
import { CrashingStore } from './crashing-store.ts';

/** Lets something else happen once, just before the first transaction. */
export class OvertakenStore extends CrashingStore {
  #before: (() => Promise<void>) | null;

  constructor(store: RecordStore, before: () => Promise<void>) {
    super(store, Number.MAX_SAFE_INTEGER, 'before');
    this.#before = before;
  }

  override async commit(...args: Parameters<RecordStore['commit']>): Promise<WriteResult> {
    const before = this.#before;
    this.#before = null;
    await before?.();
    return super.commit(...args);
  }
}
