import {
  createProgramClientOperation,
  getProgramClient,
  listProgramClients,
  revokeProgramClientOperation,
} from '../../../shared/contracts/api/program-clients.ts';
import { programClients } from '../../../shared/records/access.ts';
import { createProgramClient } from '../../../shared/use-cases/program-clients/create-program-client.ts';
import { loadProgramClient } from '../../../shared/use-cases/program-clients/load-program-client.ts';
import { revokeProgramClient } from '../../../shared/use-cases/program-clients/revoke-program-client.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';
import { shownClient, shownClients } from '../shown-token.ts';

export const programClientRoutes: readonly ApiRoute[] = [
  listRoute(listProgramClients, async ({ deps }, _, page) => {
    const { items, next } = await recordPage(deps.store, programClients, {}, page);
    return { items: await shownClients(deps, items), next };
  }),
  route(createProgramClientOperation, async ({ deps, caller }, { body }) => {
    const { client, clientSecret } = await createProgramClient(deps, caller, body);
    return { ...(await shownClient(deps, client)), clientSecret };
  }),
  route(getProgramClient, async ({ deps }, { params }) =>
    shownClient(deps, await loadProgramClient(deps, params.clientId)),
  ),
  route(revokeProgramClientOperation, async ({ deps, caller }, { params }) => {
    await revokeProgramClient(deps, caller, params.clientId);
  }),
];
