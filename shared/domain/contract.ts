import * as z from 'zod';
import { licenseTierSchema } from './account.ts';
import { idSchema } from './ids.ts';
import { amountSchema, currencySchema } from './money.ts';
import { type Day, daySchema, instantSchema } from './time.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${String(most)} characters` });

/** What a contract says, before the dates are compared with each other. */
const fieldsSchema = z.strictObject({
  /** The company's own number of the contract; unique among those of an application. */
  reference: text(100),
  /** The instance it is for; null where it is for all of the application. */
  instanceId: idSchema('instance').nullable().default(null),
  tier: licenseTierSchema.default('licensed'),
  /** Bought licenses. */
  seats: z.int().min(0).max(100_000_000),
  /** Minor units for one seat and one billing period. */
  unitPrice: amountSchema.min(0, { error: 'must not be negative' }),
  currency: currencySchema,
  /** The billing period that `unitPrice` is for. */
  per: z.enum(['month', 'year']).default('year'),
  startsOn: daySchema,
  /** The last day; null where it has no end. */
  endsOn: daySchema.nullable().default(null),
  /** When it renews unless notice is given; null where it does not. */
  renewsOn: daySchema.nullable().default(null),
  /** The last day to give notice. */
  noticeBy: daySchema.nullable().default(null),
  note: text(1000).nullable().default(null),
});

/** The first date that can't be, and why; null where all can. */
const misdated = ({
  startsOn,
  endsOn,
  renewsOn,
  noticeBy,
}: z.output<typeof fieldsSchema>): [string, string] | null => {
  if (endsOn !== null && endsOn < startsOn) return ['endsOn', 'must not be before startsOn'];
  if (renewsOn !== null && renewsOn < startsOn) return ['renewsOn', 'must not be before startsOn'];
  if (noticeBy !== null && noticeBy > (renewsOn ?? endsOn ?? noticeBy))
    return ['noticeBy', 'must not be after the renewal, or after the end where there is none'];
  return null;
};

const assertDated = (fields: z.output<typeof fieldsSchema>, context: z.RefinementCtx): void => {
  const wrong = misdated(fields);
  if (wrong !== null) context.addIssue({ code: 'custom', path: [wrong[0]], message: wrong[1] });
};

/** A contract as it is sent. */
export const contractInputSchema = fieldsSchema.superRefine(assertDated);

/** A contract as a row of a file, which may be of several applications. */
export const contractRowSchema = fieldsSchema
  .extend({
    /** The application's id or its name; null where the file is of one application. */
    application: text(200).nullable().default(null),
  })
  .superRefine(assertDated);
export type ContractRow = z.output<typeof contractRowSchema>;

export type ContractInput = z.output<typeof contractInputSchema>;

/** Seats of an application that were bought. */
export const contractSchema = fieldsSchema.extend({
  contractId: idSchema('contract'),
  applicationId: idSchema('application'),
  changedAt: instantSchema,
  version: z.int().min(1),
});
export type Contract = z.infer<typeof contractSchema>;

/** Whether a contract holds on a day. */
export const isInForce = ({ startsOn, endsOn }: Pick<Contract, 'startsOn' | 'endsOn'>, day: Day): boolean =>
  startsOn <= day && (endsOn === null || endsOn >= day);

const MONTHS_A_YEAR = 12;

/** Minor units that a contract's seats cost in a year. */
export const yearlyPrice = ({
  seats,
  unitPrice,
  per,
}: Pick<Contract, 'seats' | 'unitPrice' | 'per'>): number =>
  seats * unitPrice * (per === 'month' ? MONTHS_A_YEAR : 1);
