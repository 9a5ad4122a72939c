import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCompany } from '../../local/scim/company-file.ts';
import { type RunningScim, startScim } from '../../local/scim/server.ts';
import { userByName } from '../../local/scim/tenant.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { connectTenantOperation } from '../../shared/contracts/api/connections.ts';
import { commitImportOperation, importCsvOperation } from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import { listPullsOperation } from '../../shared/contracts/api/pulls.ts';
import { listRunVerdicts } from '../../shared/contracts/api/runs.ts';
import {
  confirmSsoLinkOperation,
  listSsoAppsOperation,
  pushSignInsOperation,
} from '../../shared/contracts/api/sso-apps.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { type OktaOrg, startOktaOrg } from '../support/integration/okta-org.ts';
import { itemsOf, untilEnded } from '../support/integration/runs.ts';

/** An application that no other test calls anything like it. */
const APP = `Sketchpad ${randomUUID().slice(0, 8)}`;
const at = (name: string): string => `${name}@scim.example.com`;
const PEOPLE = ['ada', 'ben', 'cem', 'dora', 'eve', 'finn', 'gus'].map(at);
const [LEAVER = '', ADMIN = ''] = PEOPLE;

const COMPANY = parseCompany({
  tenants: [
    {
      tenantId: 'sketch',
      tokens: ['scim-token'],
      quirks: { maxPageSize: 3, patch: 'without-path', totalResults: 'string', etag: 'demanded' },
      users: PEOPLE.map((userName) => ({
        userName,
        roles: [
          { type: 'seatType', value: userName === at('gus') ? 'View' : 'Full' },
          ...(userName === ADMIN ? [{ type: 'team', value: 'admin' }] : []),
        ],
      })),
    },
  ],
});

let okta: OktaOrg;
let scim: RunningScim;
let instanceId = '';

const newInstance = async (name: string, vendor: 'okta' | 'scim'): Promise<string> => {
  const { applicationId } = await ask(createApplicationOperation, { body: { name } });
  return (await ask(createInstanceOperation, { params: { applicationId }, body: { name: 'Main', vendor } }))
    .instanceId;
};

const connection = () => ({
  params: { instanceId },
  body: {
    endpoint: `${scim.url}/scim/v2/sketch`,
    credentials: { kind: 'api-token' as const, token: 'scim-token' },
    rateShare: 1,
    scim: {
      tiers: { path: 'roles[type eq "seatType"].value', licensed: ['Full'], basic: ['View'] },
      roles: { admins: ['admin'], absent: 'member' as const },
    },
  },
});

beforeAll(async () => {
  [okta, scim] = await Promise.all([startOktaOrg('00oBesideScim'), startScim(0, { company: COMPANY })]);
  instanceId = await newInstance(APP, 'scim');
  await ask(connectTenantOperation, {
    params: { instanceId: await newInstance('Okta', 'okta') },
    body: {
      endpoint: okta.url,
      credentials: { kind: 'api-token', token: await okta.token() },
    },
  });
});

afterAll(async () => {
  await Promise.all([okta.stop(), scim.close()]);
});

/** Somebody signs in to the application, and an admin confirms which instance that is. */
const signIn = async (): Promise<void> => {
  const one = { time: Date.now() - 3_600_000, email: LEAVER, app: APP, provider: 'Entra ID', success: true };
  await ask(pushSignInsOperation, { body: { signIns: [one] } });
  const app = (await every(listSsoAppsOperation, {})).find(({ label }) => label === APP);
  if (app === undefined) throw new Error(`${APP} is not known.`);
  await ask(confirmSsoLinkOperation, { params: { ssoAppId: app.ssoAppId }, body: { instanceId } });
};

const pulled = async () => {
  const pull = await until(
    'the first pull of a SCIM provider',
    PATIENCE_SECONDS,
    async () => (await every(listPullsOperation, { instanceId }))[0],
    (found) => found !== undefined && found.state !== 'reading',
  );
  if (pull === undefined) throw new Error('There is no pull.');
  return pull;
};

it('is connected, pulled, and told by a run of a file to deactivate one account, which is read back', async () => {
  expect((await refusal(connectTenantOperation, connection())).code).toBe('no-sso-logins');
  await signIn();
  const { capabilities, scim: part, ...connected } = await ask(connectTenantOperation, connection());
  expect(connected.state).toBe('connected');
  expect(capabilities).toEqual(['list-accounts', 'change-tier', 'deactivate', 'remove', 'restore']);
  expect(part?.found).toMatchObject({ patch: true, maxResults: 3 });

  const pull = await pulled();
  expect(pull).toMatchObject({
    state: 'applied',
    figures: { accounts: PEOPLE.length, active: PEOPLE.length, licensed: PEOPLE.length - 1, basic: 1 },
  });
  expect(pull.sources.map(({ source }) => source)).toEqual(['roles', 'accounts']);

  const csv = new TextEncoder().encode(`email\n${LEAVER}\n`);
  const { importId } = await ask(importCsvOperation, {
    query: { kind: 'manual-deprovision', instanceId },
    body: csv,
  });
  const committed = await ask(commitImportOperation, { params: { importId }, body: {} });
  const run = await untilEnded(committed.import.deprovision?.runId ?? '');
  expect(run).toMatchObject({ status: 'completed', counts: { verified: 1 } });
  expect([...(await itemsOf(run.runId)).keys()]).toEqual([LEAVER]);
  for (const { evidence } of await every(listRunVerdicts, { runId: run.runId }))
    expect(evidence.sources.map(({ source }) => source)).not.toContain('sign-ins');

  const tenant = scim.standIn.tenant('sketch');
  const active = PEOPLE.filter(
    (name) => tenant !== undefined && userByName(tenant, name)?.attributes['active'] === true,
  );
  expect(active).toEqual(PEOPLE.filter((name) => name !== LEAVER));
  const changes = scim.standIn.log.entries().flatMap((entry) => entry.changes);
  expect(changes.map(({ name }) => name)).toEqual([LEAVER]);
});
