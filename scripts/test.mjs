// Runs every suite, or the ones named on the command line, and closes with `N passed, N failed` over all of them.
// A suite that could not run counts as a failure with its reason.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const folder = mkdtempSync(path.join(tmpdir(), 'distillery-test-'));
const npx = (name) => path.join('node_modules', '.bin', name);

/** One check that passes when its command exits with 0. */
function check(name, command, words) {
  const result = spawnSync(command, words, { stdio: 'inherit' });
  const isGood = result.status === 0;
  console.log(`${isGood ? '✔' : '✘'} ${name}`);
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 };
}

function lint() {
  return [
    check('types of the core', npx('tsc'), ['-p', 'tsconfig.json']),
    check('types of the panel', npx('tsc'), ['-p', 'webview/tsconfig.json']),
    check('lint and dependency rules', npx('eslint'), ['.']),
    check('formatting', npx('prettier'), ['--check', '.', '--log-level', 'warn']),
  ].reduce(add);
}

/** Runs mocha and takes its counts from its report, so that a crash before the first test is seen as a failure. */
function mocha(name, pattern) {
  const report = path.join(folder, `${name}.json`);
  const words = [
    '--node-option',
    'import=tsx',
    '--timeout',
    '60000',
    '--reporter',
    'json',
    '--reporter-option',
    `output=${report}`,
  ];
  const result = spawnSync(npx('mocha'), [...words, pattern], { stdio: ['ignore', 'ignore', 'inherit'] });
  let outcome;
  try {
    outcome = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.log(
      `✘ suite '${name}' could not run: mocha ended with ${result.status ?? result.signal} and left no report`,
    );
    return { passed: 0, failed: 1 };
  }
  for (const test of outcome.failures) console.log(`✘ ${test.fullTitle}\n  ${test.err.stack ?? test.err.message}`);
  const { passes, failures, pending } = outcome.stats;
  const isSilent = failures + passes === 0 || (result.status !== 0 && failures === 0);
  return { passed: passes, failed: failures + pending + (isSilent ? 1 : 0) };
}

const suites = {
  lint,
  unit: () => mocha('unit', 'test/unit/**/*.test.ts'),
};

function add(left, right) {
  return { passed: left.passed + right.passed, failed: left.failed + right.failed };
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`no suite '${unknown.join("', '")}'; there are: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}
let total = { passed: 0, failed: 0 };
for (const name of chosen.length > 0 ? chosen : Object.keys(suites)) {
  console.log(`\n— ${name}`);
  const outcome = suites[name]();
  console.log(`${name}: ${outcome.passed} passed, ${outcome.failed} failed`);
  total = add(total, outcome);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
