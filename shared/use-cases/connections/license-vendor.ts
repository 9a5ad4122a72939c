import type { ConnectedVendor, LicenseVendor } from '../../ports/connector.ts';

/** What is said where accounts and licenses are wanted of a connection that has none. */
export const NO_LICENSES =
  'This vendor tells of other applications and has no accounts or licenses of its own.';

/** A vendor as one whose accounts and licenses can be reached; undefined where it is not. */
export const asLicenseVendor = (vendor: ConnectedVendor): LicenseVendor | undefined => {
  const { capabilities, accounts, activity, need, licenses } = vendor;
  if (accounts === undefined || licenses === undefined) return undefined;
  return {
    capabilities,
    accounts,
    licenses,
    ...(activity === undefined ? {} : { activity }),
    ...(need === undefined || !capabilities.has('read-need') ? {} : { need }),
  };
};
