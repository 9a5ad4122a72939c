import type { ServerResponse } from 'node:http';
import { serveControl } from '../stand-in/control.ts';
import { deliver } from '../stand-in/delivery.ts';
import { serveLocally, type ReadRequest, type RunningServer } from '../stand-in/local-server.ts';
import { CONTROL_ROUTES } from './control.ts';
import { oktaError } from './okta-errors.ts';
import type { Call } from './route.ts';
import { StandIn, type StandInOptions } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

async function serve(standIn: StandIn, request: ReadRequest, response: ServerResponse): Promise<void> {
  const { method, url, authorization, contentType, body } = request;
  if (body === undefined) {
    await deliver(response, { kind: 'answer', reply: oktaError('body-not-well-formed') });
    return;
  }
  const call: Call = { standIn, method, url, params: new Map(), authorization, contentType, body };
  if (url.pathname.startsWith('/_control')) {
    await deliver(response, { kind: 'answer', reply: serveControl(CONTROL_ROUTES, call) });
    return;
  }
  const org = standIn.org(standIn.tokens.named(authorization)?.orgId);
  if (org === undefined) throw new Error('a token belongs to an org that is gone');
  org.inFlight += 1;
  try {
    await deliver(response, serveVendor(call, org));
  } finally {
    org.inFlight -= 1;
  }
}

export interface RunningOkta extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export async function startOkta(port: number, options: StandInOptions): Promise<RunningOkta> {
  const standIn = new StandIn(options);
  const server = await serveLocally('stand-in Okta', port, (request, response) =>
    serve(standIn, request, response),
  );
  return { ...server, standIn };
}
