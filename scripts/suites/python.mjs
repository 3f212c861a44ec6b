import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPython, provideDebugger, providePython } from '../provision/python.mjs';
import { bytecode, keepBytecode } from './bytecode.mjs';
import { mocha } from './mocha/mocha.mjs';
import { add, check, couldNotRun, failed } from './tally.mjs';

/** Python code that is checked: the package, its tests and examples. */
const sources = ['python', 'test/python', 'examples/pytorch', 'examples/pictures'];

/**
 * Runs the part of the Python package that needs no other package, on any Python from 3.9, and holds its writer to the one on
 * Node; undefined where there is none. `report` is a file for mocha.
 */
export async function runPythonCoreSuite(report) {
  const found = findPython(9);
  if (found === undefined) return undefined;
  const core = check('the Python package without others', found.program, [
    ...['-m', 'unittest', 'discover', '--start-directory', 'test/python/core'],
  ]);
  const env = { DISTILLERY_PYTHON: found.program };
  const conformance = mocha(report, 'test/python/**/*.test.ts', { env });
  return add(await core, await conformance);
}

/**
 * Runs what needs PyTorch and the checks of Python code, in an environment of their own: emitted objectives on all recorded
 * cases, formats, lint and types; then trains on PyTorch by the built trainer. Adds to `notRun` what this machine lacks something for.
 */
export async function runPythonSuite(folder, notRun) {
  const python = providePython();
  const debuggerPython = debuggerOr(notRun);
  const emitted = path.join(folder, 'emitted');
  const report = path.join(folder, 'pytest.xml');
  const code = [...sources, emitted];
  let outcome = await check('objectives are emitted', process.execPath, [
    ...['--import', 'tsx', 'test/python/emit-recorded.ts', emitted],
  ]);
  const config = path.resolve('python/pyproject.toml');
  // Beside all that follows: it works on one core, most of the time reading PyTorch.
  const typed = check('types of Python code', python, [
    ...['-m', 'mypy', '--config-file', config, 'python/distillery', 'test/python', emitted],
  ]);
  for (const [name, words] of [
    ['format of Python code', ['format', '--check']],
    ['lint of Python code', ['check']],
  ]) {
    outcome = add(outcome, await check(name, python, ['-m', 'ruff', ...words, '--quiet', '--config', config, ...code]));
  }
  const words = ['-m', 'pytest', '--quiet', '-p', 'no:cacheprovider', '-o', 'junit_family=xunit1', '-n', 'auto'];
  const ending = await endOf(python, [...words, `--junitxml=${report}`, 'test/python'], {
    ...{ DISTILLERY_EMITTED: emitted, PYTHONPATH: 'python', ...keepBytecode },
  });
  outcome = add(outcome, readJunit(report, ending));
  const variables = { DISTILLERY_TORCH_PYTHON: python, DISTILLERY_DEBUGPY_PYTHON: debuggerPython, ...keepBytecode };
  const trained = { timeoutMs: 240_000, env: variables, isParallel: true };
  outcome = add(outcome, await mocha(path.join(folder, 'torch.json'), 'test/torch/**/*.test.ts', trained));
  // Modules that tests have written are never imported again.
  rmSync(path.join(bytecode, tmpdir()), { recursive: true, force: true });
  return add(outcome, await typed);
}

/** A Python with debugpy; empty where it cannot be had, as without a network. */
function debuggerOr(notRun) {
  try {
    return provideDebugger();
  } catch (error) {
    notRun.push(`Debug Run by debugpy (${error.message})`);
    return '';
  }
}

/** Runs a program whose output is shown as it comes. Gives its exit code, its signal, or the reason why it did not start. */
async function endOf(program, words, env) {
  const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

/** The counts of a report of pytest; a skipped test counts as failed. */
function readJunit(file, ending) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return couldNotRun(`pytest ended with ${ending} and left no report`);
  }
  const cases = [...text.matchAll(/<testcase\b[^>]*?\bname="([^"]*)"[^>]*?(\/>|>([^]*?)<\/testcase>)/g)];
  const broken = cases.filter(([, , , content = '']) => /<(failure|error|skipped)\b/.test(content));
  const failures = broken.flatMap(([, name]) => failed(name).failures);
  const passed = cases.length - broken.length;
  if (failures.length === 0 && (passed === 0 || ending !== 0)) failures.push(`pytest ended with ${ending}`);
  return { passed, failures };
}
