import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { put } from '../../../../../shared/records/change.ts';
import { leases } from '../../../../../shared/records/technical.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';

const caller = { actor: { kind: 'system', name: 'deploy' } } as const;
const lease = (name: string, holder = 'a') => ({
  name,
  holder,
  generation: 1,
  until: '2026-03-02T09:00:00.000Z',
  version: 1,
});

describe('MemoryRecordStore', () => {
  it('keeps the trail of committed events in order, without refused and repeated ones', async () => {
    const store = new MemoryRecordStore();
    const deps = fixedSurroundings();
    const [first, second, refused] = [
      auditEvent(deps, caller, 'policy.changed'),
      auditEvent(deps, caller, 'kill-switch.changed'),
      auditEvent(deps, caller, 'access.denied'),
    ];
    await store.commit([put(leases, lease('x'), 'absent')], first);
    await store.commit([], second);
    await store.commit([put(leases, lease('x'), 'absent')], refused);
    await store.commit([put(leases, lease('x'), 'absent')], first);
    expect(store.auditTrail()).toEqual([first, second]);
    store.auditTrail().pop();
    expect(store.auditTrail()).toHaveLength(2);
  });

  it('counts its calls', async () => {
    const store = new MemoryRecordStore();
    await store.get(leases, { name: 'x' });
    await store.getMany(leases, [{ name: 'x' }, { name: 'y' }]);
    await store.page(leases, { name: 'x' }, { limit: 1 });
    await store.write([put(leases, lease('x'), 'absent')]);
    await store.writeMany([]);
    expect(store.calls).toEqual({ get: 1, getMany: 1, page: 1, commit: 0, write: 1, writeMany: 1 });
  });

  it('lets callers that run side by side meet', async () => {
    const store = new MemoryRecordStore();
    const seen = await Promise.all(
      ['a', 'b'].map(async (holder) => {
        const found = await store.get(leases, { name: 'x' });
        await store.write([put(leases, lease('x', holder), 'any')]);
        return found;
      }),
    );
    expect(seen).toEqual([undefined, undefined]);
  });

  it('refuses a record larger than an item, and changes nothing then', async () => {
    const store = new MemoryRecordStore();
    const large = lease('large', 'x'.repeat(400 * 1024));
    await expect(store.write([put(leases, lease('x'), 'any'), put(leases, large, 'any')])).rejects.toThrow(
      RangeError,
    );
    expect(await store.get(leases, { name: 'x' })).toBeUndefined();
  });
});
