import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** As many lines of a message as tell what was expected; the whole stands where the test ran. */
const LINES = 12;

interface Failed {
  readonly name: string;
  readonly errors: readonly { readonly message: string; readonly diff?: string }[];
}

/** What failed, each with the first lines of why: tests, suites whose preparation failed, files that could not be loaded. */
const linesOf = (file: string, failed: readonly Failed[]): string[] =>
  failed
    .filter(({ errors }) => errors.length > 0)
    .flatMap(({ name, errors }) => [
      `✗ ${file}${name}`,
      ...errors
        .flatMap(({ message, diff = '' }) => [message, ...(diff === '' ? [] : diff.split('\n'))])
        .slice(0, LINES)
        .map((line) => `    ${line}`),
    ]);

/** Adds what failed to a file, so that it can be said once more after all runs. */
export class FailuresReporter implements Reporter {
  readonly #file: string;

  /** `file`: path of the text it adds to. */
  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      linesOf(module.relativeModuleId, [
        { name: '', errors: module.errors() },
        ...[...module.children.allSuites()].map((suite) => ({
          name: `: ${suite.fullName}`,
          errors: suite.errors(),
        })),
        ...[...module.children.allTests('failed')].map((test) => ({
          name: `: ${test.fullName}`,
          errors: test.result().errors ?? [],
        })),
      ]),
    );
    if (lines.length > 0) appendFileSync(this.#file, `${lines.join('\n')}\n`);
  }
}
