import { z } from 'zod';
import { activityLevelSchema } from '../../../shared/domain/activity-level.ts';
import { cents, optionalNumber, rowsOf } from './company-files.ts';

const instance = z.string();
const count = z.string().transform(Number);

/** Users of each instance, and the rule that says so. */
export const provisionedTruth = () =>
  rowsOf(
    'truth/provisioned.csv',
    z.object({
      instance,
      rule: z.enum(['listed', 'engaged', 'assigned', 'signed-in', 'none']),
      count: optionalNumber,
    }),
  );

/** The level of each seat. */
export const levelsTruth = () =>
  rowsOf('truth/levels.csv', z.object({ instance, email: z.string(), level: activityLevelSchema }));

/** Seats of each level, and what they are worth in a year. */
export const moneyTruth = () =>
  rowsOf(
    'truth/money.csv',
    z.object({
      instance,
      level: activityLevelSchema,
      seats: count,
      yearly: cents,
      currency: z.string(),
    }),
  );

const realized = {
  realizedSeats: count,
  soFar: cents,
  cashSeats: count,
  cash: cents,
  paperSeats: count,
  paper: cents,
};

/** Free seats, and savings that could be had and that were, as they begin and once two licenses were taken back. */
export const savingsTruth = () =>
  rowsOf(
    'truth/savings.csv',
    z.object({
      moment: z.enum(['start', 'taken']),
      instance,
      bought: optionalNumber,
      free: optionalNumber,
      low: z.enum(['true', 'false', '']),
      potentialSeats: count,
      potential: cents,
      ...realized,
    }),
  );

/** Savings of Zoom that were had, as time goes on. */
export const laterTruth = () =>
  rowsOf('truth/later.csv', z.object({ moment: z.string(), daysLater: count, ...realized }));
