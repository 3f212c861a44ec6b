// Measures the faults that runs survive: one row for each module in scripts/bench/faults/.
//   node --import tsx scripts/bench/bench-faults.mjs [--row NAME]… [--json]
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { endAllLaunched } from '../../test/process/launchers/launched.ts';

const { values } = parseArgs({
  options: { row: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
});

/** A module gives `row`: its name, what it does in a few words, and `run`, which gives figures as text or throws. */
const folder = path.join(import.meta.dirname, 'faults');
const rows = [];
for (const name of readdirSync(folder).sort()) {
  if (name.endsWith('.mjs')) rows.push((await import(pathToFileURL(path.join(folder, name)).href)).row);
}
const unknown = (values.row ?? []).filter((name) => rows.every((row) => row.name !== name));
if (unknown.length > 0) {
  console.error(`no row ${unknown.join(', ')}; there are ${rows.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void endAllLaunched().finally(() => process.exit(130)));
}
const results = [];
for (const { name, title, run } of rows) {
  if (values.row !== undefined && !values.row.includes(name)) continue;
  const started = performance.now();
  const result = await run().then(
    (figures) => ({ passed: true, figures }),
    (error) => ({ passed: false, figures: error instanceof Error ? error.message.slice(0, 2000) : String(error) }),
  );
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  results.push({ name, title, seconds, ...result });
  if (!values.json)
    console.log(`${result.passed ? 'ok    ' : 'FAILED'}  ${title}  (${seconds} s)\n        ${result.figures}`);
}
if (values.json) console.log(JSON.stringify(results, null, 2));
if (results.some(({ passed }) => !passed)) process.exitCode = 1;
