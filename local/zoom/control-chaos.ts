import { chaosSchema } from './chaos-kinds.ts';
import { Chaos } from './chaos.ts';
import { badControl, withBody, type ControlRoute } from './control-route.ts';
import { json, type Reply } from './reply.ts';
import type { Call } from './route.ts';

function showChaos({ standIn }: Call): Reply {
  return json(200, { chaos: [...standIn.chaos.values()].map(({ order }) => order) });
}

export const CONTROL_CHAOS_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/_control/chaos', handle: showChaos },
  {
    method: 'POST',
    path: '/_control/chaos',
    handle: withBody(chaosSchema, (call, order) => {
      const { standIn } = call;
      if (standIn.tenant(order.accountId) === undefined) return badControl('there is no such account');
      standIn.chaos.set(order.accountId, new Chaos(order));
      return showChaos(call);
    }),
  },
  {
    method: 'DELETE',
    path: '/_control/chaos/:accountId',
    handle: (call) => {
      call.standIn.chaos.delete(call.params.get('accountId') ?? '');
      return showChaos(call);
    },
  },
];
