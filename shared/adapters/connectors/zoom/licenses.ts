import * as z from 'zod';
import type { LicenseChanger, VendorResult } from '../../../ports/connector.ts';
import type { SendCall, VendorCall } from '../vendor-connector.ts';
import { ZOOM_SCOPES } from './scopes.ts';
import { typeOfTier } from './tiers.ts';

/** "Host is not a paid user": the account is Basic already, which is what was asked for. */
const ALREADY_BASIC = '1109';

/** A success is 204; whatever stands in its body, the status says that the change was made. */
const doneSchema = z.unknown().transform(() => null);

const TRANSFERS = ['transfer_meeting', 'transfer_webinar', 'transfer_recording', 'transfer_whiteboard'];

const pathOf = (vendorAccountId: string): string => `/v2/users/${encodeURIComponent(vendorAccountId)}`;

const write = (
  method: VendorCall<null>['method'],
  path: string,
  scope: string,
  more: Pick<VendorCall<null>, 'query' | 'body'>,
): VendorCall<null> => ({
  method,
  path,
  label: 'light',
  effect: 'write',
  scope,
  schema: doneSchema,
  ...more,
});

const setStatus = (
  send: SendCall,
  vendorAccountId: string,
  action: 'activate' | 'deactivate',
): Promise<VendorResult<null>> =>
  send(write('PUT', `${pathOf(vendorAccountId)}/status`, ZOOM_SCOPES.changeStatus, { body: { action } }));

/** Changes of a Zoom user: type (PATCH), status (PUT), removal (DELETE). */
export const zoomLicenses = (send: SendCall): LicenseChanger => ({
  changeTier: async (vendorAccountId, tier) => {
    const type = typeOfTier(tier);
    if (type === null)
      return { kind: 'refused', code: 'unsupported-tier', reason: `Zoom has no license that is "${tier}".` };
    const result = await send(
      write('PATCH', pathOf(vendorAccountId), ZOOM_SCOPES.changeUser, { body: { type } }),
    );
    return result.kind === 'refused' && result.code === ALREADY_BASIC && tier === 'basic'
      ? { kind: 'ok', value: null }
      : result;
  },
  deactivate: (vendorAccountId) => setStatus(send, vendorAccountId, 'deactivate'),
  activate: (vendorAccountId) => setStatus(send, vendorAccountId, 'activate'),
  remove: (vendorAccountId, how) =>
    send(
      write('DELETE', pathOf(vendorAccountId), ZOOM_SCOPES.deleteUser, {
        query:
          how.kind === 'disassociate'
            ? { action: 'disassociate' }
            : {
                action: 'delete',
                transfer_email: how.transferTo,
                ...Object.fromEntries(TRANSFERS.map((name) => [name, 'true'])),
              },
      }),
    ),
});
