import { expect, it } from 'vitest';
import type { Person } from '../../../../../shared/domain/person.ts';
import { deleteUser } from '../../../../../shared/use-cases/scim/delete-user.ts';
import { previewMatches } from '../../../../../shared/use-cases/preview/preview-matches.ts';
import { PullWorld } from '../../../../support/pull-world.ts';
import { UNUSED_60, ruleOf } from '../../../../support/sample-evidence.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { PROVIDER, provider } from '../../../../support/scim-company.ts';
import { daysAgo, user } from '../../../../support/vendor-world.ts';

const LEFT = ruleOf({ field: 'left', is: true });

/** A company whose people Ada and Ben have a license each, and Ada a user of ours, too. */
class Company extends PullWorld {
  async opened(): Promise<this> {
    await this.openWith(0);
    this.vendor.users.push(
      user('ada', { lastLoginAt: daysAgo(1) }),
      user('ben', { lastLoginAt: daysAgo(2) }),
    );
    await this.chart();
    await this.sync(1);
    return this;
  }

  chart(ofAda: Partial<Person> = {}): Promise<unknown> {
    const people = [{ email: 'ada@example.com', ...ofAda }, { email: 'ben@example.com' }];
    return this.setChart(people, `cht_00000000-${String(Object.keys(ofAda).length)}`);
  }

  /** Whom a rule about leavers and one about use would take a license from, and how many nobody can tell anything of. */
  async judged() {
    const preview = await previewMatches(this.all(), [LEFT, UNUSED_60], IDS.instance, { limit: 10 });
    if (preview.kind === 'no-pull') throw new Error('Nothing is current.');
    return { whom: preview.matches.map(({ account }) => account.email), unknown: preview.counts.unknown };
  }
}

it('takes nobody’s license that their access to us ends: they have not left by that', async () => {
  const world = await new Company().opened();
  const nobody = await world.judged();
  expect(nobody.whom).toEqual([]);

  const deps = world.all();
  const { push, change } = provider(deps);
  const { userId } = await push('ada', { permissionsRole: 'basic-user' });
  await change(userId, { active: false });
  expect(await world.judged()).toEqual(nobody);
  await deleteUser(deps, PROVIDER, { userId });
  expect(await world.judged()).toEqual(nobody);
  await world.sync(2);
  expect(await world.judged()).toEqual(nobody);

  await world.chart({ endDate: '2026-03-01' });
  expect((await world.judged()).whom).toEqual(['ada@example.com']);
});
