import * as z from 'zod';
import { aheadSchema } from './vendor-clock.ts';

/** What one pull of a platform counted. */
export const platformFiguresSchema = z.strictObject({
  /** People by status; `people` are all of them. */
  people: z.int().min(0),
  active: z.int().min(0),
  staged: z.int().min(0),
  suspended: z.int().min(0),
  deprovisioned: z.int().min(0),
  apps: z.int().min(0),
  /** Over all applications. */
  assignments: z.int().min(0),
});
export type PlatformFigures = z.infer<typeof platformFiguresSchema>;

/** A pull of a platform that has counted nothing yet. */
export const NO_PLATFORM_FIGURES: PlatformFigures = {
  people: 0,
  active: 0,
  staged: 0,
  suspended: 0,
  deprovisioned: 0,
  apps: 0,
  assignments: 0,
};

/** The steps of a pull of a platform in their order; what each lands is read by the next. */
export const PLATFORM_STEPS = ['people', 'apps', 'assignments', 'summaries'] as const;
const platformStepSchema = z.enum(PLATFORM_STEPS);
export type PlatformStep = z.infer<typeof platformStepSchema>;

/** Where the read of a platform stands. */
const platformCursorSchema = z.strictObject({
  step: platformStepSchema,
  /** Where the step goes on; null for its start. */
  token: z.string().nullable(),
  /** Calls in a row that gave no usable answer. */
  tries: z.int().min(0),
  /** How often the step was begun anew, since the platform no longer took its page token. */
  restarts: z.int().min(0),
});
export type PlatformCursor = z.infer<typeof platformCursorSchema>;

/** The state of a read of a platform; its cursor is null when all is read. */
export const platformReadingSchema = z.strictObject({
  figures: platformFiguresSchema,
  cursor: platformCursorSchema.nullable(),
  /** Last sign-ins of people that were ahead of our clock; left out where none was. */
  ahead: aheadSchema.optional(),
});
export type PlatformReading = z.infer<typeof platformReadingSchema>;
