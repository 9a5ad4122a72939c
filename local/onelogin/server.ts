import { serveControl } from '../stand-in/control.ts';
import { deliver } from '../stand-in/delivery.ts';
import { serveLocally, type RunningServer } from '../stand-in/local-server.ts';
import { CONTROL_ROUTES } from './control.ts';
import { StandIn, type OneLoginOptions } from './stand-in.ts';
import { plainError } from './vendor-errors.ts';
import { serveVendor } from './vendor.ts';

export interface RunningOneLogin extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export async function startOneLogin(port: number, options: OneLoginOptions): Promise<RunningOneLogin> {
  const standIn = new StandIn(options);
  const server = await serveLocally('stand-in OneLogin', port, async (request, response) => {
    const { method, url, body } = request;
    if (body === undefined) {
      const reply = plainError(url.pathname, 413, 'Payload Too Large');
      await deliver(response, { kind: 'answer', reply });
    } else if (url.pathname.startsWith('/_control')) {
      const reply = serveControl(CONTROL_ROUTES, { standIn, method, url, params: new Map(), body });
      await deliver(response, { kind: 'answer', reply });
    } else {
      await deliver(response, serveVendor(standIn, request, body));
    }
  });
  return { ...server, standIn };
}
