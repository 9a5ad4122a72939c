import { ArnFormat, Stack, TimeZone } from 'aws-cdk-lib';
import { Effect, Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { removalPolicyOf } from '../removal-policy.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface SchedulesProps {
  readonly settings: StageSettings;
  readonly startRun: ServiceFunction;
  readonly startSync: ServiceFunction;
  readonly endWait: ServiceFunction;
  readonly reconcileRuns: ServiceFunction;
}

/** The group and role of the schedules that functions make (runs, syncs, ends of waits), and the hourly reconciler. */
export class Schedules extends Construct {
  readonly #group: ScheduleGroup;
  readonly #role: Role;
  readonly #props: SchedulesProps;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    this.#props = props;
    this.#group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: `seatkeeper-${props.settings.stage}`,
      removalPolicy: removalPolicyOf(props.settings),
    });
    this.#role = new Role(this, 'CallerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    for (const target of [props.startRun, props.startSync, props.endWait]) {
      Grant.addToPrincipal({
        grantee: this.#role,
        actions: ['lambda:InvokeFunction'],
        resourceArns: [target.fn.functionArn],
      });
    }
    new Schedule(this, 'ReconcileRuns', {
      description: 'Closes runs whose execution is gone',
      schedule: ScheduleExpression.expression(props.settings.waitReconciler, TimeZone.ETC_UTC),
      target: new LambdaInvoke(props.reconcileRuns.fn, {
        retryAttempts: 2,
        deadLetterQueue: new DeadLetterQueue(this, 'ReconcileRunsFailed').queue,
      }),
    });
  }

  /** Lets functions keep the schedules that start runs and syncs. */
  manageStarts(...functions: readonly ServiceFunction[]): void {
    this.#manage(functions);
    for (const target of functions) {
      target.tell('startRunFunctionArn', this.#props.startRun.fn.functionArn);
      target.tell('startSyncFunctionArn', this.#props.startSync.fn.functionArn);
    }
  }

  /** Lets functions keep the one-time schedules that end waits. */
  manageEnds(...functions: readonly ServiceFunction[]): void {
    this.#manage(functions);
    for (const target of functions) target.tell('endWaitFunctionArn', this.#props.endWait.fn.functionArn);
  }

  /** Schedules of the group call our functions in the group's role. */
  #manage(functions: readonly ServiceFunction[]): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.#group.scheduleGroupName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    for (const target of functions) {
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: [
          'scheduler:CreateSchedule',
          'scheduler:UpdateSchedule',
          'scheduler:DeleteSchedule',
          'scheduler:GetSchedule',
        ],
        resourceArns: [schedules],
      });
      // `Role.grantPassRole` cannot say to which service the role may be passed.
      target.fn.addToRolePolicy(
        new PolicyStatement({
          effect: Effect.ALLOW,
          actions: ['iam:PassRole'],
          resources: [this.#role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
      );
      target.tell('scheduleGroup', this.#group.scheduleGroupName);
      target.tell('scheduleRoleArn', this.#role.roleArn);
    }
  }
}
