import type * as z from 'zod';
import { ruleInWords } from '../domain/rule-in-words.ts';
import { ValidationError, type Violation } from '../errors.ts';

type Issue = z.core.$ZodIssue;

const fieldOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

/** How far into the value a branch of a union came before it failed: the branch that was meant came furthest. */
const depth = (issues: readonly Issue[]): number =>
  Math.max(
    0,
    ...issues.map(
      (issue) =>
        issue.path.length + (issue.code === 'invalid_union' ? Math.max(0, ...issue.errors.map(depth)) : 0),
    ),
  );

const nearest = (branches: readonly (readonly Issue[])[]): readonly Issue[] =>
  branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];

const within = (path: readonly PropertyKey[], issues: readonly Issue[]): Violation[] =>
  issues.flatMap((issue): Violation[] => {
    const here = [...path, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({ field: fieldOf([...here, key]), rule: 'is not a known field' }));
      case 'invalid_union': {
        const inner = within(here, nearest(issue.errors));
        return inner.length > 0 ? inner : [{ field: fieldOf(here), rule: ruleInWords(issue) }];
      }
      default:
        return [{ field: fieldOf(here), rule: ruleInWords(issue) }];
    }
  });

/** Every field that breaks a rule, with the rule. */
export const violationsOf = (error: z.ZodError): Violation[] => within([], error.issues);

/** The value by its schema, or a `ValidationError` naming every field and rule. `what` names the part of the request. */
export const parseOrRefuse = <S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const violations = violationsOf(result.error);
  const first = violations[0];
  const detail = first === undefined ? '' : `: ${first.field === '' ? '' : `${first.field} `}${first.rule}`;
  throw new ValidationError(`The ${what} is not valid${detail}.`, violations);
};
