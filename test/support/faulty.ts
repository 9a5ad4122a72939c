import type { VendorPage, VendorResult } from '../../shared/ports/vendor-result.ts';

/** Anything but success. */
export type Fault = Exclude<VendorResult<never>, { kind: 'ok' }>;

/** What vendors in memory have in common: pages of `pageSize`, a list of calls, and faults that a test puts in line. */
export class Faulty<Method extends string> {
  readonly calls: { readonly method: Method; readonly about: string }[] = [];
  pageSize = 3;
  /** Called before every answer. */
  onCall: (method: Method, about: string) => void = () => undefined;
  readonly #faults = new Map<Method, Fault[]>();
  readonly #always = new Map<Method, Fault>();

  /** The next calls of a method fail like this, one after the other. */
  failNext(method: Method, ...faults: readonly Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  /** Every call of a method fails like this, until told otherwise. */
  failAlways(method: Method, fault: Fault | null): void {
    if (fault === null) this.#always.delete(method);
    else this.#always.set(method, fault);
  }

  protected page<T>(all: readonly T[], cursor: string | null): VendorPage<T> {
    const start = Number(cursor ?? 0);
    const end = start + this.pageSize;
    return { items: all.slice(start, end), next: end < all.length ? String(end) : null };
  }

  protected answer<T>(method: Method, about: string, value: () => T): Promise<VendorResult<T>> {
    this.calls.push({ method, about });
    this.onCall(method, about);
    const fault = this.#faults.get(method)?.shift() ?? this.#always.get(method);
    return Promise.resolve(fault ?? { kind: 'ok', value: value() });
  }
}
