import { json, type Reply } from './reply.ts';

interface VendorError {
  readonly status: number;
  readonly code: number;
  /** `{detail}` is replaced by what the caller names. */
  readonly message: string;
  /** The request field the error is about, repeated in `errors[]` as Zoom does. */
  readonly field?: string;
}

/** Every refusal the stand-in knows, in one place: its own routes answer them and a fault can name any of them. */
export const VENDOR_ERRORS = {
  'invalid-token': { status: 401, code: 124, message: 'Invalid access token.' },
  'expired-token': { status: 401, code: 124, message: 'Access token is expired.' },
  'missing-scope': {
    status: 400,
    code: 4711,
    message: 'Invalid access token, does not contain scopes:[{detail}].',
  },
  'invalid-parameter': { status: 400, code: 300, message: 'Validation Failed. {detail}' },
  'page-token-expired': { status: 400, code: 300, message: 'The next page token is invalid or expired.' },
  'no-such-user': { status: 404, code: 1001, message: 'User does not exist: {detail}.' },
  'unknown-endpoint': { status: 404, code: 2300, message: 'This API endpoint is not recognized.' },
  'method-not-allowed': { status: 405, code: 405, message: 'Request method is not supported.' },
  'room-user': {
    status: 400,
    code: 200,
    message: 'Zoom Rooms user cannot be changed to a free or no meetings license type.',
    field: 'type',
  },
  'admin-field-only': { status: 400, code: 200, message: 'Only an admin may change this field.' },
  'upcoming-events': {
    status: 400,
    code: 300,
    message: 'This user has upcoming Zoom Events and cannot be assigned the Basic type.',
    field: 'type',
  },
  'bundle-base-plan': {
    status: 400,
    code: 300,
    message: 'The user license bundle is the base plan and cannot be changed with this field.',
    field: 'type',
  },
  'several-license-fields': {
    status: 400,
    code: 300,
    message: 'Only one of type, plan_united_type and zoom_one_type may be set at a time.',
    field: 'type',
  },
  'type-permission': {
    status: 400,
    code: 1108,
    message: 'The permission requirements to change the type of this user are not met.',
  },
  'not-a-paid-user': { status: 400, code: 1109, message: 'The host is not a paid user.' },
  'invitation-expired': { status: 400, code: 1120, message: 'The invitation does not exist or has expired.' },
  'basic-users-full': {
    status: 400,
    code: 2033,
    message: 'Your account has reached the maximum number of basic users allowed.',
  },
  'no-seats': {
    status: 400,
    code: 2034,
    message: 'Your account does not have enough licenses. Purchase more licenses to add this user.',
  },
  'no-seats-3412': {
    status: 400,
    code: 3412,
    message: 'Your account has reached the maximum number of users allowed.',
  },
  'no-seats-2038': {
    status: 400,
    code: 2038,
    message: 'Your account has reached the maximum number of paid users allowed.',
  },
  'united-off': {
    status: 400,
    code: 2039,
    message: 'Zoom One cannot be switched off: there are not enough basic licenses.',
  },
  'status-not-changeable': {
    status: 400,
    code: 200,
    message: "Zoom Room and Admin users' status cannot be activated or deactivated.",
  },
  'room-not-deletable': { status: 400, code: 200, message: 'Cannot delete a Zoom Rooms user.' },
  'user-not-deletable': { status: 400, code: 200, message: 'Cannot delete a user out of your account.' },
  'deactivated-not-deletable': { status: 400, code: 200, message: 'Unable to delete this deactivated user.' },
  'transfer-to-self': {
    status: 400,
    code: 300,
    message: 'The transfer target is the user that is to be deleted.',
  },
  'transfer-target': {
    status: 400,
    code: 300,
    message: 'The transfer target does not exist or lacks a license.',
  },
  'call-queue-manager': { status: 400, code: 1000, message: 'The user manages a call queue.' },
  'managed-domain': {
    status: 400,
    code: 1107,
    message: 'A user of a managed domain cannot be disassociated.',
  },
  'admin-not-removable': { status: 400, code: 1117, message: 'You can not disassociate an Admin user.' },
  'delete-in-progress': {
    status: 429,
    code: 429,
    message: 'Too many concurrent requests. A request to disassociate this user has already been made.',
  },
  'paid-account-only': { status: 400, code: 200, message: 'Only available for paid account.' },
  'role-not-found': { status: 404, code: 1002, message: 'Role does not exist: {detail}.' },
} as const satisfies Readonly<Record<string, VendorError>>;

export type VendorErrorName = keyof typeof VENDOR_ERRORS;

/** Names of {@link VENDOR_ERRORS} for the schema of the fault switches. */
export function isVendorErrorName(text: string): text is VendorErrorName {
  return Object.hasOwn(VENDOR_ERRORS, text);
}

export function vendorError(name: VendorErrorName, detail = ''): Reply {
  const error: VendorError = VENDOR_ERRORS[name];
  const message = error.message.replace('{detail}', detail).trim();
  const errors = error.field === undefined ? {} : { errors: [{ field: error.field, message }] };
  return json(error.status, { code: error.code, message, ...errors });
}
