import { z } from 'zod';
import type { FaultOrder } from './fault-orders.ts';
import type { PersonFaults, PersonMatch } from './person-faults.ts';
import { jsonOf, matchRoute } from './match-route.ts';
import type { Reply } from './reply.ts';

/** What every stand-in can be asked for under `/_control`. */
export interface Controlled<E> {
  readonly log: { entries(): readonly { readonly id: number }[]; clear(): void };
  readonly faults: PersonFaults<E>;
  now(): number;
  advance(milliseconds: number): void;
  /** Back to the start, but for what connections need to live on. */
  reset(): void;
}

export interface ControlCall<S> {
  readonly standIn: S;
  readonly method: string;
  readonly url: URL;
  readonly params: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface ControlRoute<S> {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: ControlCall<S>) => Reply;
}

export function controlReply(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** 400 in one shape for every control call. */
export function badControl(message: string): Reply {
  return controlReply(400, { error: message });
}

/** Parses the body by its schema; a wrong body is answered with what is wrong where. */
export function withBody<S, T>(
  schema: z.ZodType<T>,
  handle: (call: ControlCall<S>, body: T) => Reply,
): ControlRoute<S>['handle'] {
  return (call) => {
    const value = call.body === '' ? {} : jsonOf(call.body);
    if (value === undefined) return badControl('the body is no JSON');
    const parsed = schema.safeParse(value);
    return parsed.success ? handle(call, parsed.data) : badControl(z.prettifyError(parsed.error));
  };
}

const clockSchema = z.strictObject({ advanceSeconds: z.number().nonnegative() });

function emptied<S>(empty: (call: ControlCall<S>) => void): ControlRoute<S>['handle'] {
  return (call) => {
    empty(call);
    return controlReply(200, { done: true });
  };
}

/** Log, faults, clock and reset. */
export function commonControls<E, S extends Controlled<E>>(
  fault: z.ZodType<FaultOrder<E, PersonMatch>>,
): readonly ControlRoute<S>[] {
  // One by itself is a list of one, and is told what is wrong with it as such.
  const orders = z.preprocess((value): unknown => (Array.isArray(value) ? value : [value]), z.array(fault));
  return [
    {
      method: 'GET',
      path: '/_control/log',
      handle: ({ standIn, url }) => {
        const after = Number(url.searchParams.get('after') ?? '0');
        return controlReply(200, { entries: standIn.log.entries().filter(({ id }) => id > after) });
      },
    },
    {
      method: 'DELETE',
      path: '/_control/log',
      handle: emptied(({ standIn }) => {
        standIn.log.clear();
      }),
    },
    {
      method: 'GET',
      path: '/_control/faults',
      handle: ({ standIn }) => controlReply(200, { faults: standIn.faults.list() }),
    },
    {
      method: 'POST',
      path: '/_control/faults',
      handle: withBody(orders, ({ standIn }, list) =>
        controlReply(201, { ids: list.map((order) => standIn.faults.add(order)) }),
      ),
    },
    {
      method: 'DELETE',
      path: '/_control/faults',
      handle: emptied(({ standIn, url }) => {
        standIn.faults.clear(url.searchParams.get('account'));
      }),
    },
    {
      method: 'POST',
      path: '/_control/clock',
      handle: withBody(clockSchema, ({ standIn }, { advanceSeconds }) => {
        standIn.advance(advanceSeconds * 1000);
        return controlReply(200, { now: new Date(standIn.now()).toISOString() });
      }),
    },
    {
      method: 'POST',
      path: '/_control/reset',
      handle: emptied(({ standIn }) => {
        standIn.reset();
      }),
    },
  ];
}

/** Control calls are neither logged nor bent. */
export function serveControl<S>(routes: readonly ControlRoute<S>[], call: ControlCall<S>): Reply {
  const match = matchRoute(routes, call.method, call.url.pathname);
  switch (match.kind) {
    case 'found':
      return match.route.handle({ ...call, params: match.params });
    case 'wrong-method':
      return controlReply(405, { error: 'this control has no such method' });
    case 'unknown':
      return controlReply(404, {
        error: 'there is no such control',
        controls: [...new Set(routes.map(({ path }) => path))],
      });
  }
}
