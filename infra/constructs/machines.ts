import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { machineName } from './machine.ts';
import type { ServiceFunction } from './service-function.ts';
import { SYNC_MACHINE, SyncMachine } from './sync-machine.ts';
import { RUN_MACHINE, WorkflowMachine } from './workflow-machine.ts';
import type { WorkflowSteps } from './workflow-machine.ts';

export interface MachinesProps {
  readonly settings: StageSettings;
  readonly steps: WorkflowSteps;
}

/** Both machines, and who may start, answer and look at their executions. */
export class Machines extends Construct {
  readonly run: IStateMachine;
  readonly sync: IStateMachine;
  readonly #runName: string;
  readonly #syncName: string;

  constructor(scope: Construct, id: string, props: MachinesProps) {
    super(scope, id);
    const { settings, steps } = props;
    this.#runName = machineName(settings, RUN_MACHINE);
    this.#syncName = machineName(settings, SYNC_MACHINE);
    this.run = new WorkflowMachine(this, 'WorkflowRun', { settings, steps }).machine;
    this.sync = new SyncMachine(this, 'ConnectionSync', {
      settings,
      pull: steps.pull,
      fail: steps.fail,
    }).machine;
  }

  startRuns(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      target.tell('runMachineArn', this.run.stateMachineArn);
      this.run.grantStartExecution(target.fn);
    }
  }

  startSyncs(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      target.tell('syncMachineArn', this.sync.stateMachineArn);
      this.sync.grantStartExecution(target.fn);
    }
  }

  /** Completing a token. A step of the machine gets it by name, since a reference back to the machine would be a circle. */
  completeWaits(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['states:SendTaskSuccess'],
        resourceArns: [this.#arn('stateMachine', this.#runName)],
      });
    }
  }

  describeRuns(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      target.tell('runMachineArn', this.run.stateMachineArn);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['states:DescribeExecution'],
        resourceArns: [this.#arn('execution', `${this.#runName}:*`)],
      });
    }
  }

  describeSyncs(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      target.tell('syncMachineArn', this.sync.stateMachineArn);
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['states:DescribeExecution'],
        resourceArns: [this.#arn('execution', `${this.#syncName}:*`)],
      });
    }
  }

  #arn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
