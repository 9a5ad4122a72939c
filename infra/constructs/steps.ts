import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  IntegrationPattern,
  JsonPath,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, State, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { RETRIED_FAULT } from '../../shared/names.ts';
import { MAX_TIMEOUT } from './service-function.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Errors of the infrastructure, after which the same call may succeed; what a step expects comes back as an outcome.
 * A function that dies arrives as one of the `Runtime` errors, and so does a fault in it that nobody threw on purpose.
 */
const INFRASTRUCTURE_ERRORS = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  RETRIED_FAULT,
  'Sandbox.Timedout',
  'States.Timeout',
];

/** Three tries in all, after 2 s and 6 s: 8 s of patience, and every step resumes from the table if that is not enough. */
const RETRY = {
  errors: INFRASTRUCTURE_ERRORS,
  maxAttempts: 2,
  interval: Duration.seconds(2),
  backoffRate: 3,
};

/** A function ends itself first; the rest is for queueing before it. */
const STEP_TIMEOUT = Timeout.duration(Duration.seconds(MAX_TIMEOUT.toSeconds() + 10));

/** Backstop of a wait on a token. A one-time schedule ends every wait long before: no notice period is over 60 days. */
const TOKEN_TIMEOUT = Timeout.duration(Duration.days(90));

/** Number of the step contracts this definition speaks. */
export const CONTRACT = 3;

const HAS_SAID = (outcome: string): Condition => Condition.stringEquals('$.outcome', outcome);

/** Makes the states of one machine: calls of steps, waits, and the routes between them. */
export class Steps {
  readonly #scope: Construct;
  readonly #onFailure: IChainable | undefined;

  /** @param onFailure where a step goes that failed for good; without one the execution fails there */
  constructor(scope: Construct, onFailure?: IChainable) {
    this.#scope = scope;
    this.#onFailure = onFailure;
  }

  /** Calls a step; its result becomes the whole state. */
  call(name: string, step: ServiceFunction, payload: Record<string, unknown>): LambdaInvoke {
    return this.#guarded(
      new LambdaInvoke(this.#scope, name, {
        lambdaFunction: step.fn,
        payload: TaskInput.fromObject({ contract: CONTRACT, ...payload }),
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        taskTimeout: STEP_TIMEOUT,
      }),
    );
  }

  /** Calls a step with the whole state. */
  callWithState(name: string, step: ServiceFunction): LambdaInvoke {
    return this.#guarded(
      new LambdaInvoke(this.#scope, name, {
        lambdaFunction: step.fn,
        // No payload is the state itself; a path as payload would be sent as a text.
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        taskTimeout: STEP_TIMEOUT,
      }),
    );
  }

  /** Hands a token to a step and waits until somebody completes it; what they complete it with becomes the state. */
  waitForToken(name: string, step: ServiceFunction, payload: Record<string, unknown>): LambdaInvoke {
    return this.#guarded(
      new LambdaInvoke(this.#scope, name, {
        lambdaFunction: step.fn,
        integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
        payload: TaskInput.fromObject({ contract: CONTRACT, ...payload, taskToken: JsonPath.taskToken }),
        retryOnServiceExceptions: false,
        taskTimeout: TOKEN_TIMEOUT,
      }),
    );
  }

  /** Waits until the moment a rate-limited step named. */
  waitUntilNotBefore(name: string): Wait {
    return new Wait(this.#scope, name, { time: WaitTime.timestampPath('$.notBefore') });
  }

  /** Goes where the outcome says; an outcome nobody knows is a failure. */
  route(name: string, routes: Readonly<Record<string, IChainable>>, otherwise: IChainable): Choice {
    const choice = new Choice(this.#scope, name);
    for (const [outcome, next] of Object.entries(routes)) choice.when(HAS_SAID(outcome), next);
    choice.otherwise(otherwise);
    return choice;
  }

  #guarded<Task extends TaskStateBase & State & LambdaInvoke>(task: Task): Task {
    task.addRetry(RETRY);
    if (this.#onFailure !== undefined) task.addCatch(this.#onFailure, { resultPath: '$.failure' });
    return task;
  }
}
