import { serveControl, type ControlRoute } from './control.ts';
import { deliver, type Delivery } from './delivery.ts';
import { serveLocally, type ReadRequest, type RunningServer } from './local-server.ts';
import type { Reply } from './reply.ts';

export interface ServedStandIn<S> {
  readonly name: string;
  readonly standIn: S;
  readonly controls: readonly ControlRoute<S>[];
  /** The vendor's answer to a body that is too large. */
  readonly tooLarge: (url: URL) => Reply;
  /** The vendor side; ends when the answer is on its way. */
  readonly vendor: (
    request: ReadRequest,
    body: string,
    answer: (delivery: Delivery) => Promise<void>,
  ) => Promise<void>;
}

/** Serves controls under `/_control` and the vendor elsewhere on 127.0.0.1; port 0 takes a free one. */
export async function serveStandIn<S>(
  port: number,
  { name, standIn, controls, tooLarge, vendor }: ServedStandIn<S>,
): Promise<RunningServer & { readonly standIn: S }> {
  const server = await serveLocally(name, port, async (request, response) => {
    const { method, url, body } = request;
    const answer = (delivery: Delivery): Promise<void> => deliver(response, delivery);
    if (body === undefined) {
      await answer({ kind: 'answer', reply: tooLarge(url) });
    } else if (url.pathname.startsWith('/_control')) {
      const reply = serveControl(controls, { standIn, method, url, params: new Map(), body });
      await answer({ kind: 'answer', reply });
    } else {
      await vendor(request, body, answer);
    }
  });
  return { ...server, standIn };
}
