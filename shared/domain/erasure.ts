import * as z from 'zod';
import { actorSchema } from './audit-event.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** What somebody is known by, as far as it was found: what an erasure looks for. */
export const soughtSchema = z.strictObject({
  /** Who they are in the org chart; null as long as no chart is known to have had them. */
  personId: idSchema('person').nullable(),
  /** Every address of theirs, in lower case. */
  addresses: z.array(z.string().min(1)).max(500),
  /** First and last names that stood beside an address of theirs in the org chart, at a platform or in a user record. */
  names: z.array(z.strictObject({ first: z.string().min(1), last: z.string().min(1) })).max(100),
  /** Ids that vendors and platforms know them by, each of one instance. */
  vendorIds: z.array(z.strictObject({ instanceId: z.string(), id: z.string().min(1) })).max(2000),
  accountIds: z.array(idSchema('account')).max(2000),
  /** Their access records here, inactive ones. */
  userIds: z.array(idSchema('user')).max(100),
});
export type Sought = z.infer<typeof soughtSchema>;

/** Where an erasure looks, in this order; the tables first, since they tell under which ids somebody is known. */
export const ERASURE_STEPS = [
  'directory',
  'activity',
  'runs',
  'audit',
  'landed',
  'uploads',
  'receipts',
  'exports',
  'events',
  'drop',
] as const;

/** The erasure of somebody: it looks through everything, again and again, until one pass finds nothing. */
export const erasureSchema = z.strictObject({
  erasureId: idSchema('erasure'),
  /** Who they were in the org chart when it was asked for; null where no chart had them. */
  personId: idSchema('person').nullable(),
  requestedBy: actorSchema,
  requestedAt: instantSchema,
  /** Null once it has ended: what was looked for is forgotten, too. */
  sought: soughtSchema.nullable(),
  pass: z.int().min(1),
  /** Index of the step in {@link ERASURE_STEPS}. */
  step: z.int().min(0),
  /** Where the step goes on; null at its start. */
  after: z.string().nullable(),
  /** Records and objects that this pass found, at least. */
  found: z.int().min(0),
  /** And all passes before it. */
  erased: z.int().min(0),
  endedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type Erasure = z.infer<typeof erasureSchema>;

/** An address that is nobody's and never will be (RFC 2606 §2). */
export const ERASED_ADDRESS = 'erased@erased.invalid';

/** What stands in place of a name or an id. It is no code, so that a sealed event says of it what it said of the name: that text stood there. */
export const ERASED_TEXT = '(erased)';

const union = <T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string): T[] => [
  ...new Map([...a, ...b].map((item) => [keyOf(item), item])).values(),
];

/** What is known of somebody after more was found. */
export const withFound = (sought: Sought, found: Partial<Sought>): Sought => ({
  personId: sought.personId ?? found.personId ?? null,
  addresses: union(sought.addresses, found.addresses ?? [], String),
  names: union(
    sought.names,
    // Half a name is everybody's.
    (found.names ?? []).filter(({ first, last }) => first !== '' && last !== ''),
    ({ first, last }) => `${first}\n${last}`,
  ),
  vendorIds: union(sought.vendorIds, found.vendorIds ?? [], ({ instanceId, id }) => `${instanceId}\n${id}`),
  accountIds: union(sought.accountIds, found.accountIds ?? [], String),
  userIds: union(sought.userIds, found.userIds ?? [], String),
});

/** Whether more is known than before. */
export const knowsMore = (after: Sought, before: Sought): boolean =>
  after.personId !== before.personId ||
  after.addresses.length > before.addresses.length ||
  after.names.length > before.names.length ||
  after.vendorIds.length > before.vendorIds.length ||
  after.accountIds.length > before.accountIds.length ||
  after.userIds.length > before.userIds.length;

/** What an erasure begins with: an address, and what else is at hand. */
export const seeking = (personId: string | null, addresses: readonly string[]): Sought =>
  withFound(
    { personId, addresses: [], names: [], vendorIds: [], accountIds: [], userIds: [] },
    { addresses: [...addresses] },
  );

/** Under what an erasure that goes on is kept, so that nobody is erased twice at once: the person, or the address of somebody unknown. */
export const erasedAs = ({ personId, addresses }: Pick<Sought, 'personId' | 'addresses'>): string =>
  personId ?? addresses[0] ?? '';
