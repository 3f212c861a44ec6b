import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, it } from 'mocha';

interface Metafile {
  readonly inputs: Record<string, unknown>;
}

function inputsOf(bundle: string): string[] {
  const metafile = JSON.parse(readFileSync(`dist/${bundle}.meta.json`, 'utf8')) as Metafile;
  return Object.keys(metafile.inputs);
}

const tensors = /@tensorflow\/|onnxruntime|onnx-proto/;

describe('the bundles', () => {
  it('keep the extension under 1 MB', () => {
    const { size } = statSync('dist/extension.js');
    assert.ok(size < 1e6, `dist/extension.js has ${size} bytes`);
  });
  for (const [bundle, limit] of [
    ['webview', 300e3],
    ['live', 60e3],
  ] as const) {
    it(`keep the page of ${bundle} under ${limit / 1e3} kB, its styles included`, () => {
      const bytes = ['js', 'css'].reduce((sum, type) => sum + statSync(`dist/${bundle}.${type}`).size, 0);
      assert.ok(bytes > 1000 && bytes < limit, `${bytes} bytes`);
    });
  }
  for (const bundle of ['extension', 'webview', 'preview', 'live', 'supervisor', 'cli']) {
    it(`keep tensors out of ${bundle}`, () => {
      assert.deepEqual(
        inputsOf(bundle).filter((input) => tensors.test(input)),
        [],
      );
    });
  }
  it('have the tensors in the trainer, so that the pattern above can find them', () => {
    assert.ok(inputsOf('trainer').some((input) => tensors.test(input)));
  });
  it('keep the editor out of the trainer, the supervisor, the panel and the command line', () => {
    for (const bundle of ['trainer', 'supervisor', 'webview', 'preview', 'live', 'cli']) {
      assert.deepEqual(
        inputsOf(bundle).filter((input) =>
          /(^|\/)src\/(editor\/(?!(panel|preview|live)\/([a-z]+\/)?messages)|extension)/.test(input),
        ),
        [],
      );
    }
  });
  it('carry the JSON Schema of draft 7', () => {
    const schema = JSON.parse(readFileSync('dist/config.schema.json', 'utf8')) as Record<string, unknown>;
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
  });
});
