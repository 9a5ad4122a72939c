import { z } from 'zod';
import { sourceStateSchema } from './activity.ts';
import { idSchema } from './ids.ts';
import { daySchema, instantSchema } from './time.ts';

/** What one pull counted: the day's figures of an instance. */
export const figuresSchema = z.strictObject({
  accounts: z.int().min(0),
  active: z.int().min(0),
  inactive: z.int().min(0),
  pending: z.int().min(0),
  licensed: z.int().min(0),
  basic: z.int().min(0),
});
export type Figures = z.infer<typeof figuresSchema>;

/** One read of everything a connection lists. Readers see it only when it became the instance's current pull. */
export const pullSchema = z.strictObject({
  pullId: idSchema('pull'),
  instanceId: idSchema('instance'),
  connectionId: idSchema('connection'),
  startedAt: instantSchema,
  state: z.enum(['reading', 'applied', 'failed']),
  /** Days the activity windows reach back. */
  lookbackDays: z.array(z.int().min(1)),
  /** Where the read stands: the step and the vendor's paging token; null when all is read. */
  cursor: z.strictObject({ step: z.string(), token: z.string().nullable() }).nullable(),
  sources: z.array(sourceStateSchema),
  figures: figuresSchema,
  endedAt: instantSchema.nullable(),
  failure: z.string().max(500).nullable(),
  version: z.int().min(1),
});
export type Pull = z.infer<typeof pullSchema>;

/** An instance's figures of one day; the day's last pull wins. */
export const dayFiguresSchema = z.strictObject({
  instanceId: idSchema('instance'),
  day: daySchema,
  pullId: idSchema('pull'),
  figures: figuresSchema,
});
export type DayFigures = z.infer<typeof dayFiguresSchema>;
