import * as z from 'zod';
import { idSchema } from './ids.ts';
import { totalSchema } from './money.ts';
import { type Day, daySchema, instantSchema } from './time.ts';

/** People of a department; null for those who are in none, or not in the org chart. */
export const departmentCountSchema = z.strictObject({
  department: z.string().nullable(),
  people: z.int().min(1),
});
export type DepartmentCount = z.infer<typeof departmentCountSchema>;

/** Departments that are listed each; further ones are in the app's own page. */
export const MOST_DEPARTMENTS = 20;

/** Who was seen using an app on the network, and when. */
export const sightingSummarySchema = z.strictObject({
  people: z.int().min(1),
  firstOn: daySchema,
  lastOn: daySchema,
  /** What reported it, in order. */
  sources: z.array(z.string()),
  /** By the org chart as it was when the last of them came, the largest first. */
  departments: z.array(departmentCountSchema).max(MOST_DEPARTMENTS),
  /** Names the object that holds who was seen. */
  book: z.string(),
});
export type SightingSummary = z.infer<typeof sightingSummarySchema>;

/** What was paid for an app. */
export const spendSummarySchema = z.strictObject({
  totals: z.array(totalSchema),
  firstOn: daySchema,
  lastOn: daySchema,
});

/** An app that was found in spend or on the network, by its name or domain. */
export const discoveredAppSchema = z.strictObject({
  /** Made of the key: equal names are one app. */
  discoveredAppId: idSchema('discoveredApp'),
  /** As it was first written. */
  name: z.string().min(1).max(253),
  kind: z.enum(['name', 'domain']),
  /** Its domain, or its name as compared. */
  key: z.string().min(1).max(1000),
  spend: spendSummarySchema.nullable(),
  sightings: sightingSummarySchema.nullable(),
  version: z.int().min(1),
});
export type DiscoveredApp = z.infer<typeof discoveredAppSchema>;

/** What an admin said of an app that was found. `open`: it was taken back. */
export const appDecisionSchema = z.strictObject({
  discoveredAppId: idSchema('discoveredApp'),
  decision: z.enum(['open', 'managed', 'ignored']),
  /** The application it is, where it is managed. */
  applicationId: idSchema('application').nullable(),
  decidedAt: instantSchema,
  version: z.int().min(1),
});
export type AppDecision = z.infer<typeof appDecisionSchema>;

const DOMAIN = /^(?=.{4,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,}$/u;

/** Whether a text is a domain, e.g. `miro.com`. */
export const isDomain = (text: string): boolean => DOMAIN.test(text.trim());

/** A name as compared: without case, accents, spaces and marks. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** What an app is known by: its domain, or its name as compared. */
export type AppKey = Pick<DiscoveredApp, 'kind' | 'key'>;

/** The key of an app by a text that names it. Equal keys are one app; a domain and a name never are. */
export const appKey = (text: string): AppKey => {
  const domain = text
    .trim()
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
  if (isDomain(domain)) return { kind: 'domain', key: domain };
  const plain = plainName(text);
  // A name of marks only is compared as it is written.
  return { kind: 'name', key: plain === '' ? text.trim() : plain };
};

/** The label of a domain that names its owner: `miro` of `miro.com`, `atlassian` of `acme.atlassian.net`, `bbc` of `bbc.co.uk`. */
const ownLabel = (domain: string): string => {
  const labels = domain.split('.');
  const isSecondLevel =
    labels.length > 2 && (labels.at(-1) ?? '').length === 2 && (labels.at(-2) ?? '').length <= 3;
  return labels.at(isSecondLevel ? -3 : -2) ?? domain;
};

/** Whether an app that was found may be an application of this name. Only a proposal: an admin says whether it is. */
export const mayBe = (
  { kind, key }: Pick<DiscoveredApp, 'kind' | 'key'>,
  applicationName: string,
): boolean => {
  const ours = plainName(applicationName);
  const theirs = plainName(kind === 'domain' ? ownLabel(key) : key);
  return ours !== '' && ours === theirs;
};

/** The first and last day that anything was found on. */
export const foundBetween = ({
  spend,
  sightings,
}: Pick<DiscoveredApp, 'spend' | 'sightings'>): {
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
} => {
  const some = [spend, sightings].filter((entry) => entry !== null);
  return {
    firstOn: some.map(({ firstOn }) => firstOn).toSorted()[0] ?? null,
    lastOn:
      some
        .map(({ lastOn }) => lastOn)
        .toSorted()
        .at(-1) ?? null,
  };
};
