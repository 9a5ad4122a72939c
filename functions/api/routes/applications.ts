import {
  changeContactsOperation,
  createApplicationOperation,
  deleteApplicationOperation,
  getApplication,
  listApplications,
  renameApplicationOperation,
} from '../../../shared/contracts/api/applications.ts';
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

export const applicationRoutes: readonly ApiRoute[] = [
  listRoute(listApplications, ({ deps }, _, page) => recordPage(deps.store, applications, {}, page)),
  route(createApplicationOperation, ({ deps, caller }, { body }) => createApplication(deps, caller, body)),
  route(getApplication, ({ deps }, { params }) => loadApplication(deps, params.applicationId)),
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
