import { z } from 'zod';
import type { Place } from './event-log.ts';

/** Where a reader of a span is, and of which. */
const spanPlaceSchema = z.strictObject({
  since: z.number(),
  until: z.number(),
  published: z.number(),
  seq: z.number(),
});

export type SpanPlace = z.infer<typeof spanPlaceSchema>;

/** Where a reader of the stream is: behind this event. Survives a new start, as nothing is kept for it. */
export function writeStreamPlace({ persistedAt, seq }: Place): string {
  return `${persistedAt}_${seq}`;
}

export function readStreamPlace(after: string): Place | undefined {
  const [, persistedAt, seq] = /^(\d+)_(\d+)$/.exec(after) ?? [];
  if (persistedAt === undefined || seq === undefined) return undefined;
  return { persistedAt: Number(persistedAt), seq: Number(seq) };
}

export function writeSpanPlace(place: SpanPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

export function readSpanPlace(after: string): SpanPlace | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    return spanPlaceSchema.parse(value);
  } catch {
    return undefined;
  }
}
