import { describe, expect, it } from 'vitest';
import type { DirectoryPerson, PlatformStatus } from '../../../../../shared/domain/platform.ts';
import type { Person } from '../../../../../shared/domain/person.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { platformAddresses, platformPeople } from '../../../../../shared/records/platform.ts';
import { previewMatches } from '../../../../../shared/use-cases/preview/preview-matches.ts';
import { platformPerson } from '../../../../support/memory-platform.ts';
import { PullWorld } from '../../../../support/pull-world.ts';
import { UNUSED_60, ruleOf } from '../../../../support/sample-evidence.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { daysAgo, user } from '../../../../support/vendor-world.ts';

const ONELOGIN = 'ins_00000000-onelogin';
const LEFT = ruleOf({ field: 'left', is: true });

/** A company with Zoom, and with OneLogin for signing in; Ada works there, and the leaver did until yesterday. */
class LeaverWorld extends PullWorld {
  #pulls = 0;

  async opened(): Promise<this> {
    await this.openWith(0);
    this.vendor.users.push(
      user('ada', { lastLoginAt: daysAgo(1) }),
      user('leaver', { lastLoginAt: daysAgo(2) }),
    );
    await this.chart(['ada', 'leaver']);
    await this.sync(1);
    return this;
  }

  async chart(names: readonly string[], patch: Partial<Person> = {}): Promise<void> {
    await this.setChart(
      names.map((name) => ({ email: `${name}@example.com`, ...(name === 'leaver' ? patch : {}) })),
      `cht_00000000-${String((this.#pulls += 1))}`,
    );
  }

  /** OneLogin lists these from now on. */
  async listed(...people: readonly (readonly [string, PlatformStatus])[]): Promise<void> {
    const instance = await this.instance();
    if (instance === undefined) throw new Error('There is no instance.');
    const pullId = `pul_00000000-onelogin-${String((this.#pulls += 1))}`;
    const at = { instanceId: ONELOGIN, pullId };
    for (const [name, status] of people) {
      const person: DirectoryPerson = { ...platformPerson(name, { status }), observedAt: this.clock.now() };
      const ids = { platformUserIds: [person.platformUserId], version: 1 };
      await this.store.writeMany([
        put(platformPeople, { ...at, ...person }, 'any'),
        put(platformAddresses, { ...at, address: `${name}@example.com`, ...ids }, 'any'),
      ]);
    }
    const platform = { ...instance, instanceId: ONELOGIN, vendor: 'onelogin' as const };
    await this.seed(put(instances, { ...platform, vendorTenantId: 'one', currentPullId: pullId }, 'any'));
  }

  async judged() {
    const preview = await previewMatches(this.all(), [LEFT, UNUSED_60], IDS.instance, { limit: 10 });
    if (preview.kind === 'no-pull') throw new Error('Nothing is current.');
    const matches = preview.matches.map(({ account, verdict }) => [
      account.email.split('@')[0],
      verdict.kind === 'match' && verdict.left ? 'left' : 'unused',
    ]);
    return { matches, unknown: preview.counts.unknown };
  }
}

/** The admin of {@link PullWorld} is in no chart. */
const BOSS_ALONE = { matches: [], unknown: 1 };

describe('somebody whom OneLogin deleted', () => {
  it('has not left by that: the absence of an entry says nothing', async () => {
    const world = await new LeaverWorld().opened();
    await world.listed(['ada', 'active'], ['leaver', 'active']);
    expect(await world.judged()).toEqual(BOSS_ALONE);
    await world.listed(['ada', 'active']);
    expect(await world.judged()).toEqual(BOSS_ALONE);
  });

  it('is unknown once the chart is made from OneLogin, which has them no more', async () => {
    const world = await new LeaverWorld().opened();
    await world.listed(['ada', 'active']);
    await world.chart(['ada']);
    expect(await world.judged()).toEqual({ matches: [], unknown: 2 });
  });

  it('is judged by use like everybody, and has not left by then either', async () => {
    const world = await new LeaverWorld().opened();
    await world.listed(['ada', 'active']);
    world.clock.advance(70 * 86_400_000);
    world.vendor.users.splice(1, 1, user('ada', { lastLoginAt: world.clock.now() }));
    await world.sync(2);
    expect(await world.judged()).toEqual({ matches: [['leaver', 'unused']], unknown: 1 });
  });

  it('has left where the chart says so', async () => {
    const world = await new LeaverWorld().opened();
    await world.listed(['ada', 'active']);
    await world.chart(['ada', 'leaver'], { endDate: '2026-03-01' });
    expect(await world.judged()).toEqual({ matches: [['leaver', 'left']], unknown: 1 });
  });
});

describe('somebody whom OneLogin suspends', () => {
  it('is away, and has not left by that, as who is deprovisioned at Okta has', async () => {
    const world = await new LeaverWorld().opened();
    await world.listed(['ada', 'active'], ['leaver', 'suspended']);
    expect(await world.judged()).toEqual(BOSS_ALONE);
    await world.listed(['ada', 'active'], ['leaver', 'deprovisioned']);
    expect(await world.judged()).toEqual({ matches: [['leaver', 'left']], unknown: 1 });
  });
});
