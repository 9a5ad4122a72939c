import type { RunningServer } from '../stand-in/local-server.ts';
import { serveStandIn } from '../stand-in/serve-stand-in.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import { CONTROL_ROUTES } from './control.ts';
import { StandIn } from './stand-in.ts';
import { plainError } from './vendor-errors.ts';
import { serveVendor } from './vendor.ts';

export interface RunningOneLogin extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export function startOneLogin(port: number, options: StandInOptions<CompanyFile>): Promise<RunningOneLogin> {
  const standIn = new StandIn(options);
  return serveStandIn(port, {
    name: 'stand-in OneLogin',
    standIn,
    controls: CONTROL_ROUTES,
    tooLarge: ({ pathname }) => plainError(pathname, 413, 'Payload Too Large'),
    vendor: (request, body, answer) => answer(serveVendor(standIn, request, body)),
  });
}
