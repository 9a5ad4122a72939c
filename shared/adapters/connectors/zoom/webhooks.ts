import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../../../domain/time.ts';
import type { WebhookReader, WebhookRequest } from '../../../ports/webhooks.ts';
import { vendorEventOf } from './webhook-events.ts';

/** Zoom names no age; a signature that was seen is useless after five minutes. */
const MAX_AGE_MS = 5 * 60_000;

const challengeSchema = z.object({ payload: z.object({ plainToken: z.string().min(1).max(1000) }) });
const eventSchema = z.object({ event: z.string().regex(/^[a-z_.]{1,100}$/i) });

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

const SIGNATURE = 'x-zm-signature';
const TIMESTAMP = 'x-zm-request-timestamp';

/** What headers and clock say: whether there is a signature and a moment, and whether that is not too far from now. */
const claimOf = ({ headers }: WebhookRequest, now: Instant) => {
  const signature = headers[SIGNATURE];
  const timestamp = headers[TIMESTAMP];
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp))
    return { kind: 'refused', reason: 'not-signed' } as const;
  const ageMs = Math.abs(Date.parse(now) - Number(timestamp) * 1_000);
  return ageMs > MAX_AGE_MS
    ? ({ kind: 'refused', reason: 'too-old' } as const)
    : ({ kind: 'signed', signature, timestamp } as const);
};

/** `x-zm-signature: v0=` and the HMAC-SHA256 of `v0:{timestamp}:{body}` with the app's secret token, over the raw bytes. */
const isSignedBy = (
  secret: string,
  { signature, timestamp }: { readonly signature: string; readonly timestamp: string },
  { body }: WebhookRequest,
): boolean => isEqual(signature, `v0=${hmac(secret, `v0:${timestamp}:`, body)}`);

/** Zoom's webhooks (https://developers.zoom.us/docs/api/webhooks/). The validation request is signed too, so all are checked alike. */
export const zoomWebhooks: WebhookReader = {
  glance: (request, now) => {
    const claim = claimOf(request, now);
    if (claim.kind === 'refused') return claim;
    const hash = createHash('sha256').update(`${claim.signature}\n${claim.timestamp}\n`).update(request.body);
    return { kind: 'signed', fingerprint: hash.digest('hex') };
  },
  read: (webhookSecret, request, now) => {
    const claim = claimOf(request, now);
    if (claim.kind === 'refused') return claim;
    if (!isSignedBy(webhookSecret, claim, request)) return { kind: 'refused', reason: 'wrong-signature' };
    const json = parse(request.body);
    const named = eventSchema.safeParse(json);
    if (!named.success) return { kind: 'unreadable' };
    const name = named.data.event;
    if (name !== 'endpoint.url_validation') {
      const event = vendorEventOf(name, json);
      return event === undefined ? { kind: 'unreadable' } : { kind: 'event', name, event };
    }
    const challenge = challengeSchema.safeParse(json);
    if (!challenge.success) return { kind: 'unreadable' };
    const { plainToken } = challenge.data.payload;
    const encryptedToken = hmac(webhookSecret, plainToken);
    return { kind: 'challenge', answer: JSON.stringify({ plainToken, encryptedToken }) };
  },
};
