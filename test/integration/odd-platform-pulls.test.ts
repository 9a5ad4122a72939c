import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getInstance } from '../../shared/contracts/api/instances.ts';
import { ask } from '../support/integration/api.ts';
import { ConnectedPlatform } from '../support/integration/connected-platform.ts';
import { type OktaOrg, loginsOf, startOktaOrg } from '../support/integration/okta-org.ts';
import { AHEAD, ODD, lookAtConnections, newsTo, untilTold } from '../support/integration/owner-news.ts';

const ORG = '00oOdd';
const HOUR_MS = 3_600_000;

describe('a platform whose answers are odd', () => {
  const CONTACT = `it@${ORG.toLowerCase()}.example.com`;
  const [FIRST = ''] = loginsOf(ORG);
  let okta: OktaOrg;
  let platform: ConnectedPlatform;
  const current = async (): Promise<string | null> =>
    (await ask(getInstance, { params: { instanceId: platform.instanceId } })).currentPullId;

  beforeAll(async () => {
    okta = await startOktaOrg(ORG);
    const credentials = { kind: 'api-token', token: await okta.token() } as const;
    platform = await ConnectedPlatform.connect('okta', okta.url, credentials, CONTACT);
    await platform.untilRead();
  });
  afterAll(async () => {
    await okta.endFaults();
    await okta.stop();
  });

  it('is followed where they can be true, and explained to the owners where they can’t', async () => {
    const signIns = await platform.signInsTo('Zoom');
    const same = await platform.sync();
    expect(same).toMatchObject({ state: 'applied', findings: [] });
    expect(await platform.signInsTo('Zoom')).toBe(signIns);
    await lookAtConnections();
    expect(await newsTo(CONTACT)).toEqual([]);

    await okta.listNobodyOnce();
    expect(await platform.sync()).toMatchObject({ state: 'quarantined', platform: { people: 0, apps: 2 } });
    expect(await current()).toBe(same.pullId);
    const told = `${ODD} It listed no people instead of 12 (at least 9 were expected), no active ones instead of 12 (at least 9 were expected).`;
    expect(await untilTold(CONTACT, 1)).toEqual([told]);
    await okta.setLastLogin(FIRST, new Date(Date.now() + 23.5 * HOUR_MS).toISOString());
    expect((await platform.sync()).state).toBe('applied');
    const ahead = `${AHEAD} It listed 1 last sign-in up to 23 hours ahead of our clock.`;
    expect(await untilTold(CONTACT, 2)).toEqual([told, ahead]);
  });
});
