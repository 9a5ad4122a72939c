import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../../shared/contracts/api/operation.ts';
import { loadApiRoutes } from '../../../../functions/api/routes.ts';
import { levelSchema } from '../../../../shared/domain/custom-role.ts';
import type { Permission } from '../../../../shared/domain/permission.ts';
import { type Rights, may, rightsOfRole } from '../../../../shared/domain/rights.ts';
import type { Role } from '../../../../shared/domain/role.ts';
import { newSsoApp } from '../../../../shared/domain/sso-app.ts';
import { dayFigures, pulls } from '../../../../shared/records/accounts.ts';
import { applications, instances } from '../../../../shared/records/applications.ts';
import { put } from '../../../../shared/records/change.ts';
import { contractLists, contracts } from '../../../../shared/records/contracts.ts';
import { signInDays, ssoApps } from '../../../../shared/records/sso-apps.ts';
import { createRole } from '../../../../shared/use-cases/roles/create-role.ts';
import { createUser } from '../../../../shared/use-cases/users/create-user.ts';
import { DEPLOY, apiWorld } from '../../../support/api-world.ts';
import { RunWorld, accountIdOf } from '../../../support/run-world.ts';
import { IDS } from '../../../support/sample-run.ts';
import { oktaApp } from '../../../support/sso-world.ts';
import { personIdOf } from '../../../support/vendor-world.ts';

const apiRoutes = await loadApiRoutes();

/** Nobody else in this test is called anything like it. */
const NAME = 'zebulon';
const ADDRESS = `${NAME}@example.com`;

const CONTRACT = {
  ...{ contractId: 'ctr_00000000-one', reference: 'C-1', instanceId: null, seats: 10 },
  ...({ tier: 'licensed', unitPrice: 12_000, currency: 'EUR', per: 'year' } as const),
  ...{ startsOn: '2026-01-01', endsOn: null },
  ...{ renewsOn: null, noticeBy: null, changedAt: '2026-01-01T00:00:00.000Z', version: 1 },
};

const SSO_APP_ID = 'sso_00000000-one';

/** A company in which everything that can name somebody names one person. */
const company = async () => {
  const data = new RunWorld();
  await data.open();
  await data.plan([NAME]);
  const application = await data.store.get(applications, { applicationId: IDS.application });
  const pull = await data.store.get(pulls, { instanceId: IDS.instance, pullId: IDS.pull });
  const instance = await data.instance();
  if (application === undefined || pull === undefined || instance === undefined)
    throw new Error('The company is not there.');
  const failure = `The vendor’s accounts could not be read: ${ADDRESS} is not there`;
  const contacts = [{ kind: 'it' as const, email: ADDRESS }];
  const figures = { instanceId: IDS.instance, day: '2026-03-01', pullId: IDS.pull, figures: pull.figures };
  const list = { applicationId: IDS.application, listId: 'ctl_00000000-one' };
  const pointer = { ...list, importId: null, beforeListId: null, version: 1 };
  const app = newSsoApp(SSO_APP_ID, oktaApp('0oa1'), '2026-03-01T09:00:00.000Z');
  const link = { instanceId: IDS.instance, applicationId: IDS.application };
  const signIns = { address: ADDRESS, firstAt: app.notedAt, lastAt: app.notedAt, months: { '2026-03': 1 } };
  await data.seed(
    put(contractLists, pointer, 'any'),
    put(contracts, { ...CONTRACT, ...list, note: `Ask ${ADDRESS}.` }, 'any'),
    put(applications, { ...application, contacts }, 'any'),
    put(pulls, { ...pull, state: 'failed', failure }, 'any'),
    put(instances, { ...instance, currentPullId: IDS.pull }, 'any'),
    put(dayFigures, figures, 'any'),
    put(ssoApps, { ...app, link: { state: 'confirmed', ...link, decidedAt: app.notedAt } }, 'any'),
    put(signInDays, { ...signIns, ssoAppId: SSO_APP_ID, version: 1 }, 'any'),
  );
  const world = apiWorld(data.store, data.store, data.surroundings);
  await createUser(world.deps, DEPLOY, {
    email: ADDRESS,
    userName: `${NAME}-user`,
    externalId: `${NAME}-id`,
    role: 'admin',
    source: 'api',
  });
  return { world };
};

const VALUES = new Map<string, string>([
  ['applicationId', IDS.application],
  ['instanceId', IDS.instance],
  ['connectionId', IDS.connection],
  ['workflowId', IDS.workflow],
  ['runId', IDS.run],
  ['accountId', accountIdOf(NAME)],
  ['contractId', CONTRACT.contractId],
  ['ssoAppId', SSO_APP_ID],
  ['personId', personIdOf(ADDRESS)],
]);

const pathOf = ({ path }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES.get(name) ?? 'unknown');

/** Everything that somebody with a role is answered by the routes that let them in. */
const answersTo = async (role: Role, restricted: boolean) => {
  const { world } = await company();
  const level = levelSchema.parse(role);
  const input = { name: 'Custom', level, applicationIds: [IDS.application] };
  const custom = restricted ? await createRole(world.deps, DEPLOY, input) : undefined;
  const rights: Rights = rightsOfRole(custom?.roleId ?? role, custom);
  const { send } = await world.signIn(custom?.roleId ?? role);
  const found: { operation: Operation; status: number; text: string }[] = [];
  for (const { operation } of apiRoutes) {
    const permission: Permission | null = operation.permission;
    if (permission === null || !may(rights, permission)) continue;
    const { status, text, headers } = await send(operation.method, pathOf(operation));
    found.push({ operation, status, text: `${text} ${JSON.stringify(headers)}` });
  }
  return found;
};

const named = (answers: Awaited<ReturnType<typeof answersTo>>): string[] =>
  answers.flatMap(({ operation, text }) =>
    text.toLowerCase().includes(NAME) ? [operation.operationId] : [],
  );

describe.each([
  ['for all applications', false],
  ['for one application', true],
] as const)('a role that sees counts, %s', (_, restricted) => {
  it.each(['appstore-user', 'limited-user', 'limited-plus-user'] as const)(
    'is shown no name and no address: %s',
    async (role) => {
      const answers = await answersTo(role, restricted);
      const read = answers.filter(({ operation }) => operation.method === 'GET');
      expect(read.length).toBeGreaterThanOrEqual(5);
      expect(read.filter(({ status }) => status !== 200)).toEqual([]);
      expect(named(answers)).toEqual([]);
    },
  );
});

describe('the same search', () => {
  it('finds the names that Basic Users are shown', async () => {
    const shown = named(await answersTo('basic-user', false));
    for (const operationId of [
      'listPeople',
      'listApplications',
      'listAccounts',
      'listRunItems',
      'listPulls',
      'getContract',
    ])
      expect(shown).toContain(operationId);
  });
});
