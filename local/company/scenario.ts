import { z } from 'zod';

/** The people a demo or a test needs by name; kept in `scenario.json` beside the truth. */
export const scenarioSchema = z.strictObject({
  zoom: z.strictObject({
    accountId: z.string(),
    /** Consents for the company; an owner. */
    owner: z.email(),
    /** Has a role that may not consent. */
    member: z.email(),
    /** Another Zoom account and its owner, for a consent that does not belong to the instance. */
    otherAccountId: z.string(),
    otherOwner: z.email(),
  }),
  /** Answers "keep" on the answer page. */
  optsOut: z.email(),
  /** Signs in to Zoom while the run waits. */
  becomesActive: z.email(),
  /** In the chart with a past end date and an unused seat: act without notice. */
  leavers: z.array(z.email()),
  /** Addresses at Zoom that are aliases in the chart. */
  matchedByAlias: z.array(z.email()),
  protected: z.strictObject({
    owner: z.array(z.email()),
    admin: z.array(z.email()),
    customRole: z.array(z.email()),
    exempt: z.array(z.email()),
    newAccount: z.array(z.email()),
  }),
  /** The value of the last sign-in is no use. */
  noUsableSignal: z.array(z.email()),
  unverified: z.array(z.email()),
  /** Zoom addresses that are nobody's in the chart. */
  unmatched: z.array(z.email()),
  /** On the edge of 60 + 3 days, on either side. */
  boundary: z.strictObject({ unused: z.array(z.email()), used: z.array(z.email()) }),
});

export type Scenario = z.infer<typeof scenarioSchema>;
