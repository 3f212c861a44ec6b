// Every suite gives { passed, failures }: how many passed, and a text for each failure. A suite that could not run is one
// failure with its reason.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { withSourcePlaces } from './mocha/source-places.mjs';

export const nothing = { passed: 0, failures: [] };

export const add = (left, right) => ({
  passed: left.passed + right.passed,
  failures: [...left.failures, ...right.failures],
});

const passed = { passed: 1, failures: [] };

/** Prints a failure where it happened, and keeps it for the end of the log. */
export function failed(text) {
  console.log(`✘ ${text}`);
  return { passed: 0, failures: [text] };
}

/** One failure in a suite's place. */
export const couldNotRun = (reason) => failed(`could not run: ${reason}`);

/**
 * Checks `[name, command, words]` that share nothing, as many at once as the machine has cores, at most four; what each prints
 * stays together.
 */
export async function checkAtOnce(checks) {
  const waiting = [...checks];
  const outcomes = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) outcomes.push(await check(...next));
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return outcomes.reduce(add, nothing);
}

/** One check that passes when its command exits with 0; what it prints is shown at its end. */
export async function check(name, command, words) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => printed.push(piece));
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  process.stdout.write(Buffer.concat(printed));
  if (status !== 0) return failed(name);
  console.log(`✔ ${name}`);
  return passed;
}

/**
 * Takes the tests from the file that mocha's JSON reporter left, so that a crash before the first test is seen as a
 * failure. A pending test counts as failed: nothing is skipped here.
 */
export function readReport(file, ending) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return couldNotRun(`mocha ended with ${ending} and left no report`);
  }
  for (const test of report.passes) console.log(`✔ ${test.fullTitle} (${test.duration ?? 0} ms)`);
  const outcomes = [
    ...report.failures.map((test) =>
      failed(`${test.fullTitle}\n  ${withSourcePlaces(test.err.stack ?? test.err.message)}`),
    ),
    ...report.pending.map((test) => failed(`${test.fullTitle}: pending, and nothing may be skipped`)),
  ];
  const passes = report.passes.length;
  if (outcomes.length === 0 && (passes === 0 || ending !== 0)) {
    outcomes.push(failed(`mocha ended with ${ending} after ${passes} tests that passed`));
  }
  return outcomes.reduce(add, { passed: passes, failures: [] });
}
