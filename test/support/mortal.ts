import type { Connectors } from '../../shared/ports/connector.ts';
import { CrashError } from './crashing-store.ts';

/** Parts of a port that have calls of their own. */
const PARTS: ReadonlySet<string | symbol> = new Set(['accounts', 'activity', 'licenses']);

/** Calls that change nothing: who dies at one of them leaves what who dies at the change before or after it leaves. */
const READS: ReadonlySet<string | symbol> = new Set([
  ...['get', 'getMany', 'page', 'list'],
  ...['listAccounts', 'listRoles', 'readAccount', 'readEngagement', 'readSignIns'],
]);

/** A worker that is killed once, at its n-th call of the world outside: just before it, or just after it was answered. */
export class Death {
  readonly at: number;
  readonly when: 'before' | 'after';
  /** Names of the calls so far. */
  readonly calls: string[] = [];

  constructor(at: number, when: 'before' | 'after') {
    this.at = at;
    this.when = when;
  }

  /** The call it was killed at; undefined where it never came so far. */
  get killedAt(): string | undefined {
    return this.calls[this.at - 1];
  }

  async pass<T>(name: string, call: () => Promise<T>): Promise<T> {
    this.calls.push(name);
    const isIt = this.calls.length === this.at;
    if (isIt && this.when === 'before') throw new CrashError('before');
    const result = await call();
    if (isIt) throw new CrashError('after');
    return result;
  }

  /** A port each of whose calls may be the last, but those that only read. */
  over<T extends object>(port: T, name: string): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value === 'object' && value !== null && PARTS.has(key))
          return this.over(value, `${name}.${String(key)}`);
        if (typeof value !== 'function') return value;
        if (READS.has(key)) return (...given: unknown[]): unknown => Reflect.apply(value, target, given);
        return (...given: unknown[]) =>
          this.pass(`${name}.${String(key)}`, async (): Promise<unknown> => {
            await Promise.resolve();
            return Reflect.apply(value, target, given);
          });
      },
    });
  }

  /** Vendors each of whose changes may be the last call. */
  overVendors<T extends Connectors>(connectors: T): T {
    const open: Connectors['open'] = async (connection) =>
      this.over(await connectors.open(connection), 'vendor');
    return new Proxy(connectors, {
      get: (target, key): unknown => (key === 'open' ? open : Reflect.get(target, key)),
    });
  }
}
