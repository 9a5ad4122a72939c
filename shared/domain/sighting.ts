import * as z from 'zod';
import { addressSchema } from './address.ts';
import { type AppKey, appKey, isDomain } from './discovered-app.ts';
import { type Day, dayOf, daySchema, toInstant } from './time.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${String(most)} characters` });

/** A day, or a moment of which the UTC day counts. */
const seenOnSchema = z.string().transform((given, context): Day => {
  const at = daySchema.safeParse(given).success ? given : dayOf(toInstant(given) ?? '');
  if (at >= '2000-01-01') return at;
  context.addIssue({
    code: 'custom',
    message: 'must be a day such as 2026-03-01, or a moment, not before 2000',
  });
  return z.NEVER;
});

/** That somebody was seen using an app on the network, as a proxy or a cloud access broker tells it. */
export const sightingSchema = z
  .strictObject({
    email: addressSchema,
    /** The app as the source calls it. */
    app: text(200).nullable().default(null),
    domain: text(253)
      .toLowerCase()
      .refine(isDomain, { error: 'must be a domain, e.g. miro.com' })
      .nullable()
      .default(null),
    date: seenOnSchema,
    /** What saw it. */
    source: text(100).default('unnamed'),
  })
  .refine(({ app, domain }) => app !== null || domain !== null, {
    path: ['app'],
    error: 'must be given where no domain is',
  });
export type Sighting = z.output<typeof sightingSchema>;

/** The app of a sighting: its domain where one is given, since names differ by source; with the name to show. */
export const sightedApp = ({
  app,
  domain,
}: Pick<Sighting, 'app' | 'domain'>): AppKey & { readonly name: string } => ({
  ...appKey(domain ?? app ?? ''),
  name: app ?? domain ?? '',
});

/** When somebody was first and last seen using an app. */
export interface Seen {
  readonly firstOn: Day;
  readonly lastOn: Day;
}

/** Who was seen using an app, by address. */
export type SeenPeople = Map<string, Seen>;

/** Adds that somebody was seen on some days; whether that says anything new. It comes to the same in any order and however often. */
export const addSeen = (people: SeenPeople, address: string, { firstOn, lastOn }: Seen): boolean => {
  const known = people.get(address);
  if (known === undefined) {
    people.set(address, { firstOn, lastOn });
    return true;
  }
  if (firstOn >= known.firstOn && lastOn <= known.lastOn) return false;
  people.set(address, {
    firstOn: firstOn < known.firstOn ? firstOn : known.firstOn,
    lastOn: lastOn > known.lastOn ? lastOn : known.lastOn,
  });
  return true;
};
