import { ConflictError } from '../../errors.ts';
import type { TenantRefusal } from './claim-tenant.ts';

const SENTENCES: Readonly<Record<TenantRefusal['kind'], string>> = {
  'tenant-of-another-instance': 'This tenant is connected to another instance already. Connect it there.',
  'tenant-not-taken': 'This tenant is not taken for this instance. Ask a Super Admin, or connect another.',
  'another-tenant':
    'This instance has data of another tenant, and the two must not be mixed. Make an instance for this one.',
};

/** What somebody is told whose tenant cannot be the instance's own. */
export const tenantRefused = ({ kind }: TenantRefusal): ConflictError =>
  new ConflictError(kind, `${SENTENCES[kind]} Nothing was connected.`);
