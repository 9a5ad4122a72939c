import type { Connection } from '../../domain/connection.ts';
import { type Instant, msBetween, plusMs } from '../../domain/time.ts';
import type { VendorResult } from '../../ports/connector.ts';
import type { Permits, RateLimit } from '../../ports/permits.ts';
import type { Clock } from '../../ports/surroundings.ts';
import type { GuardedFetch } from '../http/guarded-fetch.ts';
import { type JsonAnswer, type JsonResult, sendJson } from '../http/json-client.ts';
import type { AccessKeeper, AccessToken } from './access-keeper.ts';
import { askAgainAt, limitedUntil } from './rate-limit-answer.ts';
import { lasts } from './renewal.ts';
import type { VendorCall, VendorConnector } from './vendor-connector.ts';

/** What a session needs of the process it runs in. */
export interface SessionDependencies {
  readonly tokens: AccessKeeper;
  readonly permits: Permits;
  readonly clock: Clock;
  readonly fetch: GuardedFetch;
  /** Refusals by rate in a row, by permit name; shared by the sessions of a process. */
  readonly refusals: Map<string, number>;
}

/** Waiting for a permit and repeating reads end here; with one last request a call stays under 8 s, about half of what a step's call has. */
const CALL_MS = 6_000;
const PERMIT_WAIT_MS = 2_000;
const REQUEST_MS = 5_000;

/**
 * A worker that wakes up so late gives its permit up for another: permits used late arrive together with those of the others, so that a
 * second would have a quarter more than the rate. One that is always late is far below the rate, and goes on.
 */
const LATE_MS = 250;
const PERMIT_TRIES = 3;

/** A read is sent so often at most. */
const READ_TRIES = 4;

const BUSY_MS = 1_000;

/** A good answer, parsed, and its headers. */
interface Answered<T> {
  readonly body: T;
  readonly headers: Headers;
}

interface Ended<T> {
  readonly kind: 'end';
  readonly result: VendorResult<Answered<T>>;
}
type Step<T> = Ended<T> | { readonly kind: 'again'; readonly at: Instant };

const end = <T>(result: VendorResult<Answered<T>>): Ended<T> => ({ kind: 'end', result });

/** Without a token nothing is sent, or nothing was taken: the outcome of a write is not unknown then, it only has to wait. */
const notSent = (
  { effect }: Pick<VendorCall<unknown>, 'effect'>,
  result: Exclude<VendorResult<never>, { kind: 'ok' }>,
): VendorResult<never> =>
  effect === 'write' && result.kind === 'unavailable'
    ? { kind: 'rate-limited', notBefore: result.notBefore }
    : result;

/** 501 is no outage: the vendor will never do what was asked (RFC 9110 §15.6.2). */
const isOutage = (status: number): boolean =>
  status === 408 || status === 425 || (status >= 500 && status !== 501);

/** Calls over one opened connection. */
export class VendorSession {
  readonly #deps: SessionDependencies;
  readonly #connector: VendorConnector;
  readonly #connection: Connection;
  #tokens: AccessToken | null = null;

  constructor(deps: SessionDependencies, connector: VendorConnector, connection: Connection) {
    this.#deps = deps;
    this.#connector = connector;
    this.#connection = connection;
  }

  /** Sends one call and makes the best of it within its time: the result is the host's last word. */
  async send<T>(call: VendorCall<T>): Promise<VendorResult<T>> {
    const result = await this.sendForAnswer(call);
    return result.kind === 'ok' ? { kind: 'ok', value: result.value.body } : result;
  }

  /** As {@link send}, with what a good answer says in its headers. */
  async sendForAnswer<T>(call: VendorCall<T>): Promise<VendorResult<Answered<T>>> {
    const { clock } = this.#deps;
    const deadline = plusMs(clock.now(), CALL_MS);
    let refusedGeneration: number | null = null;
    for (let tries = 1; ; tries += 1) {
      const token = await this.#token();
      if (token.kind !== 'ok') return notSent(call, token);
      const permit = await this.#permit(call.label);
      if (permit !== null) return permit;
      const answer = await this.#request(call, token.value);
      if (this.#isTokenRefused(answer, call.scope)) {
        if (refusedGeneration !== null)
          return { kind: 'reconnect-needed', reason: 'The vendor refuses a token it has just given.' };
        refusedGeneration = token.value.generation;
        const renewed = await this.#renew(refusedGeneration);
        if (renewed !== null) return notSent(call, renewed);
        continue;
      }
      const step = await this.#judge(call, answer, tries);
      if (step.kind === 'end') return step.result;
      await clock.sleep(msBetween(clock.now(), step.at));
      if (msBetween(clock.now(), deadline) <= 0) return this.#late(answer);
    }
  }

  async #token(): Promise<{ kind: 'ok'; value: AccessToken } | Exclude<VendorResult<never>, { kind: 'ok' }>> {
    const { clock, tokens } = this.#deps;
    const held = this.#tokens;
    if (held !== null && (held.expiresAt === null || lasts(held.expiresAt, clock.now())))
      return { kind: 'ok', value: held };
    const result = await tokens.fresh(this.#connection);
    if (result.kind !== 'ok') return result;
    this.#tokens = result.tokens;
    return { kind: 'ok', value: result.tokens };
  }

  /** Null where newer tokens are at hand. */
  async #renew(generation: number): Promise<Exclude<VendorResult<never>, { kind: 'ok' }> | null> {
    const result = await this.#deps.tokens.newerThan(this.#connection, generation);
    if (result.kind !== 'ok') return result;
    this.#tokens = result.tokens;
    return null;
  }

  #limit(label: string): RateLimit {
    const { connectionId, plan, rateShare } = this.#connection;
    const { perSecond, perDay } = this.#connector.rate(plan, label);
    return {
      name: `${connectionId}#${label}`,
      perSecond: perSecond * rateShare,
      perDay: perDay === null ? null : Math.floor(perDay * rateShare),
    };
  }

  /** Waits for its turn; null once it has come. */
  async #permit(label: string): Promise<{ kind: 'rate-limited'; notBefore: Instant } | null> {
    const { clock, permits } = this.#deps;
    for (let tries = 1; ; tries += 1) {
      const permit = await permits.take(this.#limit(label), PERMIT_WAIT_MS);
      if (permit.kind === 'wait') return { kind: 'rate-limited', notBefore: permit.notBefore };
      await clock.sleep(msBetween(clock.now(), permit.notBefore));
      if (tries === PERMIT_TRIES || msBetween(permit.notBefore, clock.now()) <= LATE_MS) return null;
    }
  }

  #request<T>(
    { method, path, query, body, headers, mediaType }: VendorCall<T>,
    { accessToken }: AccessToken,
  ): Promise<JsonResult> {
    const { access } = this.#connector;
    const url = new URL(`${this.#connector.apiUrl(this.#connection)}${path}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    return sendJson(this.#deps.fetch, {
      method,
      url,
      headers: { ...headers, authorization: `${access.scheme} ${accessToken}` },
      ...(body === undefined ? {} : { body }),
      ...(mediaType === undefined ? {} : { mediaType }),
      timeoutMs: REQUEST_MS,
    });
  }

  #isTokenRefused(answer: JsonResult, scope: string): boolean {
    if (answer.kind !== 'answer' || answer.status < 400 || isOutage(answer.status)) return false;
    return this.#connector.refusal(answer, scope).kind === 'token-refused';
  }

  async #judge<T>(call: VendorCall<T>, answer: JsonResult, tries: number): Promise<Step<T>> {
    if (answer.kind === 'no-answer') return this.#outage(call, null, answer.reason, tries);
    const { status } = answer;
    if (isOutage(status)) return this.#outage(call, answer, `The vendor answered ${status}.`, tries);
    if (status >= 200 && status < 300) {
      await this.#leaveToOthers(call, answer);
      return this.#good(call, answer, tries);
    }
    const refusal = this.#connector.refusal(answer, call.scope);
    if (refusal.kind === 'busy')
      return end({ kind: 'rate-limited', notBefore: plusMs(this.#deps.clock.now(), BUSY_MS) });
    if (status === 429 || refusal.kind === 'limited') return this.#limited(call, answer);
    if (refusal.kind === 'unreadable' || refusal.kind === 'token-refused')
      return this.#outage(call, answer, `The vendor answered ${status} without a reason.`, READ_TRIES);
    return end(refusal);
  }

  async #good<T>(call: VendorCall<T>, answer: JsonAnswer, tries: number): Promise<Step<T>> {
    this.#deps.refusals.delete(this.#limit(call.label).name);
    const parsed = call.schema.safeParse(answer.json);
    if (parsed.success) return end({ kind: 'ok', value: { body: parsed.data, headers: answer.headers } });
    return this.#outage(
      call,
      answer,
      'The answer of the vendor was cut short or not what it should be.',
      tries,
    );
  }

  /** Stops everybody once no more than the share of others is left, where the vendor says what is left. */
  async #leaveToOthers<T>({ label }: VendorCall<T>, { headers }: JsonAnswer): Promise<void> {
    const { clock, permits } = this.#deps;
    const left = this.#connector.rateLeft?.(headers, clock.now()) ?? null;
    if (left !== null && left.remaining <= left.limit * (1 - this.#connection.rateShare))
      await permits.block(this.#limit(label).name, left.until);
  }

  /** Drains the bucket for everybody. A read may take its turn behind the block, where that comes soon enough. */
  async #limited<T>(call: VendorCall<T>, answer: JsonAnswer): Promise<Step<T>> {
    const { clock, permits, refusals } = this.#deps;
    const { name } = this.#limit(call.label);
    const inARow = (refusals.get(name) ?? 0) + 1;
    refusals.set(name, inARow);
    const now = clock.now();
    const told = this.#connector.rateLeft?.(answer.headers, now)?.until ?? null;
    const until = limitedUntil(answer, now, inARow, told);
    await permits.block(name, until);
    return call.effect === 'read' && msBetween(clock.now(), until) <= PERMIT_WAIT_MS
      ? { kind: 'again', at: until }
      : end({ kind: 'rate-limited', notBefore: until });
  }

  /** Whether a write took effect is unknown now, so it is never repeated here. */
  #outage<T>(
    call: VendorCall<T>,
    answer: JsonAnswer | null,
    reason: string,
    tries: number,
  ): Promise<Step<T>> {
    const { clock } = this.#deps;
    const notBefore = askAgainAt(answer, clock.now(), tries);
    const again =
      call.effect === 'read' && tries < READ_TRIES && msBetween(clock.now(), notBefore) <= PERMIT_WAIT_MS;
    return Promise.resolve(
      again ? { kind: 'again', at: notBefore } : end({ kind: 'unavailable', reason, notBefore }),
    );
  }

  #late(answer: JsonResult): VendorResult<never> {
    const notBefore = this.#deps.clock.now();
    return answer.kind === 'answer' && answer.status === 429
      ? { kind: 'rate-limited', notBefore }
      : { kind: 'unavailable', reason: 'The vendor gave no usable answer in time.', notBefore };
  }
}
