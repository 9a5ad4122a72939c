import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definitionsOf, statesOf, tasksWithoutTimeout } from '../../../local/check/machine-definitions.ts';
import * as contracts from '../../../shared/contracts/workflow-steps.ts';
import { RETRIED_FAULT } from '../../../shared/names.ts';
import { synthesize } from '../../support/synthesized.ts';

const choiceSchema = z.object({
  Variable: z.literal('$.outcome'),
  StringEquals: z.string(),
  Next: z.string(),
});
const stateSchema = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Choices: z.array(choiceSchema).default([]),
  Default: z.string().optional(),
  Retry: z.array(z.object({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number() }).loose()).default([]),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() }).loose()).default([]),
  TimeoutSeconds: z.number().optional(),
  MaxConcurrency: z.number().optional(),
  ToleratedFailurePercentage: z.number().optional(),
});
const mapSchema = z.looseObject({
  ItemProcessor: z.object({
    ProcessorConfig: z.object({ Mode: z.string(), ExecutionType: z.string() }),
    StartAt: z.string(),
    States: z.record(z.string(), stateSchema),
  }),
});
const definitionSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });

const definitions = definitionsOf(synthesize('prod').service.template);
const machineWith = (state: string) => {
  const found = definitions.find((definition) => statesOf(definition).some(({ name }) => name === state));
  return definitionSchema.parse(found);
};
const run = machineWith('Report the run');
const sync = machineWith('Finish the sync');

type States = Readonly<Record<string, z.infer<typeof stateSchema>>>;

/** The Task states, those inside a Map included. */
const tasksOf = (states: States): readonly z.infer<typeof stateSchema>[] =>
  Object.values(states).flatMap((state) => {
    if (state.Type === 'Map') return tasksOf(mapSchema.parse(state).ItemProcessor.States);
    return state.Type === 'Task' ? [state] : [];
  });

/** What the Choice after a step knows. */
const outcomesAfter = (states: States, step: string): readonly string[] => {
  const choice = states[states[step]?.Next ?? ''];
  return (choice?.Choices ?? []).map((rule) => rule.StringEquals).sort();
};

/** Every outcome a schema allows, however deep in unions it stands. */
const outcomesOf = (schema: z.ZodType): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    const { success, data } = z
      .looseObject({
        properties: z
          .looseObject({
            outcome: z
              .object({ const: z.string().optional(), enum: z.array(z.string()).optional() })
              .loose()
              .optional(),
          })
          .optional(),
        anyOf: z.array(z.unknown()).default([]),
        allOf: z.array(z.unknown()).default([]),
        oneOf: z.array(z.unknown()).default([]),
      })
      .safeParse(node);
    if (!success) return;
    const outcome = data.properties?.outcome;
    for (const one of [...(outcome?.enum ?? []), ...(outcome?.const === undefined ? [] : [outcome.const])])
      found.add(one);
    for (const inner of [...data.anyOf, ...data.allOf, ...data.oneOf]) visit(inner);
  };
  visit(z.toJSONSchema(schema));
  return [...found].sort();
};

describe('the machine of a run', () => {
  it('has a time-out at every Task', () => {
    expect(definitions).toHaveLength(2);
    expect(definitions.flatMap(tasksWithoutTimeout)).toEqual([]);
  });

  it.each([
    ['Pull the accounts', contracts.pullStep.output],
    ['Preview the run', contracts.previewStep.output],
    ['Guard the plan', contracts.guardStep.output],
    ['Ask whether notices are left', contracts.notifyStep.runOutput],
    ['Re-check the plan', contracts.recheckStep.output],
    ['Ask whether actions are left', contracts.actStep.runOutput],
    ['Verify the outcomes', contracts.verifyStep.output],
    ['Report the run', contracts.reportStep.output],
  ])('knows what follows every outcome of "%s"', (step, output) => {
    expect(outcomesAfter(run.States, step)).toEqual(outcomesOf(output));
  });

  it('knows what follows every outcome of a sync', () => {
    expect(outcomesAfter(sync.States, 'Pull the accounts')).toEqual(outcomesOf(contracts.pullStep.output));
  });

  it.each([
    ['Wait for the answers', ['ended', 'over']],
    ['Wait for a decision on the parked plan', ['ended', 'released']],
    ['Wait for a reconnect of the pull', ['ended', 'resumed']],
    ['Wait for a reconnect of the re-check', ['ended', 'resumed']],
    ['Wait for a reconnect of the actions', ['ended', 'resumed']],
    ['Wait for a reconnect of the verification', ['ended', 'resumed']],
    ['Wait long for the rate of the pull', ['ended', 'over']],
    ['Wait long for the rate of the notices', ['ended', 'over']],
    ['Wait long for the rate of the re-check', ['ended', 'over']],
    ['Wait long for the rate of the actions', ['ended', 'over']],
    ['Wait long for the rate of the verification', ['ended', 'over']],
  ])('"%s" ends by an outcome of the contract, and after 90 days at the latest', (wait, outcomes) => {
    expect(outcomesAfter(run.States, wait)).toEqual(outcomes);
    expect(outcomesOf(contracts.waitOverSchema)).toEqual(expect.arrayContaining(outcomes));
    expect(run.States[wait]?.TimeoutSeconds).toBe(90 * 86_400);
  });

  it.each([
    ['Send the notices', contracts.notifyStep.childOutput],
    ['Act on the plan', contracts.actStep.childOutput],
  ])('maps the shards in "%s" as STANDARD children and tolerates every failed one', (name, output) => {
    const map = run.States[name];
    expect(map).toMatchObject({ ToleratedFailurePercentage: 100 });
    expect(map?.MaxConcurrency).toBeGreaterThan(0);
    const { ItemProcessor: processor } = mapSchema.parse(map);
    expect(processor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    const [call] = Object.keys(processor.States).filter((state) => processor.States[state]?.Type === 'Task');
    const known = outcomesAfter(processor.States, call ?? '');
    expect([...known, 'done'].sort()).toEqual(outcomesOf(output));
  });

  it('retries errors of the infrastructure only, at most three tries in all', () => {
    const retries = Object.values({ ...run.States, ...sync.States }).flatMap((state) => state.Retry);
    expect(retries.length).toBeGreaterThan(10);
    for (const retry of retries) {
      expect(retry.MaxAttempts).toBeLessThanOrEqual(2);
      for (const error of retry.ErrorEquals)
        expect(error).toMatch(/^(Lambda|Runtime|Sandbox)\.|^States\.Timeout$/);
    }
  });

  it('tries every step again that hands on a fault', () => {
    const tasks = [...tasksOf(run.States), ...tasksOf(sync.States)];
    expect(tasks.length).toBe(definitions.flatMap(statesOf).filter(({ type }) => type === 'Task').length);
    for (const task of tasks)
      expect(task.Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).toContain(RETRIED_FAULT);
  });

  it('goes to the failure route from every step that fails for good, and from every unknown outcome', () => {
    for (const [name, state] of Object.entries(run.States)) {
      if (name === 'Mark the run failed') continue;
      if (state.Type === 'Task' || state.Type === 'Map') {
        expect(state.Catch, name).toMatchObject([
          { ErrorEquals: ['States.ALL'], Next: 'Mark the run failed' },
        ]);
      }
      if (state.Type === 'Choice') expect(state.Default, name).toBe('Mark the run failed');
    }
  });

  it.each([
    ['rate-limited', 'Wait for the rate of the actions'],
    ['delayed', 'Wait long for the rate of the actions'],
    ['reconnect', 'Wait for a reconnect of the actions'],
  ])('re-checks after every pause of the actions: %s', (outcome, wait) => {
    const after = (choice: string, said: string) =>
      run.States[choice]?.Choices.find(({ StringEquals }) => StringEquals === said)?.Next;
    expect(after('Decide after the actions', outcome)).toBe(wait);
    const next = run.States[wait]?.Next ?? '';
    const isDecided = next.startsWith('Decide');
    expect(isDecided ? (after(next, 'resumed') ?? after(next, 'over')) : next).toBe('Re-check the plan');
  });

  it('speaks the contract of this release', () => {
    expect(JSON.stringify(definitions)).toContain(`"contract":${contracts.CONTRACT}`);
  });
});
