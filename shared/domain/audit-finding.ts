/** Where something is not as it was sealed: in a segment, in the row of an event, in its copy among those of its application or of its person, or at the end of the chain. */
export type FindingPlace = 'segment' | 'event' | 'application-copy' | 'person-copy' | 'chain';

/** What was done, as far as it shows. */
export type FindingKind =
  | 'altered'
  | 'removed'
  | 'inserted'
  | 'swapped'
  | 'cut'
  /** Another text under the number of a segment, or one that does not follow on the segment before. */
  | 'rewritten'
  /** A marker by which the store acts as if the segment were gone. */
  | 'hidden'
  | 'unlocked'
  /** In no segment although it is older than sealing takes. */
  | 'unsealed'
  /** The time it says is not the time at which its row was put. */
  | 'misdated'
  /** Under another key than its own, where nobody who reads the trail would find it. */
  | 'misplaced'
  /** What the record of the chain's end says is not what the segments say. */
  | 'head';

/** One thing that is wrong with the trail. */
export interface Finding {
  readonly kind: FindingKind;
  readonly place: FindingPlace;
  /** The event it was done to; null where that can't be told. */
  readonly eventId: string | null;
  readonly segment: number | null;
  /** Line of the segment below its header, from 1; 0 is the header. */
  readonly position: number | null;
  /** What else helps: another event, another number, a time. */
  readonly detail: string | null;
}

const SAYS: Readonly<Record<FindingKind, string>> = {
  altered: 'is not what was sealed',
  removed: 'was sealed and is gone',
  inserted: 'stands there and was not sealed there',
  swapped: 'stands in another place than it was sealed in',
  cut: 'is gone with everything behind it',
  rewritten: 'was written again with another text',
  hidden: 'is hidden by a delete marker',
  unlocked: 'is not locked against deletion',
  unsealed: 'is in no segment although it is old enough',
  misdated: 'says another time than that at which it was written',
  misplaced: 'stands under a key that is not its own',
  head: 'is not the end that was named',
};

const PLACES: Readonly<Record<FindingPlace, string>> = {
  segment: 'in a segment',
  event: 'in the table',
  'application-copy': 'in the table, among the events of its application',
  'person-copy': 'in the table, among the events of its person',
  chain: 'at the end of the chain',
};

/** A finding in one sentence, with the event first. */
export const describeFinding = ({ kind, place, eventId, segment, position, detail }: Finding): string => {
  const line = position === null || position === 0 ? '' : ` line ${String(position)}`;
  const where = segment === null ? '' : ` (segment ${String(segment)}${line})`;
  const subject = eventId ?? (segment === null ? 'the chain' : `segment ${String(segment)}`);
  return `${kind}: ${subject} ${SAYS[kind]}, ${PLACES[place]}${where}${detail === null ? '' : `: ${detail}`}`;
};
