import { DistributedMap, JsonPath, Pass, Result, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';
import { Steps } from './steps.ts';

export interface ShardMapProps {
  /** Name of the Map state. */
  readonly name: string;
  /** Label of the Map Run in the console and in its ARN. */
  readonly label: string;
  /** What a child does, as the name of its state. */
  readonly childName: string;
  readonly step: ServiceFunction;
  readonly maxConcurrency: number;
  /** Where the machine goes when the Map itself fails. */
  readonly onFailure: IChainable;
}

/**
 * Works on the shards named in `$.shards`, one STANDARD child each. A child calls its step until the step says done, which it
 * also says after four minutes; what is left stays due in the table, and the machine asks for it afterwards.
 * Failed children are tolerated fully, since the table and not the Map knows what was done.
 */
export const shardMap = (scope: Construct, props: ShardMapProps): DistributedMap => {
  const steps = new Steps(scope);
  const start = new Pass(scope, `${props.childName}: note the start`, {
    parameters: {
      runId: JsonPath.stringAt('$.runId'),
      shard: JsonPath.numberAt('$.shard'),
      // The time of the child, which the start of the execution is not in every implementation.
      startedAt: JsonPath.stateEnteredTime,
    },
  });
  const call = steps.call(props.childName, props.step, {
    runId: JsonPath.stringAt('$.runId'),
    scope: 'shard',
    shard: JsonPath.numberAt('$.shard'),
    startedAt: JsonPath.stringAt('$.startedAt'),
  });
  const wait = steps.waitUntilNotBefore(`${props.childName}: wait for the rate`);
  const done = new Pass(scope, `${props.childName}: leave the shard`, { result: Result.fromObject({}) });
  const route = steps.route(
    `${props.childName}: decide whether to go on`,
    { more: call, 'rate-limited': wait },
    done,
  );
  wait.next(call);

  const map = new DistributedMap(scope, props.name, {
    label: props.label,
    mapExecutionType: StateMachineType.STANDARD,
    itemsPath: '$.shards',
    itemSelector: { runId: JsonPath.stringAt('$.runId'), shard: JsonPath.numberAt('$$.Map.Item.Value') },
    maxConcurrency: props.maxConcurrency,
    toleratedFailurePercentage: 100,
    resultPath: JsonPath.DISCARD,
  });
  map.itemProcessor(start.next(call).next(route));
  map.addCatch(props.onFailure, { resultPath: '$.failure' });
  return map;
};
