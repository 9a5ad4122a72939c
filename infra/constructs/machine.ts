import { RemovalPolicy } from 'aws-cdk-lib';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

export interface MachineProps {
  /** The machine's name, after the product and the stage. */
  readonly name: string;
  readonly settings: StageSettings;
  readonly start: IChainable;
}

/** Names are fixed, so that a step can be granted its own machine by name without a reference that goes in a circle. */
export const machineName = (settings: StageSettings, name: string): string =>
  `seatkeeper-${settings.stage}-${name}`;

/** A STANDARD state machine that logs its events without their data. */
export class Machine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const stateMachineName = machineName(props.settings, props.name);
    const destination = new LogGroup(this, 'Logs', {
      // Step Functions writes to groups under this prefix without an entry in the account's log resource policy.
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: props.settings.logRetentionDays,
      // Its name is fixed: a group left behind would keep the next deployment from making it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(props.start),
      tracingEnabled: true,
      logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
    });
  }
}
