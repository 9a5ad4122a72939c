import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  getApplicationDetails,
  listApplicationSummaries,
} from '../../shared/contracts/api/application-details.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { connectTenantOperation } from '../../shared/contracts/api/connections.ts';
import { addContractOperation } from '../../shared/contracts/api/contracts.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import { createProgramClientOperation } from '../../shared/contracts/api/program-clients.ts';
import { listPullsOperation } from '../../shared/contracts/api/pulls.ts';
import { pushSpendOperation } from '../../shared/contracts/api/spend.ts';
import { confirmSsoLinkOperation, listSsoAppsOperation } from '../../shared/contracts/api/sso-apps.ts';
import { dayOf } from '../../shared/domain/time.ts';
import { PATIENCE_SECONDS, ask, every, request, until } from '../support/integration/api.ts';
import { type StandInProcess, startStandIn } from '../support/stand-in-process.ts';

const CLIENT = { clientId: 'programs', clientSecret: 'programs-secret' };
const PEOPLE = Array.from({ length: 7 }, (_, index) => `p${String(index)}@programs.example.com`);

/** A OneLogin with seven people, of whom five have Zoom and four used it. */
const ONELOGIN = {
  accountId: 77_001,
  name: 'Programs',
  credentials: [CLIENT],
  users: PEOPLE.map((email) => ({ email, firstName: 'A', lastName: 'Person' })),
  apps: [
    { id: 1, name: 'Zoom', connectorId: 50_000, users: PEOPLE.slice(0, 5) },
    { id: 2, name: 'Canteen', connectorId: 50_001, authMethod: 0, users: PEOPLE },
  ],
  signIns: PEOPLE.slice(0, 4).map((email) => ({ email, app: 1, daysAgo: 3 })),
};

/** A program of the company that reads. */
const newProgram = async () => {
  const made = await ask(createProgramClientOperation, {
    body: { name: `programs ${randomUUID()}`, scope: 'read' },
  });
  const pair = Buffer.from(`${made.clientId}:${made.clientSecret}`).toString('base64');
  const answer = await request('/oauth2/token', {
    method: 'POST',
    headers: { authorization: `Basic ${pair}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(JSON.parse(answer.text));
  return async (path: string) => {
    const { status, text } = await request(path, { headers: { authorization: `Bearer ${access_token}` } });
    return { status, json: z.json().parse(JSON.parse(text)) };
  };
};

describe('a program that reads, of a company that signs in by OneLogin', () => {
  let oneLogin: StandInProcess;
  let read: Awaited<ReturnType<typeof newProgram>>;
  let platformId: string;
  let applicationId: string;
  let instanceId: string;

  const application = async (name: string, vendor: 'onelogin' | 'zoom') => {
    const made = await ask(createApplicationOperation, { body: { name, contacts: [] } });
    const params = { applicationId: made.applicationId };
    return ask(createInstanceOperation, { params, body: { name: 'Main', vendor } });
  };

  /** Confirms what OneLogin calls Zoom as the way to our Zoom, once a sync has found it. */
  const confirmZoom = async () => {
    const params = { instanceId: platformId };
    await until(
      'the sync of OneLogin',
      PATIENCE_SECONDS,
      () => every(listPullsOperation, params),
      ([pull]) => pull?.sources.some(({ source }) => source === 'sso-events') === true,
    );
    const apps = await every(listSsoAppsOperation, {});
    const zoom = apps.find(
      ({ source, label }) =>
        source.kind === 'platform' && source.instanceId === platformId && label === 'Zoom',
    );
    const ssoAppId = zoom?.ssoAppId ?? '';
    await ask(confirmSsoLinkOperation, { params: { ssoAppId }, body: { instanceId } });
  };

  beforeAll(async () => {
    oneLogin = await startStandIn('onelogin', { accounts: [ONELOGIN] }, 3);
    const platform = await application('OneLogin of programs', 'onelogin');
    platformId = platform.instanceId;
    ({ applicationId, instanceId } = await application('Zoom of programs', 'zoom'));
    await ask(connectTenantOperation, {
      params: { instanceId: platformId },
      body: { endpoint: oneLogin.url, credentials: { kind: 'client-credentials', ...CLIENT }, rateShare: 1 },
    });
    const params = { applicationId };
    const seats = { reference: 'C-1', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' };
    await ask(addContractOperation, { params, body: seats });
    const date = dayOf(new Date().toISOString());
    await ask(pushSpendOperation, {
      params,
      body: { items: [{ amount: 990, currency: 'EUR', date, vendorName: 'Zoom' }] },
    });
    await confirmZoom();
    read = await newProgram();
  });
  afterAll(() => oneLogin.stop());

  it('finds every application in a line, and how it is connected', async () => {
    const summaries = await every(listApplicationSummaries, {});
    expect(summaries.find((one) => one.applicationId === applicationId)).toMatchObject({
      ...{ name: 'Zoom of programs', vendors: ['zoom'], instances: 1, connection: 'not-connected' },
    });
    expect(summaries.find(({ name }) => name === 'OneLogin of programs')).toMatchObject({
      ...{ vendors: ['onelogin'], connection: 'connected' },
    });
    expect((await read('/v1/application-summaries?limit=1')).status).toBe(200);
  });

  it('is told everything known of one: users by OneLogin, how they sign in, contracts and spend', async () => {
    const details = await until(
      'the details of Zoom',
      PATIENCE_SECONDS,
      () => ask(getApplicationDetails, { params: { applicationId } }),
      ({ instances }) => instances[0]?.activity.lastEventOn !== null,
    );
    expect(details).toMatchObject({
      ssoProtocols: ['saml'],
      contracts: [{ reference: 'C-1' }],
      spend: { totals: [{ amount: 990, currency: 'EUR' }] },
      instances: [{ instanceId, connections: [] }],
    });
    // Users may be estimated for another test at any moment, and are told as they are then.
    const told = await until(
      'the program to be told of the same moment',
      PATIENCE_SECONDS,
      async () => ({
        before: await ask(getApplicationDetails, { params: { applicationId } }),
        program: await read(`/v1/applications/${applicationId}/details`),
        after: await ask(getApplicationDetails, { params: { applicationId } }),
      }),
      ({ before, after }) => JSON.stringify(before) === JSON.stringify(after),
    );
    expect(told.program).toEqual({ status: 200, json: told.after });
  });

  it('is told of runs in a time range, and changes nothing', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await read(`/v1/runs?from=${later}`)).json).toMatchObject({ items: [], nextCursor: null });
    const refused = await request('/v1/runs?to=yesterday', { headers: {} });
    expect(refused.status).toBe(401);
    expect((await read('/v1/runs?to=yesterday')).status).toBe(400);
  });
});
