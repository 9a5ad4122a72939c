import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { SupportContact } from '../../../../../shared/domain/support-contact.ts';
import { put } from '../../../../../shared/records/change.ts';
import { organizations } from '../../../../../shared/records/organization.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import {
  supportContactIfReadable,
  supportContactInForce,
  supportContactReader,
} from '../../../../../shared/use-cases/organization/support-contact.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { sampleSupportContact } from '../../../../support/sample-support-contact.ts';

const world = () => {
  const surroundings = fixedSurroundings();
  const store = new MemoryRecordStore();
  const set = (supportContact: SupportContact | null) =>
    store.commit(
      [put(organizations, { supportContact, version: 1 }, 'any')],
      auditEvent(surroundings, { actor: { kind: 'system', name: 'deploy' } }, 'policy.changed'),
    );
  return { ...surroundings, store, set };
};

describe('reading the support contact', () => {
  it('names nobody until somebody is set', async () => {
    const { store, set } = world();
    expect(await supportContactInForce({ store })).toBeNull();
    await set(sampleSupportContact());
    expect(await supportContactInForce({ store })).toEqual(sampleSupportContact());
  });

  it('costs a page or mail nothing but the contact where it cannot be read', async () => {
    const { store, set } = world();
    await set(sampleSupportContact());
    const failing = new CrashingStore(store, 1, 'before');
    expect(await supportContactIfReadable({ store: failing })).toBeNull();
    expect(await supportContactIfReadable({ store: failing })).toEqual(sampleSupportContact());
  });
});

describe('the support contact of error pages', () => {
  it('is read once a minute at most', async () => {
    const { store, clock, set } = world();
    const read = supportContactReader({ store, clock });
    expect(await read()).toBeNull();
    await set(sampleSupportContact());
    clock.advance(59_999);
    expect(await read()).toBeNull();
    clock.advance(1);
    expect(await read()).toEqual(sampleSupportContact());
  });

  it('is the last one known where it cannot be read, and nobody where none was', async () => {
    const { store, clock, set } = world();
    await set(sampleSupportContact());
    const never = supportContactReader({ store: new CrashingStore(store, 1, 'before'), clock });
    expect(await never()).toBeNull();
    const once = supportContactReader({ store: new CrashingStore(store, 2, 'before'), clock });
    expect(await once()).toEqual(sampleSupportContact());
    clock.advance(60_000);
    expect(await once()).toEqual(sampleSupportContact());
  });
});
