import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningScim, startScim } from '../../local/scim/server.ts';
import { createConnectionOperation, syncNow } from '../../shared/contracts/api/connections.ts';
import { getInsightOperation } from '../../shared/contracts/api/insight.ts';
import { getInstance } from '../../shared/contracts/api/instances.ts';
import { listPullsOperation } from '../../shared/contracts/api/pulls.ts';
import { dayOf } from '../../shared/domain/time.ts';
import { remove } from '../../shared/records/change.ts';
import { usersEstimates } from '../../shared/records/provisioned.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';
import { invoke, storedRecords } from '../support/integration/aws.ts';
import { passMidnight } from '../support/integration/midnight.ts';
import { untilEnded } from '../support/integration/runs.ts';
import { control } from '../support/integration/vendor.ts';
import { callbackUrl, consent } from '../support/integration/world.ts';
import { type Place, type Places, bringIn, placeOf } from '../support/sample-company/bring-in.ts';
import {
  ZOOM_SCOPES,
  oktaCompany,
  scimCompany,
  zoomAccount,
} from '../support/sample-company/company-files.ts';
import { importFile } from '../support/sample-company/door.ts';
import {
  COUNTED,
  type Figures,
  expectedFigures,
  shownFigures,
  shownSavings,
  shownUsers,
} from '../support/sample-company/shown.ts';
import { savingsTruth } from '../support/sample-company/truth.ts';
import { type StandInProcess, startStandIn } from '../support/stand-in-process.ts';

const ZOOM = 'Zoom / Main';
const door = { ask, every };

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string() });

const newestPull = async (instanceId: string) => (await every(listPullsOperation, { instanceId }))[0];

/** Waits until the newest pull, or one that is named, was read whole; that of a platform ends with its log. */
const untilPulled = async (instanceId: string, pullId?: string): Promise<void> => {
  const pull = await until(
    'a pull of the sample company',
    PATIENCE_SECONDS,
    () => newestPull(instanceId),
    (found) =>
      found !== undefined &&
      (pullId === undefined || found.pullId === pullId) &&
      found.state !== 'reading' &&
      (found.platform === null || found.sources.some(({ source }) => source === 'sso-events')),
  );
  if (pull?.isCurrent !== true) throw new Error(`The pull came to ${pull?.state ?? 'nothing'}.`);
};

const connectZoom = async ({ instanceId }: Place): Promise<string> => {
  const { clientId, clientSecret } = await control('POST', 'apps', appSchema, {
    redirectUris: [callbackUrl()],
    accountIds: [zoomAccount().accountId],
    scopes: ZOOM_SCOPES,
  });
  const { connectionId } = await ask(createConnectionOperation, {
    params: { instanceId },
    body: { clientId, clientSecret, plan: 'business', rateShare: 1 },
  });
  const page = await consent(connectionId);
  if (page.status !== 200) throw new Error(`The consent ended at ${page.url} with ${String(page.status)}.`);
  await untilPulled(instanceId);
  return connectionId;
};

const untilCounted = async ({ instanceId }: Place): Promise<void> => {
  const { currentPullId } = await ask(getInstance, { params: { instanceId } });
  await until(
    'the accounts of the sample company to be counted',
    PATIENCE_SECONDS,
    () => ask(getInsightOperation, { params: { instanceId } }),
    ({ insight }) => insight !== null && insight.pullId === currentPullId,
  );
};

/** Estimates users of today anew: another test may have had that done while the company came in. */
const estimate = async (places: Places): Promise<void> => {
  const day = dayOf(new Date().toISOString());
  await storedRecords().writeMany(
    [...places.values()].map(({ instanceId }) => remove(usersEstimates, { instanceId, day })),
  );
  const expected = expectedFigures().users.filter(({ rule }) => rule !== 'none');
  await until(
    'users to be estimated',
    PATIENCE_SECONDS,
    async () => {
      expect((await invoke('EstimateUsers', {})).kind).toBe('answer');
      return shownUsers(door, places);
    },
    (users) =>
      expected.every(({ instance }) =>
        users.some((shown) => shown.instance === instance && shown.rule !== 'none'),
      ),
  );
};

/** A run of a file takes two licenses back, and Zoom is read again. */
const takeTwo = async (places: Places, connectionId: string) => {
  const place = placeOf(places, ZOOM);
  const { instanceId } = place;
  const csv = 'email\nivan@harbor.example.com\nkofi@harbor.example.com\n';
  const job = await importFile(door, { kind: 'manual-deprovision', instanceId }, csv);
  const run = await untilEnded(job.deprovision?.runId ?? '');
  const { pullId } = await ask(syncNow, { params: { connectionId } });
  await untilPulled(instanceId, pullId);
  await untilCounted(place);
  return { run, savings: await shownSavings(door, places, 'taken', ZOOM) };
};

describe('the sample company on a deployed stack', () => {
  let okta: StandInProcess;
  let scim: RunningScim;
  let start: Figures;
  let taken: Awaited<ReturnType<typeof takeTwo>>;

  beforeAll(async () => {
    await passMidnight(8);
    [okta, scim] = await Promise.all([
      startStandIn('okta', oktaCompany(), 10),
      startScim(0, { company: scimCompany() }),
    ]);
    let zoomConnection = '';
    const places = await bringIn({
      door,
      now: Date.now(),
      okta: { url: okta.url, token: 'okta-token' },
      scimUrl: scim.url,
      connectZoom: async (place) => {
        zoomConnection = await connectZoom(place);
      },
      untilPulled,
    });
    await Promise.all(COUNTED.map((instance) => untilCounted(placeOf(places, instance))));
    await estimate(places);
    start = await shownFigures(door, places);
    taken = await takeTwo(places, zoomConnection);
  });
  afterAll(async () => {
    await Promise.all([okta.stop(), scim.close()]);
  });

  it('has as many users of each instance as the truth says, by its rule', () => {
    expect(start.users).toEqual(expectedFigures().users);
  });

  it('has each seat at the level of the truth, worth what the truth says', () => {
    expect(start.levels).toEqual(expectedFigures().levels);
    expect(start.money).toEqual(expectedFigures().money);
  });

  it('could save and has saved what the truth says, and tells where seats run out', () => {
    expect(start.savings).toEqual(expectedFigures().savings);
    expect(start.alerts).toEqual(expectedFigures().alerts);
  });

  it('has saved what the truth says once a run took two licenses back', () => {
    expect(taken.run).toMatchObject({ status: 'completed', counts: { verified: 2 } });
    expect([taken.savings]).toEqual(savingsTruth().filter(({ moment }) => moment === 'taken'));
  });
});
