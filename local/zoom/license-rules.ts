import type { StandIn } from './stand-in.ts';
import { basicCount, seatsTaken, type Tenant, type ZoomUser } from './tenant.ts';
import type { VendorErrorName } from './vendor-errors.ts';

const BASIC = 1;
const LICENSED = 2;
const NO_MEETINGS = 4;

/** Why this user cannot get that type, or undefined when nothing stands against it. */
export function typeRefusal(
  standIn: StandIn,
  tenant: Tenant,
  user: ZoomUser,
  type: number,
): VendorErrorName | undefined {
  if (user.type === type) return undefined;
  const loses = type === BASIC || type === NO_MEETINGS;
  if (user.room && loses) return 'room-user';
  if (user.roleId === '0' && loses && standIn.switches.ownerToBasic === 'refuse') return 'type-permission';
  if (user.status === 'inactive' && standIn.switches.patchInactive === 'refuse') return 'invalid-parameter';
  if (user.upcomingEvents && type === BASIC) return 'upcoming-events';
  if (user.bundle) return 'bundle-base-plan';
  if (type === BASIC && isBasicFull(tenant)) return 'basic-users-full';
  if (type === LICENSED && seatsTaken(tenant) >= tenant.hosts) return 'no-seats';
  return undefined;
}

export function isBasicFull(tenant: Tenant): boolean {
  return tenant.basicLimit !== undefined && basicCount(tenant) >= tenant.basicLimit;
}
