import {
  changeDefaultRoleOperation,
  changeSupportContactOperation,
  getDefaultRole,
  getSupportContact,
} from '../../../shared/contracts/api/organization.ts';
import { changeSupportContact } from '../../../shared/use-cases/organization/change-support-contact.ts';
import { changeDefaultRole, loadDefaultRole } from '../../../shared/use-cases/organization/default-role.ts';
import { loadOrganization } from '../../../shared/use-cases/organization/support-contact.ts';
import { type ApiRoute, route } from '../api-route.ts';

export const organizationRoutes: readonly ApiRoute[] = [
  route(getSupportContact, ({ deps }) => loadOrganization(deps)),
  route(changeSupportContactOperation, ({ deps, caller }, { body, expectedVersion }) =>
    changeSupportContact(deps, caller, { ...body, expectedVersion }),
  ),
  route(getDefaultRole, ({ deps }) => loadDefaultRole(deps)),
  route(changeDefaultRoleOperation, ({ deps, caller }, { body, expectedVersion }) =>
    changeDefaultRole(deps, caller, { ...body, expectedVersion }),
  ),
];
