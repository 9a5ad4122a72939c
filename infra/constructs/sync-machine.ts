import { Fail, JsonPath, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { Machine } from './machine.ts';
import type { ServiceFunction } from './service-function.ts';
import { Steps } from './steps.ts';

export interface SyncMachineProps {
  readonly settings: StageSettings;
  readonly pull: ServiceFunction;
  readonly fail: ServiceFunction;
}

/** Name of the machine, after the product and the stage. */
export const SYNC_MACHINE = 'connection-sync';

/** One sync of a connection: the same pull as a run's, on its own. */
export class SyncMachine extends Construct {
  readonly machine: IStateMachine;

  constructor(scope: Construct, id: string, props: SyncMachineProps) {
    super(scope, id);
    const failed = new Steps(this)
      .callWithState('Mark the sync failed', props.fail)
      .next(new Fail(this, 'End as failed', { error: 'SyncFailed', cause: 'The sync was marked failed.' }));
    const steps = new Steps(this, failed);
    const pull = steps.call('Pull the accounts', props.pull, {
      connectionId: JsonPath.stringAt('$$.Execution.Input.connectionId'),
      pullId: JsonPath.stringAt('$$.Execution.Input.pullId'),
    });
    const wait = steps.waitUntilNotBefore('Wait for the rate of the pull');
    wait.next(pull);
    const finish = new Succeed(this, 'Finish the sync');
    pull.next(
      steps.route(
        'Decide after the pull',
        { more: pull, 'rate-limited': wait, delayed: wait, reconnect: finish, done: finish, ended: finish },
        failed,
      ),
    );
    this.machine = new Machine(this, 'Machine', {
      name: SYNC_MACHINE,
      settings: props.settings,
      start: pull,
    }).machine;
  }
}
