// Time of an agent's questions about a run of a million steps: through the client of the protocol's SDK, over the standard input
// and output of `distillery mcp`, by the clock. Each server is asked each question twice: it reads the run for the first, and what is new
// for the second. Noise only adds, so a machine at rest is needed; PASS or FAIL by the median.
//   npm run bench:agents [-- --servers 7]
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { callForText, connectMcp } from '../../test/process/cli/mcp-client.ts';
import { millionQuestions, writeMillionSteps } from '../../test/process/cli/million-steps.ts';
import { median } from './timing.mjs';
import { removeWorkspace } from '../../test/remove-workspace.ts';

const boundMs = 200;
const { values } = parseArgs({ options: { servers: { type: 'string', default: '7' } } });
const servers = Number(values.servers);
if (!Number.isSafeInteger(servers) || servers < 1) {
  console.error(`--servers ${values.servers}: a whole number from 1 on is needed`);
  process.exit(2);
}

/** Asks a question and gives the milliseconds until its answer. Throws where the answer is another one. */
async function ask(client, [name, input, expected]) {
  const start = performance.now();
  const { text } = await callForText(client, name, input);
  const elapsed = performance.now() - start;
  if (!text.includes(expected)) throw new Error(`${name} answered ${text}`);
  return elapsed;
}

const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-bench-agents-'));
const times = millionQuestions.map(() => ({ first: [], second: [] }));
try {
  writeFileSync(path.join(workspace, 'package.json'), '{}');
  await writeMillionSteps(workspace);
  for (let server = 0; server < servers; server += 1) {
    const { client } = await connectMcp(workspace, ['--read-only']);
    for (const round of ['first', 'second']) {
      for (const [index, question] of millionQuestions.entries()) times[index][round].push(await ask(client, question));
    }
    await client.close();
  }
} finally {
  await removeWorkspace(workspace);
}
console.log(`ms, medians and least over ${servers} servers; the bound is ${boundMs}`);
for (const [index, [name, input]] of millionQuestions.entries()) {
  for (const round of ['first', 'second']) {
    const all = times[index][round];
    const middle = median(all);
    const isPassed = middle < boundMs;
    if (!isPassed) process.exitCode = 1;
    const figures = [middle, Math.min(...all)].map((figure) => figure.toFixed(0).padStart(6)).join('');
    console.log(`${isPassed ? 'PASS' : 'FAIL'}${figures}  ${round.padEnd(6)} ${name} ${JSON.stringify(input)}`);
  }
}
