import { z } from 'zod';

const stateSchema = z.looseObject({
  Type: z.string(),
  TimeoutSeconds: z.number().optional(),
  ItemProcessor: z.looseObject({ States: z.record(z.string(), z.unknown()) }).optional(),
});

/** One state of a machine, those inside a Map included, with the fields every check needs. */
export interface NamedState {
  readonly name: string;
  readonly type: string;
  readonly timeoutSeconds: number | undefined;
}

const templateSchema = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
});

const definitionString = z.union([
  z.string(),
  z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).transform((join) =>
    join['Fn::Join'][1]
      // A reference to another resource stands inside a quoted string.
      .map((part) => (typeof part === 'string' ? part : 'reference'))
      .join(''),
  ),
]);

const machineSchema = z.object({ DefinitionString: definitionString });

const definitionSchema = z.looseObject({ States: z.record(z.string(), z.unknown()) });

const walk = (states: Readonly<Record<string, unknown>>): readonly NamedState[] =>
  Object.entries(states).flatMap(([name, value]) => {
    const state = stateSchema.parse(value);
    const inside = state.ItemProcessor === undefined ? [] : walk(state.ItemProcessor.States);
    return [{ name, type: state.Type, timeoutSeconds: state.TimeoutSeconds }, ...inside];
  });

/** Definitions of all state machines in a synthesized template, parsed from JSON. */
export const definitionsOf = (template: unknown): readonly unknown[] =>
  Object.values(templateSchema.parse(template).Resources)
    .filter((resource) => resource.Type === 'AWS::StepFunctions::StateMachine')
    .map((resource): unknown => JSON.parse(machineSchema.parse(resource.Properties).DefinitionString));

/** All states of a definition. */
export const statesOf = (definition: unknown): readonly NamedState[] =>
  walk(definitionSchema.parse(definition).States);

/** Names of the Task states that could wait for ever. */
export const tasksWithoutTimeout = (definition: unknown): readonly string[] =>
  statesOf(definition)
    .filter((state) => state.type === 'Task' && state.timeoutSeconds === undefined)
    .map((state) => state.name);
