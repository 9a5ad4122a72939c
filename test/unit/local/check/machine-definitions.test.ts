import { describe, expect, it } from 'vitest';
import { definitionsOf, statesOf, tasksWithoutTimeout } from '../../../../local/check/machine-definitions.ts';

const inside = { StartAt: 'Inner', States: { Inner: { Type: 'Task', End: true } } };
const definition = {
  StartAt: 'Bound',
  States: {
    Bound: { Type: 'Task', TimeoutSeconds: 5, Next: 'Many' },
    Many: { Type: 'Map', ItemProcessor: inside, End: true },
  },
};

describe('the look at machine definitions', () => {
  it('finds a Task without a time-out inside a Map', () => {
    expect(tasksWithoutTimeout(definition)).toEqual(['Inner']);
    expect(statesOf(definition).map((state) => state.name)).toEqual(['Bound', 'Many', 'Inner']);
  });

  it('reads definitions with references in them out of a template', () => {
    const text = JSON.stringify(definition);
    const half = text.indexOf('Bound');
    const template = {
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            DefinitionString: {
              'Fn::Join': ['', [text.slice(0, half), { Ref: 'Name' }, text.slice(half + 5)]],
            },
          },
        },
        Other: { Type: 'AWS::SQS::Queue', Properties: {} },
      },
    };
    const [parsed] = definitionsOf(template);
    expect(parsed).toMatchObject({ StartAt: 'reference' });
  });
});
