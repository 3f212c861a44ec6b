// Runs the suites that any machine can run, with CI=true every suite, or the ones named on the command line, and closes with
// `N passed, N failed` over all of them. A suite that could not run counts as a failure with its reason.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { provideActionlint } from './provision/actionlint.mjs';
import { provideNode24 } from './provision/node24.mjs';
import { prepare } from './provision/prepare.mjs';
import { plainTests, testsOfMeaning } from './suites/by-node.mjs';
import { runClustersSuite } from './suites/clusters.mjs';
import { runHostSuite } from './suites/host.mjs';
import { mocha } from './suites/mocha/mocha.mjs';
import { endOrphans, markProcesses } from './suites/orphans.mjs';
import { runOtherYamlSuite } from './suites/other-yaml.mjs';
import { runPythonCoreSuite, runPythonSuite } from './suites/python.mjs';
import { runRestrictedSuite } from './suites/restricted.mjs';
import { runRouteSuite } from './suites/route.mjs';
import { runWindowsSuite } from './suites/windows.mjs';
import { makeTemporaryFolder } from './suites/mocha/temporary-folder.mjs';
import { add, check, checkAtOnce, couldNotRun, failed, nothing } from './suites/tally.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));
const folder = mkdtempSync(path.join(tmpdir(), 'distillery-test-'));
/** Of tests without processes; those of others kill them while they write, which is held to a disk. */
const inMemory = { TMPDIR: makeTemporaryFolder() };
const report = (name) => path.join(folder, `${name}.json`);
const program = (name) => path.join('node_modules', '.bin', name);
const unit = 'test/unit/**/*.test.ts';
/** Tests without processes that go through all cases: minutes of computing. */
const exhaustive = 'test/exhaustive/**/*.test.ts';
const processes = 'test/process/**/*.test.ts';
const isComplete = process.env.CI === 'true';

const threadsOfLint = availableParallelism() > 2 ? ['--concurrency', '2'] : [];
const lint = () =>
  checkAtOnce([
    // The longest first. Each thread of ESLint reads the types of its project, so that a second one is no gain on two cores.
    ['lint and dependency rules', program('eslint'), ['.', '--ignore-pattern', 'webview/**', ...threadsOfLint]],
    ['lint and dependency rules of the pages', program('eslint'), ['webview']],
    ['types of the core', program('tsc'), ['-p', 'tsconfig.json']],
    ['types of the panel', program('tsc'), ['-p', 'webview/tsconfig.json']],
    ['formatting', program('prettier'), ['--check', '.', '--log-level', 'warn']],
    ['no circles of files or folders', process.execPath, ['scripts/lint/circles.mjs']],
    ['words and sizes of Python files', process.execPath, ['scripts/lint/python.mjs']],
  ]);

/** Words of the last build, whose bundles lie in dist/. */
let lastBuilt;

/** Builds, unless the suite before was built alike, then runs: these suites look at dist/. */
async function afterBuild(words, run, node = process.execPath) {
  const wanted = words.join(' ');
  if (wanted === lastBuilt) return run();
  const built = await check('build', node, ['esbuild.mjs', ...words]);
  lastBuilt = built.failures.length > 0 ? undefined : wanted;
  return built.failures.length > 0 ? built : add(built, await run());
}

/** Suites that this machine has no program for. */
const notRun = [];

/** Name → suite, in order: what is quick and what others rest on comes first. */
const suites = {
  lint,
  // Workflows run elsewhere; a machine without Go and actionlint leaves them unchecked.
  workflows: () => {
    const actionlint = provideActionlint();
    if (actionlint !== undefined) return check('workflows', actionlint, []);
    notRun.push('workflows (no actionlint, and no Go that builds it)');
    return nothing;
  },
  // Pictures are decoded by built files: a worker and WebAssembly.
  unit: () => afterBuild([], () => mocha(report('unit'), unit, { isParallel: true, env: inMemory })),
  exhaustive: () =>
    afterBuild([], () =>
      mocha(report('exhaustive'), exhaustive, { isParallel: true, timeoutMs: 120_000, env: inMemory }),
    ),
  // Each file makes folders of its own. Files begin by their names: the longest, the attack, comes first.
  process: () => {
    if (!isComplete) notRun.push('Fashion-MNIST as 70,000 pictures');
    return afterBuild([], () => mocha(report('process'), processes, { isParallel: true }));
  },
  // Today's VS Code runs extensions on Node 24, and whoever has it builds with it.
  'node24-unit': () => {
    const node = provideNode24();
    lastBuilt = undefined;
    return afterBuild(
      [],
      () => mocha(report('node24-unit'), unit, { node, without: plainTests, isParallel: true, env: inMemory }),
      node,
    );
  },
  // Of what tests go through only with CI=true, once is enough.
  'node24-process': () =>
    afterBuild([], () =>
      mocha(report('node24-process'), processes, {
        ...{ node: provideNode24(), without: testsOfMeaning, env: { CI: 'false' }, isParallel: true },
      }),
    ),
  // A person's machine may have no Python; the end lists suites that were not run.
  'python-core': async () => {
    const outcome = await runPythonCoreSuite(report('python-core'));
    if (outcome !== undefined) return outcome;
    if (isComplete) return couldNotRun('no Python 3.9 or newer on the PATH, nor in DISTILLERY_PYTHON');
    notRun.push('python-core (no Python 3.9 or newer)');
    return nothing;
  },
  python: () => afterBuild([], () => runPythonSuite(folder, notRun)),
  // It unpacks SLURM and starts it, on Debian; elsewhere it fails with a sentence.
  clusters: () => afterBuild([], () => runClustersSuite(folder)),
  bundle: () => afterBuild(['--production'], () => mocha(report('bundle'), 'test/bundle/**/*.test.ts')),
  ...(existsSync('test/browser/panel') && {
    panel: () =>
      afterBuild([], () => mocha(report('panel'), 'test/browser/!(route)/**/*.test.ts', { isParallel: true })),
  }),
  host: () => afterBuild([], () => runHostSuite(folder)),
  restricted: () => afterBuild([], () => runRestrictedSuite(folder)),
  'other-yaml': () => afterBuild([], () => runOtherYamlSuite(folder)),
  windows: () => afterBuild([], () => runWindowsSuite(folder)),
  route: () => {
    // It packs the extension, which builds it.
    lastBuilt = '--production';
    return runRouteSuite(folder);
  },
};

/** Provisions that suites need; they are made while the suites before run. */
const needs = {
  'node24-unit': ['node24'],
  'node24-process': ['node24'],
  python: ['python', 'debugger'],
  clusters: ['python', 'ray', 'slurm'],
  panel: ['chromium'],
  ...Object.fromEntries(['host', 'restricted', 'windows', 'route'].map((name) => [name, ['chromium', 'host']])),
};

/** Suites that repeat others elsewhere, start services, or need more than any machine has: run with CI=true or by name. */
const onlyComplete = ['workflows', 'exhaustive', 'python', 'clusters', 'windows', 'node24-unit', 'node24-process'];

/** A line for each suite that has ended. */
const times = [];

/** Runs a suite and says how long it took. Gives its outcome, whose failures begin with its name. */
async function runSuite(name) {
  console.log(`\n— ${name}`);
  const start = Date.now();
  let outcome;
  try {
    await Promise.all((needs[name] ?? []).map((provision) => preparing[provision]));
    outcome = await suites[name]();
  } catch (error) {
    outcome = couldNotRun(error.message);
  }
  const seconds = Math.round((Date.now() - start) / 1000);
  const line = `${name}: ${outcome.passed} passed, ${outcome.failures.length} failed, ${seconds} s`;
  console.log(line);
  times.push(line);
  return { ...outcome, failures: outcome.failures.map((text) => `${name}: ${text}`) };
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`no suite '${unknown.join("', '")}'; there are: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}
markProcesses();
let total = nothing;
const usual = Object.keys(suites).filter((name) => isComplete || !onlyComplete.includes(name));
const names = chosen.length > 0 ? chosen : usual;
const preparing = prepare(names.flatMap((name) => needs[name] ?? []));
for (const name of names) {
  const outcome = await runSuite(name);
  const left = (await endOrphans()).map((words) => failed(`${name}: left behind: ${words}`));
  total = [outcome, ...left].reduce(add, total);
}
for (const made of [folder, inMemory.TMPDIR]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = total.failures.length === 0 ? 0 : 1;
// Said again where nobody has to look for it: the log has thousands of lines.
if (total.failures.length > 0) console.log(`\n— what failed\n${total.failures.map((text) => `✘ ${text}`).join('\n')}`);
console.log(`\n— times\n${times.join('\n')}`);
if (chosen.length === 0 && !isComplete)
  console.log(`not run without CI=true: ${[...onlyComplete, ...notRun].join(', ')}`);
else if (notRun.length > 0) console.log(`not run: ${notRun.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failures.length} failed`);
