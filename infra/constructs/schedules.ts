import { ArnFormat, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { Effect, Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Regular, RegularSubjects } from '../alarms/silence-alarms.ts';
import type { StageSettings } from '../config.ts';
import { DeadLetterQueue } from './queues/dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

/** Scheduler hands a call over and is done; Lambda tries a call that fails again, after a minute and after two more. */
const ASYNC_RETRIES = 2;

export interface SchedulesProps {
  readonly settings: StageSettings;
  readonly startRun: ServiceFunction;
  readonly startSync: ServiceFunction;
  readonly endWait: ServiceFunction;
  readonly reconcileRuns: ServiceFunction;
  readonly sweep: ServiceFunction;
  readonly takeStock: ServiceFunction;
  readonly checkConnections: ServiceFunction;
  readonly estimateUsers: ServiceFunction;
  readonly searchUnsealed: ServiceFunction;
}

/** The group and role of the schedules that functions make (runs, syncs, ends of waits), and those that are always there. */
export class Schedules extends Construct {
  readonly #group: ScheduleGroup;
  readonly #role: Role;
  /** Calls of functions that failed again and again. */
  readonly callsFailed: Queue;
  /** What is called all the time. */
  readonly regular: RegularSubjects;
  readonly #props: SchedulesProps;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    this.#props = props;
    const { waitReconciler, sweeper, stocktaking, healthCheck, userEstimates, sealSearch } = props.settings;
    const { startRun, startSync, endWait } = props;
    const { reconcileRuns, sweep, takeStock, checkConnections, estimateUsers, searchUnsealed } = props;
    this.#group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: `seatkeeper-${props.settings.stage}`,
      // Schedules without the functions they call are of no use, and would keep the name from the next deployment.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'CallerRole', {
      // Scheduler takes the role for schedules of this group only (EventBridge Scheduler user guide, "Confused deputy prevention").
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.#group.scheduleGroupArn,
          },
        },
      }),
    });
    for (const target of [startRun, startSync, endWait]) {
      Grant.addToPrincipal({
        grantee: this.#role,
        actions: ['lambda:InvokeFunction'],
        resourceArns: [target.fn.functionArn],
      });
    }
    this.callsFailed = new DeadLetterQueue(this, 'CallsFailed').queue;
    const onFailure = new SqsDestination(this.callsFailed);
    const regular = [reconcileRuns, sweep, takeStock, checkConnections, estimateUsers, searchUnsealed];
    const called = [startRun, startSync, endWait, ...regular];
    for (const target of called) target.fn.configureAsyncInvoke({ retryAttempts: ASYNC_RETRIES, onFailure });
    this.regular = {
      reconcileRuns: this.#call(
        'ReconcileRuns',
        'Puts runs right whose execution is gone',
        waitReconciler,
        reconcileRuns,
      ),
      sweep: this.#call('Sweep', 'Removes rows nobody follows any more', sweeper, sweep),
      takeStock: this.#call('TakeStock', 'Counts what waits too long', stocktaking, takeStock),
      checkConnections: this.#call(
        'CheckConnections',
        'Looks at how connections stand',
        healthCheck,
        checkConnections,
      ),
      estimateUsers: this.#call(
        'EstimateUsers',
        'Estimates how many users instances have',
        userEstimates,
        estimateUsers,
      ),
      searchUnsealed: this.#call(
        'SearchUnsealed',
        'Seals audit events that the stream did not bring',
        sealSearch,
        searchUnsealed,
      ),
    };
  }

  /** Lets functions keep the schedules that start runs. */
  manageRunStarts(...functions: readonly ServiceFunction[]): void {
    this.#manage(functions);
    for (const target of functions) target.tell('startRunFunctionArn', this.#props.startRun.fn.functionArn);
  }

  /** Lets functions keep the schedules that start syncs. */
  manageSyncStarts(...functions: readonly ServiceFunction[]): void {
    this.#manage(functions);
    for (const target of functions) target.tell('startSyncFunctionArn', this.#props.startSync.fn.functionArn);
  }

  /** Lets functions keep the one-time schedules that end waits. */
  manageWaitEnds(...functions: readonly ServiceFunction[]): void {
    this.#manage(functions);
    for (const target of functions) target.tell('endWaitFunctionArn', this.#props.endWait.fn.functionArn);
  }

  /** Lets functions take back schedules of any kind. */
  takeBack(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['scheduler:DeleteSchedule'],
        resourceArns: [this.#scheduleArns()],
      });
      target.tell('scheduleGroup', this.#group.scheduleGroupName);
    }
  }

  #call(id: string, description: string, expression: string, target: ServiceFunction): Regular {
    const notCalled = new DeadLetterQueue(this, `${id}Failed`).queue;
    new Schedule(this, id, {
      description,
      schedule: ScheduleExpression.expression(expression, TimeZone.ETC_UTC),
      target: new LambdaInvoke(target.fn, { retryAttempts: 2, deadLetterQueue: notCalled }),
    });
    return { target, notCalled };
  }

  #scheduleArns(): string {
    return Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.#group.scheduleGroupName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  /** Schedules of the group call our functions in the group's role. */
  #manage(functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
        resourceArns: [this.#scheduleArns()],
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
