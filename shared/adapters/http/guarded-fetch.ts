import { assertAllowed } from './allowed-hosts.ts';
import { NoAnswerError } from './no-answer.ts';

/** What calls to vendors are held to. */
export interface FetchLimits {
  /** Host names that may be called, or patterns `*.suffix`, without ports. */
  readonly allowedHosts: readonly string[];
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  /** Most bytes of an answer's body. */
  readonly maxBytes: number;
}

export interface OutboundRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Shorter than the limit where a caller has less time. */
  readonly timeoutMs?: number;
}

/** Sends a request to an allowed host and reads the whole answer. */
export type GuardedFetch = (url: URL, request: OutboundRequest) => Promise<Response>;

/** Answers that have no body (RFC 9110 §6.4.1); a `Response` may not be made with one. */
const WITHOUT_BODY = new Set([204, 205, 304]);

const readBounded = async (response: Response, maxBytes: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (response.body === null) return new Uint8Array();
  const stream: AsyncIterable<Uint8Array> = response.body;
  for await (const piece of stream) {
    size += piece.length;
    if (size > maxBytes) throw new NoAnswerError('too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
};

/**
 * The platform's fetch, held to limits. Redirects are never followed: a 3xx is an answer like any other, so a token never
 * reaches a host that is not on the list.
 * @throws HostNotAllowedError before anything is sent; NoAnswerError where no whole answer came.
 */
export const makeGuardedFetch =
  ({ allowedHosts, timeoutMs, maxBytes }: FetchLimits): GuardedFetch =>
  async (url, request) => {
    assertAllowed(url, allowedHosts);
    const signal = AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, request.timeoutMs ?? timeoutMs)));
    try {
      const response = await fetch(url, {
        method: request.method,
        headers: { ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: 'manual',
        signal,
      });
      const bytes = await readBounded(response, maxBytes);
      return new Response(WITHOUT_BODY.has(response.status) ? null : bytes, {
        status: response.status,
        headers: response.headers,
      });
    } catch (error) {
      if (error instanceof NoAnswerError) throw error;
      throw new NoAnswerError(signal.aborted ? 'time-out' : 'connection-lost', { cause: error });
    }
  };
