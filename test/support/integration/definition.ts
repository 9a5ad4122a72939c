import { z } from 'zod';

interface Choice {
  readonly Variable?: string | undefined;
  readonly StringEquals?: string | undefined;
  readonly Next?: string | undefined;
}

interface State {
  readonly Type: string;
  readonly Next?: string | undefined;
  readonly Choices?: readonly Choice[] | undefined;
  readonly Default?: string | undefined;
  readonly Label?: string | undefined;
  readonly ItemProcessor?: Definition | undefined;
}

/** What these tests read of a definition in Amazon States Language (https://states-language.net/spec.html). */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const definitionSchema: z.ZodType<Definition> = z.lazy(() =>
  z.object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) }),
);

const stateSchema: z.ZodType<State> = z.object({
  Type: z.string(),
  Next: z.string().optional(),
  Choices: z
    .array(
      z.object({
        Variable: z.string().optional(),
        StringEquals: z.string().optional(),
        Next: z.string().optional(),
      }),
    )
    .optional(),
  Default: z.string().optional(),
  Label: z.string().optional(),
  ItemProcessor: definitionSchema.optional(),
});

export const readDefinition = (text: string): Definition => definitionSchema.parse(JSON.parse(text));

/** Names of all states, those inside Maps included. */
export const namesIn = ({ States }: Definition): string[] =>
  Object.entries(States).flatMap(([name, { ItemProcessor }]) => [
    name,
    ...(ItemProcessor === undefined ? [] : namesIn(ItemProcessor)),
  ]);

/** What the children of each Map do, by the label of the Map. */
export const mapsIn = ({ States }: Definition): ReadonlyMap<string, Definition> =>
  new Map(
    Object.values(States).flatMap(({ Label, ItemProcessor }) =>
      Label === undefined || ItemProcessor === undefined ? [] : [[Label, ItemProcessor]],
    ),
  );

const outcomeSchema = z.object({ outcome: z.string() });

const nextOf = (state: State, answer: unknown): string | undefined => {
  if (state.Type !== 'Choice') return state.Next;
  const said = outcomeSchema.safeParse(answer).data?.outcome;
  return state.Choices?.find(({ StringEquals }) => StringEquals === said)?.Next ?? state.Default;
};

/** The states that calls with these answers, in this order, lead through; it ends where an answer is missing. */
export const wayThrough = (definition: Definition | undefined, answers: readonly unknown[]): string[] => {
  const way: string[] = [];
  const left = [...answers];
  let answer: unknown;
  let name = definition?.StartAt;
  while (name !== undefined) {
    way.push(name);
    const state: State | undefined = definition?.States[name];
    if (state?.Type === 'Task' && left.length === 0) return way;
    if (state?.Type === 'Task') answer = left.shift();
    name = state === undefined ? undefined : nextOf(state, answer);
  }
  return way;
};
