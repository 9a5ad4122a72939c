import type { ConnectedVendor, LicenseVendor } from '../../ports/connector.ts';

/** What is said where accounts and licenses are wanted of a connection that has none. */
export const NO_LICENSES =
  'This vendor tells of other applications and has no accounts or licenses of its own.';

/** A vendor as one whose accounts, use and licenses can be reached; undefined where it is not. */
export const asLicenseVendor = (vendor: ConnectedVendor): LicenseVendor | undefined => {
  const { capabilities, accounts, activity, licenses } = vendor;
  return accounts === undefined || activity === undefined || licenses === undefined
    ? undefined
    : { capabilities, accounts, activity, licenses };
};
