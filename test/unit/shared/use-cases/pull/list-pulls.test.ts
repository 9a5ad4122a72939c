import { describe, expect, it } from 'vitest';
import type { Page, PageRequest, RecordStore } from '../../../../../shared/ports/record-store.ts';
import { pulls } from '../../../../../shared/records/accounts.ts';
import { put } from '../../../../../shared/records/change.ts';
import type { Collection } from '../../../../../shared/records/collection.ts';
import { listPulls } from '../../../../../shared/use-cases/pull/list-pulls.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { PullWorld, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

/** Lets something else happen once, just before the n-th page is read. */
class InterruptedReader extends CrashingStore {
  readonly #at: number;
  readonly #meanwhile: () => Promise<unknown>;
  #pages = 0;

  constructor(store: RecordStore, at: number, meanwhile: () => Promise<unknown>) {
    super(store, Number.MAX_SAFE_INTEGER, 'before');
    this.#at = at;
    this.#meanwhile = meanwhile;
  }

  override async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    this.#pages += 1;
    if (this.#pages === this.#at) await this.#meanwhile();
    return super.page(target, scope, request);
  }
}

describe('the list of pulls, read while a pull is quarantined', () => {
  it.each([1, 2, 3])('never shows it as quarantined and not to be released (read %i)', async (at) => {
    const world = await new PullWorld().openWith(9);
    await world.sync(1);
    world.vendor.users.splice(1, 5);
    const odd = await world.sync(2);
    const reading = { ...odd, state: 'reading', version: odd.version + 1 } as const;
    await world.store.write([put(pulls, reading, 'any')]);
    const store = new InterruptedReader(world.store, at, () =>
      world.store.write([put(pulls, { ...odd, version: odd.version + 2 }, 'any')]),
    );
    const { records } = await listPulls({ store }, IDS.instance, { limit: 10, after: null });
    const [newest] = records;
    expect(newest?.pullId).toBe(syncId(2));
    expect([
      ['reading', false],
      ['quarantined', true],
      // Settled after the list was read: what may be done about it may be newer than what it shows.
      ['reading', true],
    ]).toContainEqual([newest?.state, newest?.isReleasable]);
  });
});
