import { z } from 'zod';
import { badControl, commonControls } from '../stand-in/control.ts';
import { PLANS } from './company-file.ts';
import { CONTROL_DIRECTORY_ROUTES } from './control-directory.ts';
import { CONTROL_EVENT_ROUTES } from './control-events.ts';
import { withBody, withOrg, type ControlCall, type ControlRoute } from './control-route.ts';
import { faultSchema, type FaultEffect } from './fault-kinds.ts';
import { FAMILIES } from './rate-limits.ts';
import { json, type Reply } from './reply.ts';
import type { StandIn } from './stand-in.ts';
import { switchesSchema } from './switches.ts';
import { ALL_SCOPES } from './tokens.ts';

const tokenSchema = z.strictObject({
  orgId: z.string().optional(),
  kind: z.enum(['ssws', 'bearer']).default('ssws'),
  /** Absent: a text is made up. */
  token: z.string().min(1).optional(),
  scopes: z.array(z.enum(ALL_SCOPES)).default([...ALL_SCOPES]),
  /** Absent: never. */
  expiresInSeconds: z.number().int().positive().optional(),
  share: z.number().positive().max(1).default(1),
});

const orgFieldsSchema = z.strictObject({
  plan: z.enum(PLANS).optional(),
  /** Instead of the limit of the plan. */
  limit: z.strictObject({ family: z.enum(FAMILIES), calls: z.number().int().positive() }).optional(),
  /** Calls of the window already used up. */
  used: z.strictObject({ family: z.enum(FAMILIES), calls: z.number().int().nonnegative() }).optional(),
});

function showSwitches({ standIn }: ControlCall): Reply {
  return json(200, standIn.switches);
}

const addToken = withBody(tokenSchema, (call, { orgId, expiresInSeconds, ...order }) =>
  withOrg(call, orgId, (org) => {
    const expiresAt =
      expiresInSeconds === undefined ? undefined : call.standIn.now() + expiresInSeconds * 1000;
    return json(201, call.standIn.tokens.add({ ...order, orgId: org.orgId, expiresAt }));
  }),
);

const revokeToken = withBody(z.strictObject({ token: z.string() }), ({ standIn }, { token: key }) => {
  const token = standIn.tokens.find(key);
  if (token === undefined) return badControl('there is no such token');
  token.isRevoked = true;
  return json(200, token);
});

const setOrg = withBody(orgFieldsSchema, (call, { plan, limit, used }) =>
  withOrg(call, call.params.get('orgId'), (org) => {
    const { limiter } = call.standIn;
    org.plan = plan ?? org.plan;
    if (limit !== undefined) limiter.setLimit(org.orgId, limit.family, limit.calls);
    if (used !== undefined) limiter.useUp(org.orgId, used.family, used.calls, call.standIn.rateClock());
    const limits = FAMILIES.map((family) => ({ family, calls: limiter.limitOf(org, family) }));
    return json(200, { orgId: org.orgId, plan: org.plan, limits });
  }),
);

export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...commonControls<FaultEffect, StandIn>(faultSchema),
  { method: 'GET', path: '/_control/switches', handle: showSwitches },
  {
    method: 'POST',
    path: '/_control/switches',
    handle: withBody(switchesSchema.partial(), (call, wanted) => {
      Object.assign(call.standIn.switches, wanted);
      return showSwitches(call);
    }),
  },
  {
    method: 'GET',
    path: '/_control/tokens',
    handle: ({ standIn }) => json(200, { tokens: standIn.tokens.list() }),
  },
  { method: 'POST', path: '/_control/tokens', handle: addToken },
  { method: 'POST', path: '/_control/tokens/revoke', handle: revokeToken },
  { method: 'POST', path: '/_control/orgs/:orgId', handle: setOrg },
  ...CONTROL_DIRECTORY_ROUTES,
  ...CONTROL_EVENT_ROUTES,
];
