import type { RunningServer } from '../stand-in/local-server.ts';
import { serveStandIn } from '../stand-in/serve-stand-in.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import { CONTROL_ROUTES } from './control.ts';
import { oktaError } from './okta-errors.ts';
import { StandIn } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

export interface RunningOkta extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export function startOkta(port: number, options: StandInOptions<CompanyFile>): Promise<RunningOkta> {
  const standIn = new StandIn(options);
  return serveStandIn(port, {
    name: 'stand-in Okta',
    standIn,
    controls: CONTROL_ROUTES,
    tooLarge: () => oktaError('body-not-well-formed'),
    vendor: async ({ method, url, authorization, contentType }, body, answer) => {
      const org = standIn.org(standIn.tokens.named(authorization)?.orgId);
      if (org === undefined) throw new Error('a token belongs to an org that is gone');
      org.inFlight += 1;
      const call = { standIn, method, url, params: new Map(), authorization, contentType, body };
      try {
        await answer(serveVendor(call, org));
      } finally {
        org.inFlight -= 1;
      }
    },
  });
}
