import { availableParallelism } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { compiledPattern, compileTests } from './compile-tests.mjs';
import { readReport } from '../tally.mjs';

const reporter = path.resolve(import.meta.dirname, 'progress-reporter.cjs');
const maxJobs = 4;
/** Megabytes of V8's young generation, which has 16 else: tests make much that does not last, and a tenth of their time went into moving it. */
const youngGeneration = '--max-semi-space-size=64';
let compiled;

/**
 * Runs the test files of a pattern, compiled once for all suites of this process, and leaves mocha's report in the file `report`. Options: node (whose Node runs them),
 * timeoutMs (of one test), env, isParallel (files beside one another, for tests that share nothing), without (patterns of files
 * that are left out). Gives the counts. The caller's event loop stays free for servers of its own.
 */
export async function mocha(report, pattern, options = {}) {
  const { node = process.execPath, timeoutMs = 60_000, env = {}, isParallel = false, without = [] } = options;
  const suite = path.basename(report, '.json');
  const jobs = Math.min(maxJobs, availableParallelism());
  compiled ??= compileTests();
  await compiled;
  const child = spawn(
    node,
    [
      ...[youngGeneration, path.join('node_modules', 'mocha', 'bin', '_mocha'), '--timeout', String(timeoutMs)],
      ...['--exit', '--reporter', reporter, '--reporter-option', `output=${report},suite=${suite}`],
      ...(isParallel ? ['--parallel', '--jobs', String(jobs)] : []),
      ...without.flatMap((files) => ['--ignore', compiledPattern(files)]),
      compiledPattern(pattern),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } },
  );
  const ending = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  return readReport(report, ending);
}
