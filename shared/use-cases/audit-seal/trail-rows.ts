import { type AuditEvent, auditEventSchema } from '../../domain/audit-event.ts';
import type { Finding, FindingPlace } from '../../domain/audit-finding.ts';
import type { SegmentEntry } from '../../domain/audit-segment.ts';
import { canonicalJson, sealedEvent } from '../../domain/sealed-event.ts';
import type { TrailRow } from '../../ports/trail-reader.ts';
import { applicationEvents, auditEvents, personEvents } from '../../records/audit.ts';
import { type SealHead, sealHeads } from '../../records/audit-seal.ts';
import type { Key } from '../../records/collection.ts';

/** An event as a row of the table has it, or as a segment has it: what is hashed of it, as text. */
export interface StoredEvent {
  readonly place: FindingPlace;
  readonly eventId: string;
  readonly at: string;
  readonly json: string;
}

/** A row of the audit table, read for verification. */
export type ReadRow =
  | { readonly kind: 'stored'; readonly stored: StoredEvent }
  | { readonly kind: 'head'; readonly head: SealHead }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Nothing that an event's proof depends on. */
  | { readonly kind: 'other' };

/** The kinds of rows that an event is written as, and where a row of each belongs. */
const KINDS: ReadonlyMap<string, { readonly place: FindingPlace; readonly at: (event: AuditEvent) => Key }> =
  new Map([
    [auditEvents.name, { place: 'event', at: (event) => auditEvents.at(event) }],
    [
      applicationEvents.name,
      {
        place: 'application-copy',
        at: (event) => applicationEvents.at({ ...event, applicationId: event.applicationId ?? '' }),
      },
    ],
    [
      personEvents.name,
      { place: 'person-copy', at: (event) => personEvents.at({ ...event, personId: event.personId ?? '' }) },
    ],
  ]);

/** What a sealed event stands in the table as: itself, and copies among those of its application and of its person. */
export const storedOf = ({ event }: SegmentEntry): readonly StoredEvent[] => {
  const { eventId, at, applicationId, personId } = event;
  const json = canonicalJson(event);
  const places: readonly FindingPlace[] = [
    'event',
    ...(applicationId === null ? [] : (['application-copy'] as const)),
    ...(personId === null ? [] : (['person-copy'] as const)),
  ];
  return places.map((place) => ({ place, eventId, at, json }));
};

const idInKey = (sort: string): string | null => /#(evt_[\w-]+)$/.exec(sort)?.[1] ?? null;

const finding = (kind: Finding['kind'], place: FindingPlace, { key }: TrailRow): ReadRow => ({
  kind: 'finding',
  finding: {
    ...{ kind, place, eventId: idInKey(key.sort), segment: null, position: null },
    detail: key.partition,
  },
});

/** Reads a row of the trail; one that is no event any more, or not where it belongs, is a finding. */
export const readRow = (row: TrailRow): ReadRow => {
  const { collection, key, document } = row;
  if (collection === sealHeads.name) {
    const head = sealHeads.schema.safeParse(document);
    return head.success ? { kind: 'head', head: head.data } : finding('head', 'chain', row);
  }
  const kind = KINDS.get(collection);
  if (kind === undefined)
    return key.partition.startsWith('audit') ? finding('misplaced', 'event', row) : { kind: 'other' };
  const { place } = kind;
  const event = auditEventSchema.safeParse(document);
  if (!event.success) return finding('altered', place, row);
  const own = kind.at(event.data);
  if (own.partition !== key.partition || own.sort !== key.sort) return finding('misplaced', place, row);
  const { eventId, at } = event.data;
  return { kind: 'stored', stored: { place, eventId, at, json: canonicalJson(sealedEvent(event.data)) } };
};
