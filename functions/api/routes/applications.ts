import {
  changeContactsOperation,
  createApplicationOperation,
  deleteApplicationOperation,
  getApplication,
  listApplications,
  renameApplicationOperation,
} from '../../../shared/contracts/api/applications.ts';
import type { Application } from '../../../shared/domain/application.ts';
import { type Rights, may } from '../../../shared/domain/rights.ts';
import { applications } from '../../../shared/records/applications.ts';
import {
  changeContacts,
  renameApplication,
} from '../../../shared/use-cases/applications/change-application.ts';
import { createApplication } from '../../../shared/use-cases/applications/create-application.ts';
import { deleteApplication } from '../../../shared/use-cases/applications/delete-application.ts';
import { loadApplication } from '../../../shared/use-cases/applications/load-application.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';

/** An application as an asker may see it: contacts are people. */
const shownTo = (rights: Rights) => (application: Application) => ({
  ...application,
  contacts: may(rights, 'people.read') ? application.contacts : null,
});

export const applicationRoutes: readonly ApiRoute[] = [
  listRoute(listApplications, async ({ deps, rights }, _, page) => {
    const { items, next } = await recordPage(deps.store, applications, {}, page);
    return { items: items.map(shownTo(rights)), next };
  }),
  route(createApplicationOperation, ({ deps, caller }, { body }) => createApplication(deps, caller, body)),
  route(getApplication, async ({ deps, rights }, { params }) =>
    shownTo(rights)(await loadApplication(deps, params.applicationId)),
  ),
  route(renameApplicationOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    renameApplication(deps, caller, { ...params, ...body, expectedVersion }),
  ),
  route(deleteApplicationOperation, ({ deps, caller }, { params, expectedVersion }) =>
    deleteApplication(deps, caller, { ...params, expectedVersion }),
  ),
  route(changeContactsOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    changeContacts(deps, caller, { ...params, ...body, expectedVersion }),
  ),
];
