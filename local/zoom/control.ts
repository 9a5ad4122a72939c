import { z } from 'zod';
import { CONTROL_APP_ROUTES } from './control-apps.ts';
import { CONTROL_CHAOS_ROUTES } from './control-chaos.ts';
import { CONTROL_PEOPLE_ROUTES } from './control-people.ts';
import { withBody, type ControlRoute } from './control-route.ts';
import { clockSchema } from './control-schemas.ts';
import { CONTROL_WEBHOOK_ROUTES } from './control-webhooks.ts';
import { faultSchema } from './fault-kinds.ts';
import { json, type Reply } from './reply.ts';
import { matchRoute, type Call } from './route.ts';
import { sabotageSchema } from './sabotage.ts';
import { switchesSchema } from './switches.ts';

function showFaults({ standIn }: Call): Reply {
  return json(200, { faults: standIn.faults.list() });
}

function showSwitches({ standIn }: Call): Reply {
  return json(200, standIn.switches);
}

function showSabotage({ standIn }: Call): Reply {
  return json(200, { sabotage: standIn.sabotage.list() });
}

/** GET /_control/log?after=ID gives the entries behind that id only. */
function showLog({ standIn, url }: Call): Reply {
  const after = Number(url.searchParams.get('after') ?? '0');
  return json(200, { entries: standIn.log.entries().filter(({ id }) => id > after) });
}

const emptied = (empty: (call: Call) => void): ControlRoute['handle'] => {
  return (call) => {
    empty(call);
    return json(200, { done: true });
  };
};

const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/_control/log', handle: showLog },
  {
    method: 'DELETE',
    path: '/_control/log',
    handle: emptied(({ standIn }) => {
      standIn.log.clear();
    }),
  },
  { method: 'GET', path: '/_control/faults', handle: showFaults },
  {
    method: 'POST',
    path: '/_control/faults',
    handle: withBody(
      z.union([faultSchema.transform((order) => [order]), z.array(faultSchema)]),
      ({ standIn }, orders) => json(201, { ids: orders.map((order) => standIn.faults.add(order)) }),
    ),
  },
  {
    method: 'DELETE',
    path: '/_control/faults',
    handle: emptied(({ standIn, url }) => {
      standIn.faults.clear(url.searchParams.get('accountId'));
    }),
  },
  { method: 'GET', path: '/_control/switches', handle: showSwitches },
  {
    method: 'POST',
    path: '/_control/switches',
    handle: withBody(switchesSchema.partial(), (call, wanted) => {
      Object.assign(call.standIn.switches, wanted);
      return showSwitches(call);
    }),
  },
  { method: 'GET', path: '/_control/sabotage', handle: showSabotage },
  {
    method: 'POST',
    path: '/_control/sabotage',
    handle: withBody(sabotageSchema, (call, order) => {
      call.standIn.sabotage.add(order);
      return showSabotage(call);
    }),
  },
  {
    method: 'DELETE',
    path: '/_control/sabotage',
    handle: emptied(({ standIn }) => {
      standIn.sabotage.clear();
    }),
  },
  {
    method: 'POST',
    path: '/_control/clock',
    handle: withBody(clockSchema, ({ standIn }, { advanceSeconds }) => {
      standIn.advance(advanceSeconds * 1000);
      return json(200, { now: new Date(standIn.now()).toISOString() });
    }),
  },
  {
    method: 'POST',
    path: '/_control/reset',
    handle: emptied(({ standIn }) => {
      standIn.reset();
    }),
  },
  ...CONTROL_PEOPLE_ROUTES,
  ...CONTROL_APP_ROUTES,
  ...CONTROL_CHAOS_ROUTES,
  ...CONTROL_WEBHOOK_ROUTES,
];

/** Control calls are neither logged nor bent. */
export async function serveControl(call: Call): Promise<Reply> {
  const match = matchRoute(CONTROL_ROUTES, call.method, call.url.pathname);
  switch (match.kind) {
    case 'found':
      return match.route.handle({ ...call, params: match.params });
    case 'wrong-method':
      return json(405, { error: 'this control has no such method' });
    case 'unknown':
      return json(404, {
        error: 'there is no such control',
        controls: CONTROL_ROUTES.map(({ path }) => path),
      });
  }
}
