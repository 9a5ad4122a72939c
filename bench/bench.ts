import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { inOneLine, say } from '../local/say.ts';
import type { Benchmark, Comparison } from './comparison.ts';
import { csvCheck } from './csv-check.bench.ts';
import { csvEvents } from './csv-events.bench.ts';
import { functionLoad } from './function-load.bench.ts';
import { scimRequests } from './scim.bench.ts';
import { tableOf } from './table.ts';
import { verdictsAgainstCustodian } from './verdicts-custodian.bench.ts';
import { verdictsAgainstJsonRules } from './verdicts-json-rules.bench.ts';

const LOCAL = join(import.meta.dirname, '../.local');

const BENCHMARKS: readonly Benchmark[] = [
  verdictsAgainstJsonRules,
  verdictsAgainstCustodian,
  csvCheck,
  csvEvents,
  scimRequests,
  functionLoad,
];

const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model ?? 'unknown' };
say(
  `Node ${machine.node}, ${String(machine.processors)} × ${machine.model}. Ratios count, absolute figures only here and now.`,
);
const results: { benchmark: string; lines?: Comparison[]; failed?: string }[] = [];
for (const benchmark of BENCHMARKS) {
  const { name } = benchmark;
  say(`\n## ${name}\n`);
  try {
    const lines = await benchmark.run();
    results.push({ benchmark: name, lines });
    say((benchmark.tableOf ?? tableOf)(lines));
  } catch (error) {
    const failed = inOneLine(error);
    results.push({ benchmark: name, failed });
    say(`FAILED: ${failed}`);
    process.exitCode = 1;
  }
}
mkdirSync(LOCAL, { recursive: true });
writeFileSync(
  join(LOCAL, 'bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`,
);
