import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { provide } from './cache.mjs';

const requirements = path.resolve(import.meta.dirname, '../../test/python/requirements.txt');
const requirementsOfRay = path.resolve(import.meta.dirname, '../../test/clusters/requirements.txt');
const requirementsOfDebugger = path.resolve(import.meta.dirname, '../../test/torch/debugger/requirements.txt');
/** Installs 4 GB in half of pip's time: it downloads and unpacks packages beside one another. */
const installer = 'uv==0.13.9';

/** A Python at least as new as `[3, minor]`: DISTILLERY_PYTHON, else `python3` or `python` on the PATH. Undefined where there is none. */
export function findPython(minor) {
  const names = process.env.DISTILLERY_PYTHON ? [process.env.DISTILLERY_PYTHON] : ['python3', 'python'];
  for (const program of names) {
    const words = ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1], sys.implementation.cache_tag)'];
    const [major, version, tag] = (spawnSync(program, words, { encoding: 'utf8' }).stdout ?? '').trim().split(' ');
    if (Number(major) === 3 && Number(version) >= minor) return { program, tag };
  }
  return undefined;
}

/**
 * The program of a Python with PyTorch and the checks of Python code, in an environment that is made again when its
 * requirements change. Throws a sentence where it cannot be had.
 */
export function providePython() {
  return provideEnvironment('python', requirements);
}

/** A Python with the debugger of Python, in an environment of its own: a debugger has another one than what it debugs. */
export function provideDebugger() {
  return provideEnvironment('debugger', requirementsOfDebugger);
}

/** A Python with Ray alone: beside PyTorch's environment, which needs not be made anew when Ray's version changes. */
export function provideRay() {
  return provideEnvironment('ray', requirementsOfRay);
}

function provideEnvironment(name, list) {
  const found = findPython(10);
  if (found === undefined) {
    throw new Error('no Python 3.10 or newer: put python3 on the PATH or name it in DISTILLERY_PYTHON');
  }
  const hash = createHash('sha256').update(readFileSync(list)).update(found.tag).digest('hex').slice(0, 12);
  const folder = provide(`${name}-${hash}`, (target) => install(target, found.program, list));
  return path.join(folder, ...programIn);
}

const programIn = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];

function install(folder, program, list) {
  run(program, ['-m', 'venv', folder]);
  const own = path.join(folder, ...programIn);
  run(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', installer]);
  // The list is whole: what packages ask for beside it is not needed to compute on a CPU.
  const words = ['pip', 'install', '--quiet', '--no-cache', '--no-deps', '--python', own, '-r', list];
  run(own, ['-m', 'uv', ...words]);
  copyFileSync(list, path.join(folder, 'requirements.txt'));
}

function run(program, words) {
  const result = spawnSync(program, words, { encoding: 'utf8' });
  if (result.status === 0) return;
  const said = (result.error?.message ?? `${result.stdout}${result.stderr}`).trim();
  throw new Error(`${program} ${words.join(' ')} failed: ${said}; check the network and run the command again`);
}
