import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../../../shared/domain/run.ts';
import type { Workflow } from '../../../../../shared/domain/workflow.ts';
import { releasePlan } from '../../../../../shared/use-cases/runs/release-plan.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { sampleWorkflow } from '../../../../support/sample-run.ts';
import { SLEEPERS, UninstalledRun, endedAs } from '../../../../support/uninstalled-run.ts';
import { UNINSTALLED } from '../../../../support/uninstalling-world.ts';

const LATER = '2026-03-03T00:00:00.000Z';

interface Stand {
  /** Makes the run stand so. */
  readonly reach: (run: UninstalledRun) => Promise<void>;
  /** The app is uninstalled further on, in the middle of a call. */
  readonly further?: boolean;
  readonly workflow?: Partial<Workflow>;
  readonly status?: RunStatus;
  /** How the three items end; none where the plan was not made. */
  readonly items?: readonly string[];
}

const CANCELLED = Array.from(SLEEPERS, () => 'cancelled run-cancelled');
const VERIFIED = Array.from(SLEEPERS, () => 'verified');

const died = async (run: UninstalledRun): Promise<void> => {
  await expect(run.driven.drive()).rejects.toThrow('The worker died');
};

const STANDS: Readonly<Record<string, Stand>> = {
  'before its pull': { reach: (run) => run.before('pull') },
  'between two calls of its pull': {
    reach: async (run) => {
      run.world.vendor.failNext('readSignIns', { kind: 'rate-limited', notBefore: LATER });
      await run.before('pull', 2);
    },
  },
  'while its pull waits until the vendor’s next day': {
    reach: async (run) => {
      run.world.vendor.failNext('readSignIns', { kind: 'rate-limited', notBefore: LATER });
      run.driven.stopsAtRate = true;
      await run.until('rate');
    },
  },
  'while its pull waits for a reconnect': {
    reach: async (run) => {
      run.world.vendor.failNext('readEngagement', UNINSTALLED);
      await run.until('reconnect');
    },
  },
  'before its preview': { reach: (run) => run.before('preview') },
  'before its guard': { reach: (run) => run.before('guard'), items: CANCELLED },
  'while its plan is parked': {
    workflow: {
      rules: sampleWorkflow().rules.map((rule) => ({ ...rule, outcome: { kind: 'disassociate' } })),
    },
    reach: (run) => run.until('parked'),
    items: CANCELLED,
  },
  'once a second person has released its plan': {
    workflow: {
      rules: sampleWorkflow().rules.map((rule) => ({ ...rule, outcome: { kind: 'disassociate' } })),
    },
    reach: async (run) => {
      await run.until('parked');
      const planHash = (await run.world.run(run.runId)).seal?.hash ?? '';
      const given = { runId: run.runId, userId: 'usr_second-0001', planHash, reason: 'asked by HR' };
      await releasePlan(run.world.all(), ADMIN, given);
    },
    items: CANCELLED,
  },
  'before its notices': { reach: (run) => run.before('map notify'), items: CANCELLED },
  'between two notices': {
    further: true,
    reach: async (run) => {
      await run.before('map notify');
      const send = run.world.mailer.send.bind(run.world.mailer);
      run.world.mailer.send = async (mail) => {
        run.world.mailer.send = send;
        const sent = await send(mail);
        await run.world.uninstall();
        return sent;
      };
    },
    items: CANCELLED,
  },
  'while it waits for answers': { reach: (run) => run.until('answers'), items: CANCELLED },
  'before its re-check': {
    reach: async (run) => {
      await run.answered();
      await run.before('recheck');
    },
    items: CANCELLED,
  },
  'while its re-check waits for a reconnect': {
    reach: async (run) => {
      await run.answered();
      run.world.vendor.failNext('listRoles', UNINSTALLED);
      run.world.vendor.failNext('readEngagement', UNINSTALLED);
      await run.until('reconnect');
    },
    items: CANCELLED,
  },
  'before it acts': { reach: (run) => run.due(), items: CANCELLED },
  'after a worker died with its intent written, before the change was sent': {
    reach: async (run) => {
      await run.due();
      run.world.changer.dieAt = { call: 2, when: 'before' };
      await died(run);
    },
    items: [...CANCELLED.slice(1), 'failed outcome-unknown'],
  },
  'after a worker died with the change made': {
    reach: async (run) => {
      await run.due();
      run.world.changer.dieAt = { call: 2, when: 'after' };
      await died(run);
    },
    items: [...CANCELLED.slice(1), 'failed outcome-unknown'],
  },
  'during a change that the vendor then refuses': {
    further: true,
    reach: async (run) => {
      await run.due();
      run.world.changer.duringChange = { when: 'before', happens: () => run.world.uninstall() };
    },
    items: CANCELLED,
  },
  'during a change that the vendor made': {
    further: true,
    reach: async (run) => {
      await run.due();
      run.world.changer.duringChange = { when: 'after', happens: () => run.world.uninstall() };
    },
    items: [...CANCELLED.slice(1), 'failed not-verified'],
  },
  'during a change whose answer was lost': {
    further: true,
    reach: async (run) => {
      await run.due();
      run.world.changer.troubleNext({ kind: 'unavailable', notBefore: LATER, reason: 'lost', made: true });
      run.world.changer.duringChange = { when: 'after', happens: () => run.world.uninstall() };
    },
    items: [...CANCELLED.slice(1), 'failed outcome-unknown'],
  },
  'while it waits until the vendor’s next day to go on acting': {
    reach: async (run) => {
      await run.due();
      run.world.changer.troubleNext(
        ...SLEEPERS.map(() => ({ kind: 'rate-limited' as const, notBefore: LATER })),
      );
      run.driven.stopsAtRate = true;
      await run.until('rate');
    },
    items: CANCELLED,
  },
  'while its acting waits for a reconnect': {
    reach: async (run) => {
      await run.due();
      run.world.changer.troubleNext(UNINSTALLED);
      await run.until('reconnect');
    },
    items: CANCELLED,
  },
  'before what was done is read back': {
    reach: async (run) => {
      await run.due();
      await run.before('verify');
    },
    items: Array.from(SLEEPERS, () => 'failed not-verified'),
  },
  'while its reading back waits for a reconnect': {
    reach: async (run) => {
      await run.due();
      await run.before('verify');
      run.world.vendor.failAlways('readAccount', UNINSTALLED);
      await run.until('reconnect');
    },
    items: Array.from(SLEEPERS, () => 'failed not-verified'),
  },
  'before its report': {
    reach: async (run) => {
      await run.due();
      await run.before('report');
    },
    items: VERIFIED,
  },
  'after its end': {
    reach: async (run) => {
      await run.answered();
      expect(await run.driven.drive()).toBe('finished');
    },
    status: 'completed',
    items: VERIFIED,
  },
  'while it only suggests': { workflow: { mode: 'suggest' }, reach: (run) => run.before('preview') },
  'after its list was made': {
    workflow: { mode: 'suggest' },
    reach: async (run) => {
      expect(await run.driven.drive()).toBe('finished');
    },
    status: 'listed',
  },
};

/** A run as it stands when its app is uninstalled. */
const reached = async (stand: Stand): Promise<UninstalledRun> => {
  const run = await new UninstalledRun().start(stand.workflow);
  await stand.reach(run);
  return run;
};

describe('an uninstall of a run', () => {
  it.each(Object.entries(STANDS))('%s ends it, and leaves nothing', async (_, stand) => {
    const run = await reached(stand);
    if (stand.further !== true) await run.world.uninstall();
    expect(await run.driven.drive()).toBe('finished');
    await run.world.workOff();
    expect(await run.end()).toEqual(endedAs(stand.items ?? [], stand.status));
  });

  it.each(Object.entries(STANDS).filter(([, { further }]) => further !== true))(
    '%s ends it also where its machine sleeps until the vendor’s next day, or is gone',
    async (_, stand) => {
      const run = await reached(stand);
      await run.world.uninstall();
      await run.world.workOff();
      expect(await run.end()).toEqual(endedAs(stand.items ?? [], stand.status));
      // It wakes up at last, and finds nothing to do.
      expect(await run.driven.drive()).toBe('finished');
      expect(await run.end()).toEqual(endedAs(stand.items ?? [], stand.status));
    },
  );
});
