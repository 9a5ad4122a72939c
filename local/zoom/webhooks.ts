import { createHmac } from 'node:crypto';
import { request } from 'node:http';

export interface WebhookOrder {
  readonly url: string;
  readonly secretToken: string;
  readonly payload: object;
  /** Epoch milliseconds for `x-zm-request-timestamp`. */
  readonly timestamp: number;
  readonly signature: 'good' | 'wrong' | 'missing';
}

export interface WebhookDelivery {
  readonly event: string;
  readonly url: string;
  /** Null when nobody answered. */
  readonly status: number | null;
  readonly answer: string;
}

/** Zoom gives a receiver three seconds. */
const ANSWER_MS = 3000;

/** Events go to this machine only, over http. */
export function isOwnAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && (hostname === '127.0.0.1' || /(^|\.)localhost$/.test(hostname));
}

/** HMAC-SHA256 in hex, as in `x-zm-signature` and `encryptedToken`. */
export function hmacHex(secretToken: string, text: string): string {
  return createHmac('sha256', secretToken).update(text).digest('hex');
}

function post(url: URL, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookDelivery> {
  return new Promise((resolve) => {
    const failed = (answer: string): void => {
      resolve({ event: '', url: url.href, status: null, answer });
    };
    // Names under .localhost do not resolve everywhere; the Host header keeps the name.
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: url.port,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)) },
        timeout: ANSWER_MS,
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (answer += piece));
        response.on('end', () => {
          resolve({ event: '', url: url.href, status: response.statusCode ?? null, answer });
        });
      },
    );
    outgoing.on('timeout', () => {
      outgoing.destroy(new Error('no answer within three seconds'));
    });
    outgoing.on('error', (error) => {
      failed(error.message);
    });
    outgoing.end(body);
  });
}

/** Sends signed events, to this machine only. */
export class WebhookSender {
  #deliveries: WebhookDelivery[] = [];

  async send(event: string, order: WebhookOrder): Promise<WebhookDelivery> {
    const url = new URL(order.url);
    if (!isOwnAddress(order.url)) throw new Error(`The stand-in sends no events to ${url.origin}`);
    const body = JSON.stringify(order.payload);
    const timestamp = String(Math.floor(order.timestamp / 1000));
    const secretToken = order.signature === 'wrong' ? `${order.secretToken}x` : order.secretToken;
    const signed = { 'x-zm-signature': `v0=${hmacHex(secretToken, `v0:${timestamp}:${body}`)}` };
    const answered = await post(url, body, {
      'content-type': 'application/json; charset=utf-8',
      'x-zm-request-timestamp': timestamp,
      ...(order.signature === 'missing' ? {} : signed),
    });
    const delivery = { ...answered, event };
    this.#deliveries.push(delivery);
    return delivery;
  }

  deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries;
  }

  clear(): void {
    this.#deliveries = [];
  }
}
