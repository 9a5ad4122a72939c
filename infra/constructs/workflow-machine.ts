import { Fail, JsonPath, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { Choice, IChainable, IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { Machine } from './machine.ts';
import type { ServiceFunction } from './service-function.ts';
import { shardMap } from './shard-map.ts';
import { Steps } from './steps.ts';

/** The functions behind the steps, by the step's name. */
export interface WorkflowSteps {
  readonly pull: ServiceFunction;
  readonly preview: ServiceFunction;
  readonly guard: ServiceFunction;
  readonly notify: ServiceFunction;
  readonly openWait: ServiceFunction;
  readonly recheck: ServiceFunction;
  readonly act: ServiceFunction;
  readonly verify: ServiceFunction;
  readonly report: ServiceFunction;
  readonly fail: ServiceFunction;
}

export interface WorkflowMachineProps {
  readonly settings: StageSettings;
  readonly steps: WorkflowSteps;
}

/** Name of the machine, after the product and the stage. */
export const RUN_MACHINE = 'workflow-run';

/** Mails share one permit, so more senders at once would only wait for each other. */
const NOTICE_CHILDREN = 2;
/** Enough to hide the vendor's latency at its highest rate; the permits set the pace. */
const ACTION_CHILDREN = 5;

/**
 * One run: pull → preview → guard → notify → wait → re-check → act → verify → report.
 * State data holds ids and counts; the tables hold everything else, so every step may be repeated.
 */
export class WorkflowMachine extends Construct {
  readonly machine: IStateMachine;

  constructor(scope: Construct, id: string, props: WorkflowMachineProps) {
    super(scope, id);
    const run = { runId: JsonPath.stringAt('$$.Execution.Input.runId') };
    const failed = new Steps(this)
      .callWithState('Mark the run failed', props.steps.fail)
      .next(new Fail(this, 'End as failed', { error: 'RunFailed', cause: 'The run was marked failed.' }));
    const steps = new Steps(this, failed);
    const call = (name: string, step: ServiceFunction) => steps.call(name, step, run);
    const route = (name: string, routes: Readonly<Record<string, IChainable>>): Choice =>
      steps.route(name, routes, failed);

    const pull = call('Pull the accounts', props.steps.pull);
    const preview = call('Preview the run', props.steps.preview);
    const guard = call('Guard the plan', props.steps.guard);
    const notify = shardMap(this, {
      name: 'Send the notices',
      label: 'notices',
      childName: 'Notify a shard',
      step: props.steps.notify,
      maxConcurrency: NOTICE_CHILDREN,
      onFailure: failed,
    });
    const noticesLeft = steps.call('Ask whether notices are left', props.steps.notify, {
      ...run,
      scope: 'run',
    });
    const waitForAnswers = steps.waitForToken('Wait for the answers', props.steps.openWait, {
      ...run,
      phase: 'answers',
    });
    const waitForDecision = steps.waitForToken(
      'Wait for a decision on the parked plan',
      props.steps.openWait,
      {
        ...run,
        phase: 'parked',
      },
    );
    const recheck = call('Re-check the plan', props.steps.recheck);
    const act = shardMap(this, {
      name: 'Act on the plan',
      label: 'actions',
      childName: 'Act on a shard',
      step: props.steps.act,
      maxConcurrency: ACTION_CHILDREN,
      onFailure: failed,
    });
    const actionsLeft = steps.call('Ask whether actions are left', props.steps.act, { ...run, scope: 'run' });
    const verify = call('Verify the outcomes', props.steps.verify);
    const report = call('Report the run', props.steps.report);
    const finish = new Succeed(this, 'Finish the run');

    /** Waits for a rate or quota that lead back to a step: a short one of the machine, and a long one of the run, which may expire. */
    const rate = (where: string, back: IChainable): Readonly<Record<string, IChainable>> => ({
      'rate-limited': steps.waitUntilNotBefore(`Wait for the rate ${where}`).next(back),
      delayed: steps
        .waitForToken(`Wait long for the rate ${where}`, props.steps.openWait, {
          ...run,
          phase: 'rate',
          until: JsonPath.stringAt('$.notBefore'),
        })
        .next(route(`Decide after the long wait ${where}`, { over: back, ended: report })),
    });
    /** A wait for a reconnect that leads back to a step, or to the report where the run ended meanwhile. */
    const reconnect = (where: string, back: IChainable): IChainable =>
      steps
        .waitForToken(`Wait for a reconnect ${where}`, props.steps.openWait, { ...run, phase: 'reconnect' })
        .next(route(`Decide after the reconnect ${where}`, { resumed: back, ended: report }));

    pull.next(
      route('Decide after the pull', {
        more: pull,
        ...rate('of the pull', pull),
        reconnect: reconnect('of the pull', pull),
        done: preview,
        ended: report,
      }),
    );
    preview.next(
      route('Decide after the preview', {
        more: preview,
        sealed: guard,
        listed: report,
        nothing: report,
        ended: report,
      }),
    );
    guard.next(route('Decide after the guard', { ok: notify, parked: waitForDecision, ended: report }));
    waitForDecision.next(route('Decide about the parked plan', { released: guard, ended: report }));
    notify.next(noticesLeft);
    noticesLeft.next(
      route('Decide after the notices', {
        more: notify,
        ...rate('of the notices', noticesLeft),
        done: waitForAnswers,
        ended: report,
      }),
    );
    waitForAnswers.next(route('Decide after the wait', { over: recheck, ended: report }));
    recheck.next(
      route('Decide after the re-check', {
        more: recheck,
        ...rate('of the re-check', recheck),
        reconnect: reconnect('of the re-check', recheck),
        done: act,
        ended: report,
      }),
    );
    act.next(actionsLeft);
    actionsLeft.next(
      route('Decide after the actions', {
        more: act,
        // After a pause somebody may be back at work.
        ...rate('of the actions', recheck),
        reconnect: reconnect('of the actions', recheck),
        done: verify,
        ended: report,
      }),
    );
    verify.next(
      route('Decide after the verification', {
        more: verify,
        ...rate('of the verification', verify),
        reconnect: reconnect('of the verification', verify),
        done: report,
        ended: report,
      }),
    );
    report.next(route('Decide after the report', { more: report, done: finish }));

    this.machine = new Machine(this, 'Machine', {
      name: RUN_MACHINE,
      settings: props.settings,
      start: pull,
    }).machine;
  }
}
