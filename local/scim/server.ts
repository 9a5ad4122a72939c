import type { RunningServer } from '../stand-in/local-server.ts';
import { serveStandIn } from '../stand-in/serve-stand-in.ts';
import { CONTROL_ROUTES } from './control.ts';
import { NO_QUIRKS } from './quirks.ts';
import { scimError } from './scim-reply.ts';
import { StandIn, type ScimOptions } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

export interface RunningScim extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export function startScim(port: number, options: ScimOptions): Promise<RunningScim> {
  const standIn = new StandIn(options);
  return serveStandIn(port, {
    name: 'stand-in SCIM',
    standIn,
    controls: CONTROL_ROUTES,
    tooLarge: () => scimError(NO_QUIRKS, 413, 'The body is too large.'),
    vendor: (request, body, answer) => answer(serveVendor(standIn, request, body)),
  });
}
