import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { chartOfPlatformOperation } from '../../shared/contracts/api/chart-of-platform.ts';
import { connectTenantOperation, getConnection, syncNow } from '../../shared/contracts/api/connections.ts';
import { discardImportOperation } from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation, getInstance } from '../../shared/contracts/api/instances.ts';
import { listPullsOperation, releasePullOperation } from '../../shared/contracts/api/pulls.ts';
import { listSsoAppsOperation } from '../../shared/contracts/api/sso-apps.ts';
import { loggedDays } from '../../shared/records/day-log.ts';
import { platformStatuses } from '../../shared/use-cases/platform/platform-statuses.ts';
import { ask, every, until } from '../support/integration/api.ts';
import { storedRecords } from '../support/integration/aws.ts';
import { OKTA_LOGINS, type OktaOrg, startOktaOrg } from '../support/integration/okta-org.ts';

const PATIENCE_SECONDS = 120;
const [FIRST = '', SECOND = ''] = OKTA_LOGINS;

describe('a connected Okta', () => {
  let okta: OktaOrg;
  let instanceId: string;
  let connectionId: string;

  const newestPull = async () => (await every(listPullsOperation, { instanceId }))[0];

  /** Waits until a sync has graded what it read and read the log to its end. */
  const untilRead = async (pullId?: string) => {
    const pull = await until(
      'the sync of Okta',
      PATIENCE_SECONDS,
      newestPull,
      (found) =>
        found !== undefined &&
        (pullId === undefined || found.pullId === pullId) &&
        found.sources.some(({ source }) => source === 'sso-events'),
    );
    if (pull === undefined) throw new Error('There is no pull.');
    return pull;
  };

  const sync = async () => untilRead((await ask(syncNow, { params: { connectionId } })).pullId);

  const zoomSignIns = async (): Promise<number> => {
    const apps = await every(listSsoAppsOperation, {});
    const zoom = apps.find(
      ({ source, label }) =>
        source.kind === 'platform' && source.instanceId === instanceId && label === 'Zoom',
    );
    if (zoom === undefined) throw new Error('Zoom is not known.');
    const { ssoAppId } = zoom;
    const { records } = await storedRecords().page(loggedDays, { log: 'sso', ssoAppId }, { limit: 500 });
    return records.reduce((sum, { summary }) => sum + summary.events, 0);
  };

  beforeAll(async () => {
    okta = await startOktaOrg();
    const { applicationId } = await ask(createApplicationOperation, {
      body: { name: 'Okta', contacts: [] },
    });
    ({ instanceId } = await ask(createInstanceOperation, {
      params: { applicationId },
      body: { name: 'Main', vendor: 'okta' },
    }));
    ({ connectionId } = await ask(connectTenantOperation, {
      params: { instanceId },
      body: {
        endpoint: okta.url,
        credentials: { kind: 'api-token', token: await okta.token() },
        rateShare: 1,
      },
    }));
  });
  afterAll(() => okta.stop());

  const expectEverything = async (): Promise<void> => {
    const pull = await untilRead();
    expect(pull).toMatchObject({
      state: 'applied',
      isCurrent: true,
      figures: null,
      platform: { people: 12, active: 12, apps: 2, assignments: 18 },
    });
    expect(pull.sources.map(({ source, state }) => `${source} ${state}`)).toEqual([
      'people complete',
      'apps complete',
      'assignments complete',
      'sso-events complete',
    ]);
    expect(await zoomSignIns()).toBe(36);
    expect((await ask(getConnection, { params: { connectionId } })).nextSyncs).toHaveLength(3);
  };

  const expectOnlyWhatIsNew = async (): Promise<void> => {
    await okta.repeat(await okta.signIn(FIRST, 'Zoom', 0));
    await okta.signIn(SECOND, 'Zoom', 10);
    await okta.setStatus(SECOND, 'DEPROVISIONED');
    const pull = await sync();
    expect(pull).toMatchObject({ state: 'applied', platform: { people: 12, active: 11, deprovisioned: 1 } });
    expect(await zoomSignIns()).toBe(38);
    const [here, gone] = await platformStatuses({ store: storedRecords() }, [FIRST, SECOND]);
    expect(here).toMatchObject([{ instanceId, vendorStatus: 'ACTIVE' }]);
    expect(gone).toMatchObject([{ instanceId, vendorStatus: 'DEPROVISIONED' }]);
  };

  const expectDoubt = async (): Promise<void> => {
    const { currentPullId } = await ask(getInstance, { params: { instanceId } });
    await Promise.all(OKTA_LOGINS.slice(2, 10).map((login) => okta.setStatus(login, 'DEPROVISIONED')));
    const { pullId, state, findings } = await sync();
    expect(state).toBe('quarantined');
    expect(findings.map(({ measure }) => measure)).toContain('active');
    expect((await ask(getInstance, { params: { instanceId } })).currentPullId).toBe(currentPullId);
    const released = await ask(releasePullOperation, {
      params: { instanceId, pullId },
      body: { reason: 'We sold a company.' },
    });
    expect(released).toMatchObject({ state: 'released', platform: { active: 3 } });
    expect((await ask(getInstance, { params: { instanceId } })).currentPullId).toBe(pullId);
  };

  const expectChart = async (): Promise<void> => {
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
