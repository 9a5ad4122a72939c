import { beforeAll, describe, expect, it } from 'vitest';
import { listAccountsOperation } from '../../shared/contracts/api/instances.ts';
import { previewDraftMatches } from '../../shared/contracts/api/previews.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';
import { UNUSED_MEMBERS, addressOf } from '../support/integration/company.ts';
import {
  AHEAD,
  ODD,
  WORKS_AGAIN,
  lookAtConnections,
  newsTo,
  untilTold,
} from '../support/integration/owner-news.ts';
import { currentPull, syncAndWait, untilPulled } from '../support/integration/pulls.ts';
import { UNUSED } from '../support/integration/runs.ts';
import { changeUser, vendorUsers } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const TENANT = 'odd-pulls';
const HOUR_MS = 3_600_000;

const at = (who: string): string => addressOf(TENANT, who);
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** Zoom, as it is asked again and again. */
class Zoom {
  readonly world: Prepared;

  constructor(world: Prepared) {
    this.world = world;
  }

  accounts = async (): Promise<string[]> =>
    (await every(listAccountsOperation, { instanceId: this.world.instanceId }))
      .map(({ email, status, tier }) => `${email} ${status} ${tier}`)
      .toSorted();

  /** Whom the usual rule would take. */
  candidates = async (): Promise<string[]> => {
    const params = { instanceId: this.world.instanceId };
    const { matches } = await until(
      'a slow machine to judge all of them in one request',
      PATIENCE_SECONDS,
      () => ask(previewDraftMatches, { params, body: { rules: [UNUSED], limit: 100 } }),
      ({ complete }) => complete,
    );
    return matches.map(({ account }) => account.email.split('@')[0] ?? '').toSorted();
  };

  setLastLogin = (who: string, lastLogin: string | null): Promise<void> =>
    changeUser(TENANT, at(who), { lastLogin: lastLogin === null ? null : { at: lastLogin } });
}

describe('a vendor of licenses whose answers are odd', () => {
  let zoom: Zoom;
  let accounts: string[];
  const expectApplied = async (): Promise<void> => {
    expect(await syncAndWait(zoom.world)).toMatchObject({ state: 'applied', isCurrent: true, findings: [] });
    expect(await zoom.accounts()).toEqual(accounts);
  };

  const expectSame = async (): Promise<void> => {
    await expectApplied();
    expect(await zoom.candidates()).toEqual([...UNUSED_MEMBERS].sort());
    await lookAtConnections();
    expect(await newsTo(at('it'))).toEqual([]);
  };

  /** Last sign-ins that are gone, and others of tomorrow. */
  const expectFlickerAndClock = async (): Promise<void> => {
    for (const who of ['busy-01', 'busy-02', 'unused']) await zoom.setLastLogin(who, null);
    for (const who of ['busy-03', 'busy-04']) await zoom.setLastLogin(who, inHours(23.5));
    await expectApplied();
    // Who was there lately is known to have been; of who was not nobody knows, and that is no reason to act.
    expect(await zoom.candidates()).toEqual(UNUSED_MEMBERS.filter((who) => who !== 'unused').toSorted());
    expect(await untilTold(at('it'), 1)).toEqual([
      `${AHEAD} It listed 2 last sign-ins up to 23 hours ahead of our clock.`,
    ]);
  };

  const expectNobody = async (): Promise<void> => {
    const before = await currentPull(zoom.world);
    const everybody = [...(await vendorUsers(TENANT)).keys()];
    await Promise.all(everybody.map((email) => changeUser(TENANT, email, { unlisted: true })));
    const pull = await syncAndWait(zoom.world);
    expect(pull).toMatchObject({ state: 'quarantined', isCurrent: false, figures: { accounts: 0 } });
    expect(await currentPull(zoom.world)).toBe(before);
    expect(await zoom.accounts()).toEqual(accounts);
    const [, told] = await untilTold(at('it'), 2);
    expect(told).toContain(
      `${ODD} It listed no accounts instead of 44 (at least 36 were expected), no active`,
    );
    await Promise.all(everybody.map((email) => changeUser(TENANT, email, { unlisted: false })));
  };

  const expectItself = async (): Promise<void> => {
    for (const who of ['busy-01', 'busy-02', 'busy-03', 'busy-04']) await zoom.setLastLogin(who, inHours(-2));
    await expectApplied();
    expect((await untilTold(at('it'), 3)).slice(2)).toEqual([WORKS_AGAIN]);
  };

  beforeAll(async () => {
    zoom = new Zoom(await connect(TENANT));
    await untilPulled(zoom.world);
    accounts = await zoom.accounts();
  });

  it('is followed where they can be true, and explained to the owners where they can’t', async () => {
    expect(accounts).toHaveLength(44);
    await expectSame();
    await expectFlickerAndClock();
    await expectNobody();
    await expectItself();
  });
});
