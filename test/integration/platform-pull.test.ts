import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartOfPlatformOperation } from '../../shared/contracts/api/chart-of-platform.ts';
import { getConnection } from '../../shared/contracts/api/connections.ts';
import { discardImportOperation } from '../../shared/contracts/api/import-operations.ts';
import { getInstance } from '../../shared/contracts/api/instances.ts';
import { releasePullOperation } from '../../shared/contracts/api/pulls.ts';
import { platformStatuses } from '../../shared/use-cases/platform/platform-statuses.ts';
import { ask } from '../support/integration/api.ts';
import { storedRecords } from '../support/integration/aws.ts';
import { ConnectedPlatform } from '../support/integration/connected-platform.ts';
import { type OktaOrg, loginsOf, startOktaOrg } from '../support/integration/okta-org.ts';
import {
  ONELOGIN_ADDRESSES,
  type OneLoginTenant,
  startOneLoginTenant,
} from '../support/integration/onelogin-tenant.ts';

const ALL_READ = ['people complete', 'apps complete', 'assignments complete', 'sso-events complete'];

const went = (sources: readonly { readonly source: string; readonly state: string }[]): string[] =>
  sources.map(({ source, state }) => `${source} ${state}`);

const ORG = '00oPulled';
const OKTA_LOGINS = loginsOf(ORG);

describe('a connected Okta', () => {
  const [FIRST = '', SECOND = ''] = OKTA_LOGINS;
  let okta: OktaOrg;
  let platform: ConnectedPlatform;
  beforeAll(async () => {
    okta = await startOktaOrg(ORG);
    const credentials = { kind: 'api-token', token: await okta.token() } as const;
    platform = await ConnectedPlatform.connect('okta', okta.url, credentials);
  });
  afterAll(() => okta.stop());

  const currentPullId = async (): Promise<string | null> =>
    (await ask(getInstance, { params: { instanceId: platform.instanceId } })).currentPullId;

  const expectEverything = async (): Promise<void> => {
    const pull = await platform.untilRead();
    expect(pull).toMatchObject({
      state: 'applied',
      isCurrent: true,
      figures: null,
      platform: { people: 12, active: 12, apps: 2, assignments: 18 },
    });
    expect(went(pull.sources)).toEqual(ALL_READ);
    expect(await platform.signInsTo('Zoom')).toBe(36);
    const { connectionId } = platform;
    expect((await ask(getConnection, { params: { connectionId } })).nextSyncs).toHaveLength(3);
  };

  const expectOnlyWhatIsNew = async (): Promise<void> => {
    await okta.repeat(await okta.signIn(FIRST, 'Zoom', 0));
    await okta.signIn(SECOND, 'Zoom', 10);
    await okta.setStatus(SECOND, 'DEPROVISIONED');
    const pull = await platform.sync();
    expect(pull).toMatchObject({ state: 'applied', platform: { people: 12, active: 11, deprovisioned: 1 } });
    expect(await platform.signInsTo('Zoom')).toBe(38);
    const { instanceId } = platform;
    const [here, gone] = await platformStatuses({ store: storedRecords() }, [FIRST, SECOND]);
    expect(here).toMatchObject([{ instanceId, vendorStatus: 'ACTIVE' }]);
    expect(gone).toMatchObject([{ instanceId, vendorStatus: 'DEPROVISIONED' }]);
  };

  const expectDoubt = async (): Promise<void> => {
    const before = await currentPullId();
    await Promise.all(OKTA_LOGINS.slice(2, 10).map((login) => okta.setStatus(login, 'DEPROVISIONED')));
    const { pullId, state, findings } = await platform.sync();
    expect(state).toBe('quarantined');
    expect(findings.map(({ measure }) => measure)).toContain('active');
    expect(await currentPullId()).toBe(before);
    const released = await ask(releasePullOperation, {
      params: { instanceId: platform.instanceId, pullId },
      body: { reason: 'We sold a company.' },
    });
    expect(released).toMatchObject({ state: 'released', platform: { active: 3 } });
    expect(await currentPullId()).toBe(pullId);
  };

  const expectChart = async (): Promise<void> => {
    const { instanceId } = platform;
    const { importId, ...job } = await ask(chartOfPlatformOperation, { body: { instanceId } });
    const { accepted, rejected, unchanged } = job.rows;
    expect([job.source, job.state, accepted + unchanged, rejected]).toEqual(['platform', 'review', 12, 0]);
    await ask(discardImportOperation, { params: { importId } });
  };

  it('is pulled at once, counts nothing twice in the next sync, and is not believed when most people are gone', async () => {
    await expectEverything();
    await expectOnlyWhatIsNew();
    await expectDoubt();
    await expectChart();
  });
});

describe('a connected OneLogin', () => {
  let oneLogin: OneLoginTenant;
  let platform: ConnectedPlatform;
  beforeAll(async () => {
    oneLogin = await startOneLoginTenant();
    platform = await ConnectedPlatform.connect('onelogin', oneLogin.url, await oneLogin.credentials());
  });
  afterAll(() => oneLogin.stop());

  it('is pulled in the same way', async () => {
    const pull = await platform.untilRead();
    expect(pull).toMatchObject({
      state: 'applied',
      platform: { people: 7, active: 7, apps: 1, assignments: 7 },
    });
    expect(went(pull.sources)).toEqual(ALL_READ);
    expect(await platform.signInsTo('Zoom')).toBe(14);
    await oneLogin.signInTwiceTold(ONELOGIN_ADDRESSES[0] ?? '');
    expect(await platform.sync()).toMatchObject({ state: 'applied', platform: { people: 7 } });
    expect(await platform.signInsTo('Zoom')).toBe(15);
  });
});
