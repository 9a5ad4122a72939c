import type { ErasureQueue } from '../../ports/erasure-queue.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { RecordScan } from '../../ports/record-scan.ts';
import type { Basics } from '../dependencies.ts';

/** What erasing reaches the world with. */
export interface ErasureDeps extends Basics {
  readonly scan: RecordScan;
  readonly objects: Pick<ObjectStore, 'list' | 'get' | 'read' | 'put' | 'remove'>;
  readonly erasureQueue: ErasureQueue;
}
