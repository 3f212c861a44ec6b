import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { contentsOf } from '../../scripts/package/contents.mjs';
import { universal } from '../../scripts/package/targets.mjs';
import { pythonFiles } from '../../scripts/package/python-files.mjs';

interface Metafile {
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>;
}

const metafileOf = (bundle: string): Metafile =>
  JSON.parse(readFileSync(`dist/${bundle}.meta.json`, 'utf8')) as Metafile;
const inputsOf = (bundle: string): string[] => Object.keys(metafileOf(bundle).inputs);
const sizeOf = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + statSync(file).size, 0);

const tensors = /@tensorflow\/|onnxruntime|onnx-proto/;

describe('the bundles', () => {
  it('keep the extension under 1 MB, and what activation loads of it under 50 kB and in one file', () => {
    const { outputs } = metafileOf('extension');
    const all = sizeOf(Object.keys(outputs));
    assert.ok(all < 1e6, `${all} bytes`);
    const loaded = new Set(['dist/extension.js']);
    // A set is gone through with what is added meanwhile.
    for (const file of loaded) {
      const needed = (outputs[file]?.imports ?? []).filter(({ kind }) => kind !== 'dynamic-import');
      for (const { path } of needed) if (path in outputs) loaded.add(path);
    }
    const first = sizeOf(loaded);
    assert.ok(loaded.size > 1 && first < 50e3, `${first} bytes in ${[...loaded].join(', ')}`);
    const entry = readFileSync('dist/extension.js', 'utf8');
    for (const file of loaded) {
      if (file === 'dist/extension.js') continue;
      // A part lies in the entry; its own file leads there.
      assert.ok(entry.includes(`"${path.basename(file)}"(exports,require){`), file);
      assert.ok(statSync(file).size < 100, file);
    }
  });
  for (const [bundle, limit] of [
    ['webview', 300e3],
    ['augment', 40e3],
    ['live', 60e3],
    // With the table of a verdict.
    ['sweep', 95e3],
    ['table', 90e3],
  ] as const) {
    it(`keep the page of ${bundle} under ${limit / 1e3} kB, its styles included`, () => {
      const bytes = ['js', 'css'].reduce((sum, type) => sum + statSync(`dist/${bundle}.${type}`).size, 0);
      assert.ok(bytes > 1000 && bytes < limit, `${bytes} bytes`);
    });
  }
  for (const bundle of [
    'extension',
    'decoder',
    'augmenter',
    'reader',
    'tables',
    'parquet',
    'csv',
    'yaml',
    'problem-codes',
    'foreign',
    'students',
    'webview',
    'preview',
    'augment',
    'live',
    'sweep',
    'table',
    'supervisor',
    'coordinator',
    'emit',
    'sweep-report',
    'mcp',
    'cli',
  ]) {
    it(`keep tensors out of ${bundle}`, () => {
      assert.deepEqual(
        inputsOf(bundle).filter((input) => tensors.test(input)),
        [],
      );
    });
  }
  it('keep the protocol of agents in a bundle of its own, which no other command of the terminal loads', () => {
    const speaks = (bundle: string): boolean =>
      inputsOf(bundle).some((input) => input.includes('@modelcontextprotocol/'));
    assert.deepEqual(['mcp', 'cli', 'extension', 'supervisor'].filter(speaks), ['mcp']);
  });
  it('have the tensors in the trainer, so that the pattern above can find them', () => {
    assert.ok(inputsOf('trainer').some((input) => tensors.test(input)));
  });
  it('keep the editor out of the trainer, the supervisor, the panel and the command line', () => {
    for (const bundle of ['trainer', 'supervisor', 'webview', 'preview', 'live', 'sweep', 'table', 'cli']) {
      assert.deepEqual(
        inputsOf(bundle).filter((input) =>
          /(^|\/)src\/(editor\/(?!(panel|preview|live)\/([a-z]+\/)?messages)|extension)/.test(input),
        ),
        [],
      );
    }
  });
  it('have the thread that decodes pictures and all of its WebAssembly beside the trainer, and pack them', () => {
    const bytes = sizeOf(['dist/decoder.js']);
    assert.ok(bytes < 200e3, `${bytes} bytes`);
    for (const name of ['jpeg-turbo', 'jpeg-scan', 'jpeg-colours', 'webp', 'nsgif', 'nsbmp', 'resize']) {
      const code = readFileSync(`dist/wasm/${name}.wasm`);
      assert.equal(code.toString('latin1', 0, 4), '\0asm', name);
    }
    const packed = readFileSync('.vscodeignore', 'utf8');
    assert.match(packed, /^!dist\/\*\.js$/m);
    assert.match(packed, /^!dist\/wasm\/\*\*$/m);
    assert.ok(sizeOf(['dist/augmenter.js']) < 40e3);
    assert.ok(sizeOf(['dist/reader.js']) < 2e3);
  });
  it('are packed, each of them', () => {
    const packed = new Set(contentsOf(universal).map(({ to }) => to));
    const built = readdirSync('dist').filter((name) => /\.(js|css)$/.test(name));
    assert.ok(built.includes('extension.js') && built.includes('coordinator.js'));
    assert.deepEqual(
      built.filter((name) => !packed.has(`dist/${name}`)),
      [],
    );
  });
  it('have the Python package beside them, without its caches, and pack it', () => {
    const files = pythonFiles();
    for (const name of ['__init__.py', 'py.typed', 'protocol/events.py'])
      assert.ok(files.includes(`distillery/${name}`));
    assert.deepEqual(
      files.filter((name) => /__pycache__|\.pyc$|\/\./.test(name)),
      [],
    );
    const names = new Set(contentsOf(universal).map(({ to }) => to));
    assert.deepEqual(
      files.filter((name) => !names.has(`python/${name}`)),
      [],
    );
    const packed = readFileSync('.vscodeignore', 'utf8');
    assert.match(packed, /^!python\/distillery\/\*\*\/\*\.py$/m);
    assert.match(packed, /^!python\/distillery\/py\.typed$/m);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    assert.ok(readFileSync('python/distillery/version.py', 'utf8').includes(`VERSION = "${version}"`), version);
    const { stdout } = spawnSync(process.execPath, ['dist/distillery.js', 'python', '--path'], { encoding: 'utf8' });
    assert.equal(stdout.trim(), path.resolve('python'));
  });
  it('carry the JSON Schema of draft 7', () => {
    const schema = JSON.parse(readFileSync('dist/config.schema.json', 'utf8')) as Record<string, unknown>;
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  });

  it('carry a JSON Schema for the manifest and each event of a run, and pack them', () => {
    for (const name of ['manifest', 'owner', 'exit', 'event-started', 'event-step', 'event-evaluation']) {
      const schema = JSON.parse(readFileSync(`dist/schemas/${name}.schema.json`, 'utf8')) as Record<string, unknown>;
      assert.equal(schema['type'], 'object', name);
    }
    assert.match(readFileSync('.vscodeignore', 'utf8'), /^!dist\/schemas\/\*\.json$/m);
  });
});
