import * as z from 'zod';
import type { VendorPlan } from '../../../domain/connection.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { LabelRate } from '../vendor-connector.ts';

const labelSchema = z.enum(['light', 'medium', 'heavy']);
type Label = z.infer<typeof labelSchema>;

const rate = (perSecond: number, perDay: number | null = null): LabelRate => ({ perSecond, perDay });

/** What Zoom allows an account, all its apps together, per label (https://developers.zoom.us/docs/api/rate-limits/). */
const RATES: Readonly<Record<VendorPlan, Readonly<Record<Label, LabelRate>>>> = {
  free: { light: rate(4, 6_000), medium: rate(2, 2_000), heavy: rate(1, 1_000) },
  pro: { light: rate(30), medium: rate(20), heavy: rate(10, 30_000) },
  business: { light: rate(80), medium: rate(60), heavy: rate(40, 60_000) },
};

/** @throws CorruptDataError for a label Zoom does not have, or without a plan. */
export const zoomRate = (plan: VendorPlan | null, label: string): LabelRate => {
  if (plan === null) throw new CorruptDataError('A connection to Zoom has no plan.');
  const known = labelSchema.safeParse(label);
  if (!known.success) throw new CorruptDataError(`Zoom has no rate label ${label}.`);
  return RATES[plan][known.data];
};
