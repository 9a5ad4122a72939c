import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { MemorySegmentStore } from '../../shared/adapters/memory/memory-segment-store.ts';
import { MemoryTrailReader } from '../../shared/adapters/memory/memory-trail-reader.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Finding } from '../../shared/domain/audit-finding.ts';
import { NO_SEGMENT, makeSegment, readSegment } from '../../shared/domain/audit-segment.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { type Sealed, sealEvents } from '../../shared/use-cases/audit-seal/seal-events.ts';
import {
  type NotedHead,
  type Verification,
  verifyTrail,
} from '../../shared/use-cases/audit-seal/verify-trail.ts';

const CALLER = { actor: { kind: 'system', name: 'schedule' } } as const;

/** A trail in memory with its segments, a sealer, and who verifies. */
export class SealWorld {
  readonly surroundings = fixedSurroundings('2026-03-02T09:00:00.000Z');
  readonly store = new MemoryRecordStore();
  readonly segments = new MemorySegmentStore(this.surroundings.clock);
  readonly trail = new MemoryTrailReader(() =>
    this.store.everything().filter(({ table }) => table === 'audit'),
  );
  readonly deps = {
    store: this.store,
    clock: this.surroundings.clock,
    secrets: this.surroundings.secrets,
    segments: this.segments,
  };

  /** Commits events, a second apart. */
  async happen(count: number, about: Partial<AuditEvent> = {}): Promise<AuditEvent[]> {
    const made: AuditEvent[] = [];
    for (let index = 0; index < count; index += 1) {
      this.surroundings.clock.advance(1000);
      const event = auditEvent(this.surroundings, CALLER, 'run.started', {
        subjectId: `number-${String(index)}`,
        ...about,
      });
      await this.store.commit([], event);
      made.push(event);
    }
    return made;
  }

  /** Has a sealer seal events as the stream brings them. */
  seal(events: readonly AuditEvent[]): Promise<Sealed> {
    return sealEvents(
      this.deps,
      events.map((event) => ({ event, put: event.at })),
    );
  }

  /** Events in segments of so many. */
  async sealedTrail(segments: number, each: number, about: Partial<AuditEvent> = {}): Promise<AuditEvent[]> {
    const all: AuditEvent[] = [];
    for (let index = 0; index < segments; index += 1) {
      const made = await this.happen(each, about);
      await this.seal(made);
      all.push(...made);
    }
    return all;
  }

  async verify(
    noted: readonly NotedHead[] = [],
  ): Promise<Verification & { readonly findings: readonly Finding[] }> {
    const findings: Finding[] = [];
    const { clock, secrets } = this.surroundings;
    const report = (finding: Finding): void => void findings.push(finding);
    const deps = { archive: this.segments, trail: this.trail, clock, secrets, report };
    return { ...(await verifyTrail(deps, noted)), findings };
  }

  /** The text of a segment as it was sealed. */
  async text(number: number): Promise<string> {
    const text = await this.segments.first(number);
    if (text === undefined) throw new RangeError(`There is no segment ${String(number)}.`);
    return text;
  }

  /** Puts another text in the place of a segment, as if it had always been there: past the lock. */
  replace(number: number, text: string): void {
    this.segments.remove(number);
    this.segments.overwrite(number, text);
  }

  /** The chain once more from a segment on, with every hash made anew after a change of its events. */
  async rewritten(
    from: number,
    to: number,
    change: (event: AuditEvent) => AuditEvent,
  ): Promise<{ number: number; text: string; hash: string }[]> {
    const sha256 = (text: string): string => this.surroundings.secrets.sha256(text);
    const before = from === 1 ? undefined : readSegment(sha256, await this.text(from - 1));
    let previous = before?.kind === 'sound' ? before.hash : NO_SEGMENT;
    const made: { number: number; text: string; hash: string }[] = [];
    for (let number = from; number <= to; number += 1) {
      const read = readSegment(sha256, await this.text(number));
      if (read.kind !== 'sound') throw new RangeError(`Segment ${String(number)} is broken.`);
      const events = new Map(this.store.auditTrail().map((event) => [event.eventId, event]));
      const seen = read.entries.flatMap(({ event: { eventId }, put }) => {
        const event = events.get(eventId);
        return event === undefined ? [] : [{ event: change(event), put }];
      });
      const { sealedAt } = read.header;
      const { text, hash } = makeSegment(sha256, { number, previous, sealedAt }, seen);
      made.push({ number, text, hash });
      previous = hash;
    }
    return made;
  }
}
