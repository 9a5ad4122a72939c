import { serveControl } from '../stand-in/control.ts';
import { deliver } from '../stand-in/delivery.ts';
import { serveLocally, type RunningServer } from '../stand-in/local-server.ts';
import { CONTROL_ROUTES } from './control.ts';
import { NO_QUIRKS } from './quirks.ts';
import { scimError } from './scim-reply.ts';
import { StandIn, type ScimOptions } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

export interface RunningScim extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export async function startScim(port: number, options: ScimOptions): Promise<RunningScim> {
  const standIn = new StandIn(options);
  const server = await serveLocally('stand-in SCIM', port, async (request, response) => {
    const { method, url, body } = request;
    if (body === undefined) {
      await deliver(response, { kind: 'answer', reply: scimError(NO_QUIRKS, 413, 'The body is too large.') });
    } else if (url.pathname.startsWith('/_control')) {
      const reply = serveControl(CONTROL_ROUTES, { standIn, method, url, params: new Map(), body });
      await deliver(response, { kind: 'answer', reply });
    } else {
      await deliver(response, serveVendor(standIn, request, body));
    }
  });
  return { ...server, standIn };
}
