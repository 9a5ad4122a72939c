import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../../domain/time.ts';
import type { WebhookReader, WebhookReading, WebhookRequest } from '../../../ports/webhooks.ts';

/** Zoom names no age; a signature that was seen is useless after five minutes. */
const MAX_AGE_MS = 5 * 60_000;

const challengeSchema = z.object({ payload: z.object({ plainToken: z.string().min(1).max(1000) }) });
const eventSchema = z.object({ event: z.string().min(1).max(200) });

const hmac = (secret: string, ...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHmac('sha256', secret);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Digests have one length whatever was sent, so the comparison tells nothing by its time. */
const isEqual = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

const parse = (body: Uint8Array): unknown => {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
};

/** `x-zm-signature: v0=` and the HMAC-SHA256 of `v0:{timestamp}:{body}` with the app's secret token, over the raw bytes. */
const refusalOf = (
  secret: string,
  { headers, body }: WebhookRequest,
  now: Instant,
): Extract<WebhookReading, { kind: 'refused' }> | null => {
  const signature = headers['x-zm-signature'];
  const timestamp = headers['x-zm-request-timestamp'];
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp))
    return { kind: 'refused', reason: 'not-signed' };
  if (!isEqual(signature, `v0=${hmac(secret, `v0:${timestamp}:`, body)}`))
    return { kind: 'refused', reason: 'wrong-signature' };
  const ageMs = Math.abs(Date.parse(now) - Number(timestamp) * 1_000);
  return ageMs > MAX_AGE_MS ? { kind: 'refused', reason: 'too-old' } : null;
};

/** Zoom's webhooks (https://developers.zoom.us/docs/api/webhooks/). The validation request is signed too, so all are checked alike. */
export const zoomWebhooks: WebhookReader = {
  read: (webhookSecret, request, now) => {
    const refusal = refusalOf(webhookSecret, request, now);
    if (refusal !== null) return refusal;
    const json = parse(request.body);
    const event = eventSchema.safeParse(json);
    if (!event.success) return { kind: 'unreadable' };
    if (event.data.event !== 'endpoint.url_validation') return { kind: 'event', event: event.data.event };
    const challenge = challengeSchema.safeParse(json);
    if (!challenge.success) return { kind: 'unreadable' };
    const { plainToken } = challenge.data.payload;
    const encryptedToken = hmac(webhookSecret, plainToken);
    return { kind: 'challenge', answer: JSON.stringify({ plainToken, encryptedToken }) };
  },
};
