import { STATUS_CODES } from 'node:http';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HttpProblem, problemDocument, problemOf } from '../../../../shared/runtime/http-problem.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const titleOf = (status: number): string =>
  problemDocument(problemOf(new HttpProblem(status, 'code', 'Detail.')), 'request-1').title;

/** Statuses of problems that the sources name. */
const named = (): number[] => {
  const texts = globSync('{shared/runtime,functions}/**/*.ts', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const found = texts.flatMap((text) => [
    ...text.matchAll(/HttpProblem\(\s*(\d{3})|Error', (\d{3})\]|status: ([45]\d\d)/g),
  ]);
  return [...new Set(found.map(([, thrown, mapped, plain]) => Number(thrown ?? mapped ?? plain)))];
};

describe('the title of a problem', () => {
  it('is what Node calls its status, for every status that is answered', () => {
    const statuses = named();
    expect(statuses).toContain(412);
    expect(statuses.map(titleOf)).toEqual(statuses.map((status) => STATUS_CODES[status]));
  });

  it('is a plain one for a status nobody answers', () => {
    expect(titleOf(599)).toBe('Error');
  });
});
