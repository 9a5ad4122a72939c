import { json, type Reply } from './reply.ts';
import type { RestCall, RestRoute } from './route.ts';
import { licensedCount } from './tenant.ts';
import { vendorError } from './vendor-errors.ts';

const DAY_MS = 86_400_000;

/** Free seats are hosts minus usage. */
function planUsage({ tenant, standIn, params }: RestCall): Reply {
  const accountId = params.get('accountId') ?? '';
  const isOwn = accountId === 'me' || accountId === tenant.accountId;
  if (!isOwn || tenant.plan === 'free' || standIn.switches.plansUsage === 'refuse') {
    return vendorError('paid-account-only');
  }
  const since = standIn.now() - 30 * DAY_MS;
  const hosts = new Set(tenant.meetings.filter(({ at }) => at >= since).map(({ email }) => email));
  return json(200, {
    plan_base: {
      type: 'monthly',
      hosts: tenant.hosts,
      usage: licensedCount(tenant),
      pending: tenant.users.filter(({ status, type }) => status === 'pending' && type === 2).length,
      active_hosts: hosts.size,
    },
    plan_zoom_one: [],
    plan_webinar: [],
  });
}

export const PLAN_ROUTES = [
  {
    method: 'GET',
    path: '/v2/accounts/:accountId/plans/usage',
    label: 'Heavy',
    scopes: ['billing:read:plan_usage:admin', 'account:read:admin'],
    handle: planUsage,
  },
] as const satisfies readonly RestRoute[];
