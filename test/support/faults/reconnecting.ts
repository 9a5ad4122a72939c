import { consent, stateOf } from '../integration/world.ts';

const POLL_MS = 2_000;

/** An admin who connects a connection again whenever it needs that, as often as it takes. */
export class Reconnecting {
  readonly #connectionId: string;
  #isStopped = false;
  #loop: Promise<void> = Promise.resolve();
  #times = 0;

  constructor(connectionId: string) {
    this.#connectionId = connectionId;
  }

  start(): void {
    this.#loop = this.#watch();
  }

  /** How often the connection was connected again. */
  async stop(): Promise<number> {
    this.#isStopped = true;
    await this.#loop;
    return this.#times;
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      if ((await stateOf(this.#connectionId)) === 'needs-reconnect') {
        const { status } = await consent(this.#connectionId);
        if (status === 200) this.#times += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
