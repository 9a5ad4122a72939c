import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date, e.g. 2026-03-31',
  datetime: 'a time, e.g. 2026-03-31T09:30:00Z',
  duration: 'a duration of ISO 8601, e.g. P7D',
  url: 'a URL',
};

const UNITS: Readonly<Record<string, readonly [verb: string, one: string, many: string]>> = {
  string: ['have', 'character', 'characters'],
  array: ['hold', 'entry', 'entries'],
};

const bound = (word: string, origin: string, limit: number | bigint): string => {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${word} ${String(limit)}`;
  const [verb, one, many] = unit;
  return `must ${verb} ${word} ${String(limit)} ${Number(limit) === 1 ? one : many}`;
};

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? `must be ${String(values[0])}` : `must be one of ${values.map(String).join(', ')}`;

/** What zod's own words would say for programmers; null where they say it well enough. */
const translated = (issue: Issue): string | null => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return bound(
        issue.exact ? 'exactly' : issue.inclusive ? 'at least' : 'more than',
        issue.origin,
        issue.minimum,
      );
    case 'too_big':
      return bound(
        issue.exact ? 'exactly' : issue.inclusive ? 'at most' : 'less than',
        issue.origin,
        issue.maximum,
      );
    case 'invalid_format':
      return issue.format in FORMATS
        ? `must be ${FORMATS[issue.format] ?? issue.format}`
        : `does not have the right form${issue.pattern === undefined ? '' : ` (${issue.pattern})`}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : 'is not valid';
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'unrecognized_keys':
      return 'is not a known field';
    case 'custom':
      return 'is not valid';
    default:
      return null;
  }
};

/** The rule that a value breaks, to be read behind the name of its field. Our own schemas say it themselves and begin in lower case; zod does not. */
export const ruleInWords = (issue: Issue | undefined): string => {
  if (issue === undefined) return 'is not readable';
  if (!/^[A-Z]/.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is required';
  return translated(issue) ?? issue.message;
};

/** The first field of a value that breaks a rule, and the rule: `date: must be a date`. */
export const faultInWords = ({ issues: [issue] }: { readonly issues: readonly Issue[] }): string =>
  `${issue?.path.join('.') ?? ''}: ${ruleInWords(issue)}`;
