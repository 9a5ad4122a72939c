import type { Instance } from '../../domain/application.ts';
import type { Connection } from '../../domain/connection.ts';
import { VENDORS, type Vendor, hasLicenses, isProvisioningOnly } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import { connections, instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { withSignIns } from '../provisioned/sso-facts.ts';
import { ssoAppsOf } from '../sso-apps/sso-apps-of.ts';
import type { Needs } from './connection-dependencies.ts';

type Reading = Pick<Basics, 'store'>;

/** Instances of an application that people of the company are known to sign in to. */
const signedInTo = async (deps: Reading, applicationId: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const instance of everyRecord(deps.store, instances, {})) {
    if (instance.applicationId !== applicationId) continue;
    const apps = await ssoAppsOf(deps, instance.instanceId);
    if ((await withSignIns(deps, apps)).length > 0) found.push(instance.instanceId);
  }
  return found;
};

const isAttached = ({ vendor, state }: Connection): boolean =>
  hasLicenses(vendor) && state !== 'disconnected';

/** Instances that a connector speaks for. */
const attachedTo = async ({ store }: Reading): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for await (const connection of everyRecord(store, connections, {}))
    if (isAttached(connection)) found.add(connection.instanceId);
  return found;
};

/**
 * Fault `ConflictError` where a connector that tells nothing but who has an account can't be attached: it speaks in the place of what
 * single sign-on knows, so there has to be that.
 */
export const assertAttachable = async (
  deps: Needs<'company'>,
  { instanceId, applicationId, vendor }: Pick<Instance, 'instanceId' | 'applicationId'> & { vendor: Vendor },
): Promise<void> => {
  if (!isProvisioningOnly(vendor)) return;
  const { name } = VENDORS[vendor];
  if (!(await deps.company.hasPlatform()))
    throw new ConflictError(
      'no-sso-platform',
      `${name} goes with single sign-on, and no platform is connected that tells of it. Connect one first, Okta for instance.`,
    );
  const known = await signedInTo(deps, applicationId);
  if (known.length === 0)
    throw new ConflictError(
      'no-sso-logins',
      'Nobody is known to sign in to this application through single sign-on. Sign-ins by social accounts don’t count.',
    );
  const taken = await attachedTo(deps);
  if (known.every((id) => taken.has(id)))
    throw new ConflictError(
      'no-instance-left',
      'Every instance of this application that people sign in to has such a connection already.',
    );
  if (!known.includes(instanceId))
    throw new ConflictError(
      'instance-without-sso-logins',
      'Nobody is known to sign in to this instance through single sign-on; to another one of the application people do.',
    );
};
