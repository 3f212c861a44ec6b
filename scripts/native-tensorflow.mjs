// Installs @tensorflow/tfjs-node into .cache/tensorflow, where the engine `tensorflow` finds it. Its own installer
// downloads libtensorflow; where that is refused, the addon is built from its sources against the library and the headers
// in the `tensorflow-cpu` wheel of the Python package index (linux x64; needs g++, Node's headers and Python with pip).
// Usage: npm run native:tensorflow [-- --from-wheel], the latter without trying the download.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const version = '4.22.0';
/** The last line of wheels whose C interface tfjs-node 4.22 was written for. */
const wheel = 'tensorflow-cpu==2.9.3';
const folder = path.resolve(import.meta.dirname, '..', '.cache', 'tensorflow');
const ready = path.join(folder, 'ready');
const addon = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
const python = process.env.DISTILLERY_PYTHON ?? 'python3';

function run(program, words, options = {}) {
  console.log(`> ${program} ${words.join(' ').slice(0, 160)}`);
  execFileSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000, ...options });
}

function installPackage() {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@tensorflow/tfjs-node@${version}`];
  run('npm', words, { cwd: folder });
}

/** The package's own way; gives whether it worked. It is given two minutes, since some networks never answer. */
function installByDownload() {
  const outcome = spawnSync(process.execPath, ['scripts/install.js'], {
    cwd: addon,
    stdio: 'inherit',
    timeout: 120_000,
  });
  return outcome.status === 0 && judge();
}

/** Takes the library and the headers out of the wheel. */
function unpackWheel() {
  const download = path.join(folder, 'wheel');
  const wanted = ['--only-binary=:all:', '--python-version', '310', '--platform', 'manylinux2014_x86_64'];
  run(python, ['-m', 'pip', 'download', '--no-deps', ...wanted, '-d', download, wheel]);
  const [file] = readdirSync(download).filter((name) => name.endsWith('.whl'));
  const unpack = `
import os, sys, zipfile
archive, target = sys.argv[1:]
os.makedirs(target + '/lib', exist_ok=True)
with zipfile.ZipFile(archive) as wheel:
    for name in wheel.namelist():
        if name.startswith('tensorflow/include/tensorflow/') and name.endswith('.h'):
            path = target + '/' + name[len('tensorflow/'):]
            os.makedirs(os.path.dirname(path), exist_ok=True)
        elif name.endswith(('/libtensorflow_framework.so.2', '/_pywrap_tensorflow_internal.so')):
            path = target + '/lib/' + os.path.basename(name)
        else:
            continue
        with wheel.open(name) as source, open(path, 'wb') as copy:
            while block := source.read(1 << 24):
                copy.write(block)
`;
  run(python, ['-c', unpack, path.join(download, file), path.join(addon, 'deps')]);
  rmSync(download, { recursive: true });
}

/**
 * The wheel's library is a module of Python's and names Python's functions, which the C interface never calls: a library
 * of empty ones satisfies the loader.
 */
function buildStandIn(library) {
  const symbols = execFileSync('nm', ['-D', '--undefined-only', library], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const names = symbols
    .split('\n')
    .map((line) => line.trim().split(/\s+/).at(-1).split('@')[0])
    .filter((name) => /^_?Py/.test(name));
  const isData = (name) => name.startsWith('PyExc_') || /(_Type|Struct)$/.test(name);
  const source = path.join(addon, 'deps', 'python.c');
  const lines = names.map((name) => (isData(name) ? `char ${name}[1024];` : `void ${name}(void) { abort(); }`));
  writeFileSync(source, ['#include <stdlib.h>', ...lines, ''].join('\n'));
  run('gcc', [
    '-shared',
    '-fPIC',
    '-w',
    '-Wl,-soname,libpython-absent.so',
    source,
    '-o',
    path.join(addon, 'deps', 'lib', 'libpython-absent.so'),
  ]);
}

function nodeHeaders() {
  const beside = path.join(path.dirname(path.dirname(process.execPath)), 'include', 'node');
  const found = [beside, '/usr/include/node', '/usr/local/include/node'].find((candidate) =>
    existsSync(path.join(candidate, 'node_api.h')),
  );
  if (found === undefined)
    throw new Error("Node's headers were not found: install libnode-dev, or Node from nodejs.org");
  return found;
}

function buildAddon() {
  const libraries = path.join(addon, 'deps', 'lib');
  buildStandIn(path.join(libraries, '_pywrap_tensorflow_internal.so'));
  const target = path.join(addon, 'lib', 'napi-v8');
  mkdirSync(target, { recursive: true });
  run('g++', [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'],
    ...['-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...[`-I${nodeHeaders()}`, `-I${path.join(addon, 'deps', 'include')}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(addon, 'binding', name)),
    ...['-o', path.join(target, 'tfjs_binding.node'), `-L${libraries}`, '-Wl,--no-as-needed', '-lpython-absent'],
    ...['-l:_pywrap_tensorflow_internal.so', '-l:libtensorflow_framework.so.2'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,--allow-shlib-undefined'],
  ]);
}

/** Whether an operation gives the right number, in a process of its own. */
function judge() {
  const program = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    util.isArray ??= Array.isArray;
    const tf = require('@tensorflow/tfjs-node');
    tf.ready().then(() => process.exit(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] === 11 ? 0 : 1));
  `;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  return (
    spawnSync(process.execPath, ['-e', program], { cwd: folder, env, stdio: 'inherit', timeout: 60_000 }).status === 0
  );
}

rmSync(ready, { force: true });
installPackage();
if (process.argv.includes('--from-wheel') || !installByDownload()) {
  console.log(`building the addon against ${wheel}`);
  unpackWheel();
  buildAddon();
  if (!judge()) throw new Error('the addon was built, but its first operation failed');
}
writeFileSync(ready, `${version}\n`);
console.log(`@tensorflow/tfjs-node ${version} is ready in ${folder}`);
