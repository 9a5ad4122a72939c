import { z } from 'zod';
import {
  badControl,
  commonControls,
  controlReply,
  withBody,
  type ControlCall,
  type ControlRoute,
} from '../stand-in/control.ts';
import type { Reply } from '../stand-in/reply.ts';
import { credentialSchema } from './company-file.ts';
import { CONTROL_PEOPLE_ROUTES } from './control-people.ts';
import { faultSchema, type FaultEffect } from './fault-kinds.ts';
import type { StandIn } from './stand-in.ts';
import { switchesSchema } from './switches.ts';

const credentialOrderSchema = credentialSchema.extend({ accountId: z.number().int() });

/** Adds a pair, or replaces the one of the same client id. */
const addCredential = withBody<StandIn, z.infer<typeof credentialOrderSchema>>(
  credentialOrderSchema,
  ({ standIn }, { accountId, ...credential }) => {
    const tenant = standIn.tenant(accountId);
    if (tenant === undefined) return badControl('there is no such account');
    const kept = tenant.credentials.filter(({ clientId }) => clientId !== credential.clientId);
    tenant.credentials.splice(0, tenant.credentials.length, ...kept, credential);
    return controlReply(201, credential);
  },
);

function showAccounts({ standIn }: ControlCall<StandIn>): Reply {
  return controlReply(200, {
    accounts: standIn.tenants.map((tenant) => ({
      accountId: tenant.accountId,
      name: tenant.name,
      users: tenant.users.length,
      events: tenant.events.length,
      apps: tenant.apps.map(({ id, name, userIds }) => ({ id, name, users: userIds.size })),
      rate: standIn.rates.look(tenant.accountId, standIn.switches, standIn.now()),
    })),
  });
}

const accountSchema = z.strictObject({ usedThisHour: z.number().int().nonnegative() });

const setAccount = withBody<StandIn, z.infer<typeof accountSchema>>(
  accountSchema,
  (call, { usedThisHour }) => {
    const { standIn, params } = call;
    const tenant = standIn.tenant(Number(params.get('accountId')));
    if (tenant === undefined) return badControl('there is no such account');
    standIn.rates.useUp(tenant.accountId, usedThisHour, standIn.switches, standIn.now());
    return showAccounts(call);
  },
);

function showSwitches({ standIn }: ControlCall<StandIn>): Reply {
  return controlReply(200, standIn.switches);
}

const partialSwitches = switchesSchema.partial();

const setSwitches = withBody<StandIn, z.infer<typeof partialSwitches>>(partialSwitches, (call, wanted) => {
  Object.assign(call.standIn.switches, wanted);
  return showSwitches(call);
});

/** Every access token is dead from now on; new ones are given for the asking. */
function revokeTokens({ standIn }: ControlCall<StandIn>): Reply {
  standIn.tokens.clear();
  return controlReply(200, { done: true });
}

export const CONTROL_ROUTES: readonly ControlRoute<StandIn>[] = [
  ...commonControls<FaultEffect, StandIn>(faultSchema),
  { method: 'GET', path: '/_control/switches', handle: showSwitches },
  { method: 'POST', path: '/_control/switches', handle: setSwitches },
  { method: 'POST', path: '/_control/credentials', handle: addCredential },
  { method: 'DELETE', path: '/_control/tokens', handle: revokeTokens },
  { method: 'GET', path: '/_control/accounts', handle: showAccounts },
  { method: 'POST', path: '/_control/accounts/:accountId', handle: setAccount },
  ...CONTROL_PEOPLE_ROUTES,
];
