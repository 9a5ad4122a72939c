import type { ServerResponse } from 'node:http';
import { serveLocally, type ReadRequest, type RunningServer } from '../stand-in/local-server.ts';
import type { StandInOptions } from '../stand-in/stand-in-options.ts';
import type { CompanyFile } from './company-file.ts';
import { serveControl } from './control.ts';
import { deliver } from './delivery.ts';
import { json } from './reply.ts';
import type { Call } from './route.ts';
import { StandIn } from './stand-in.ts';
import { serveVendor } from './vendor.ts';

async function serve(standIn: StandIn, request: ReadRequest, response: ServerResponse): Promise<void> {
  const { method, url, authorization, body } = request;
  if (body === undefined) {
    await deliver(response, { kind: 'answer', reply: json(413, { code: 413, message: 'Body too large.' }) });
    return;
  }
  const call: Call = { standIn, method, url, params: new Map(), authorization, body };
  if (url.pathname.startsWith('/_control')) {
    await deliver(response, { kind: 'answer', reply: await serveControl(call) });
    return;
  }
  await deliver(response, await serveVendor(call));
}

export interface RunningZoom extends RunningServer {
  readonly standIn: StandIn;
}

/** Starts the stand-in on 127.0.0.1; port 0 takes a free one. */
export async function startZoom(port: number, options: StandInOptions<CompanyFile>): Promise<RunningZoom> {
  const standIn = new StandIn(options);
  const server = await serveLocally('stand-in Zoom', port, (request, response) =>
    serve(standIn, request, response),
  );
  return { ...server, standIn };
}
