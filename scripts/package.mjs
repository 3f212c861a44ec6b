// Packs the extension: `node scripts/package.mjs [--target linux-x64] [--out FILE]`, by default for this machine. The target
// `universal` has no native files and trains in WebAssembly.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { contentsOf } from './package/contents.mjs';
import { ownTarget, universal } from './package/targets.mjs';
import { cacheRoot } from './provision/cache.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** Builds the bundles that go into packages. */
export function buildForPackages() {
  run(process.execPath, ['esbuild.mjs', '--production'], root);
}

/**
 * Stages and packs what was built. Gives { file, bytes, sha256, stage, id }. Throws a sentence when something that a run needs is
 * missing, or when the package does not hold just what it should.
 */
export function packExtension({ target = ownTarget(), out } = {}) {
  const { name, publisher } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.resolve(out ?? path.join(root, `${name}-${target}.vsix`));
  const contents = contentsOf(target);
  const stage = stageFiles(contents, path.join(cacheRoot, `stage-${target}`));
  rmSync(file, { force: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const words = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  run(process.execPath, [vsce, ...words, ...(target === universal ? [] : ['--target', target]), '--out', file], stage);
  const packed = readFileSync(file);
  assertHolds(packed, contents);
  const sha256 = createHash('sha256').update(packed).digest('hex');
  return { file, bytes: packed.length, sha256, stage, id: `${publisher}.${name}` };
}

/** Puts the files into a clean folder, so that nothing else can be packed. */
function stageFiles(contents, stage) {
  rmSync(stage, { recursive: true, force: true });
  for (const { to, from, text } of contents) {
    const target = path.join(stage, to);
    mkdirSync(path.dirname(target), { recursive: true });
    if (from === undefined) writeFileSync(target, text);
    else cpSync(path.join(root, from), target, { dereference: true });
  }
  cpSync(path.join(root, '.vscodeignore'), path.join(stage, '.vscodeignore'));
  return stage;
}

/** Names under which vsce packs some files. */
const renamed = { 'README.md': 'readme.md', 'CHANGELOG.md': 'changelog.md', LICENSE: 'LICENSE.txt' };

function assertHolds(packed, contents) {
  const names = [];
  unzipSync(packed, { filter: ({ name }) => (names.push(name), false) });
  const found = new Set(
    names.filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length)),
  );
  const wanted = new Set(contents.map(({ to }) => renamed[to] ?? to));
  const [missing, unwanted] = [difference(wanted, found), difference(found, wanted)];
  if (missing.size + unwanted.size === 0) return;
  throw new Error(
    `the package lacks ${[...missing].join(', ') || 'nothing'} and holds ${[...unwanted].join(', ') || 'nothing'} besides`,
  );
}

const difference = (these, others) => new Set([...these].filter((one) => !others.has(one)));

function run(command, words, cwd) {
  const result = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${words.join(' ')} failed: ${result.stdout}${result.stderr}`);
}

if (process.argv[1] === import.meta.filename) {
  const options = { target: { type: 'string' }, out: { type: 'string' } };
  try {
    const { values } = parseArgs({ options });
    buildForPackages();
    const { file, bytes } = packExtension(values);
    console.log(`${file}: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
