import type { Instance } from '../../domain/application.ts';
import type { Vendor } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';

type ConnectedInstance = Instance & { readonly vendor: Vendor };

/** Faults `ConflictError` for an instance of a custom application: nothing is read from it or changed in it, since it has no connector. */
export function assertHasConnector(instance: Instance): asserts instance is ConnectedInstance {
  if (instance.vendor === 'custom')
    throw new ConflictError(
      'no-connector',
      'This is an instance of a custom application. It has no connector: what is known of it is sent to Seatkeeper, and nothing can be changed in it.',
    );
}

/** Faults `ConflictError` for an instance of a vendor whom we read ourselves. */
export const assertIsCustom = ({ vendor }: Instance): void => {
  if (vendor !== 'custom')
    throw new ConflictError(
      'not-custom',
      'Usage events are sent for instances of custom applications only. What is used of this one is read from its vendor.',
    );
};
