// Measures on real data whether teachers help: runs a sweep for each experiment of docs/does-it-help.md, writes the errors of all
// seeds into docs/does-it-help.json after each, and makes the page from that file.
// Usage: npm run measure:verdicts [-- --only wine]… [--folder .cache/measure/verdicts] [--page]
// Experiments are measured anew each time; the longest only by its name. `--page` makes the page alone.
// The folder keeps runs and teachers: an experiment that is measured again does not train its teachers again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { experiments } from './verdicts/experiments.mjs';
import { renderPage } from './verdicts/page.mjs';
import { runExperiment } from './verdicts/run-experiment.mjs';

const quick = Object.keys(experiments).filter((name) => experiments[name].isLong !== true);
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: quick },
    folder: { type: 'string', default: '.cache/measure/verdicts' },
    page: { type: 'boolean', default: false },
  },
});
const unknown = options.only.find((name) => !(name in experiments));
if (unknown !== undefined) {
  throw new Error(`no experiment '${unknown}'; there are ${Object.keys(experiments).join(', ')}`);
}

const figures = 'docs/does-it-help.json';
const page = 'docs/does-it-help.md';
const records = existsSync(figures) ? JSON.parse(readFileSync(figures, 'utf8')) : {};

async function write(file, text) {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

for (const name of options.page ? [] : options.only) {
  records[name] = await runExperiment(name, experiments[name], path.resolve(options.folder));
  console.log(`${name}: ${records[name].sentence ?? 'measured'} (${records[name].seconds} s)`);
  await write(figures, JSON.stringify(records));
}
await write(page, renderPage(records));
