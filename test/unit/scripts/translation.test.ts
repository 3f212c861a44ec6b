import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { localizedManifest, manifestTexts } from '../../../scripts/translation/manifest.mjs';
import {
  isTranslated,
  readLeftOutValues,
  readManifestTexts,
  readNoTexts,
  readSourceTexts,
  textsFolder,
} from '../../../scripts/translation/catalogue.mjs';
import { textsIn, translateSource } from '../../../scripts/translation/texts.mjs';

const textsOf = (source: string, file = 'src/editor/example.ts'): string[] =>
  textsIn(file, source).found.map(({ text }) => text);

const translated = (source: string): string =>
  translateSource('src/editor/example.ts', source, { isKnown: () => true, importFrom: './translate' });

describe('the texts of a source', () => {
  it('are sentences, titles and labels, with values as their places', () => {
    assert.deepEqual(textsOf("throw new Error('no run is active');"), ['no run is active']);
    assert.deepEqual(textsOf('const words = `${name} of ${count(3)} ended`;'), ['{0} of {1} ended']);
    assert.deepEqual(textsOf("const lens = { title: 'Preview', command: 'distillery.preview' };"), ['Preview']);
    assert.deepEqual(textsOf("const curve = { name: 'loss', label: 'total' };"), ['total']);
    assert.deepEqual(textsOf("formatCountOf(count, 'class', 'classes') + formatCountOf(2, 'epoch');"), [
      '{0} classes',
      '{0} epochs',
    ]);
  });

  it('are no names, keys, types, patterns or addresses', () => {
    for (const code of [
      "import { x } from 'a room';",
      "type Kind = 'a file' | 'a folder';",
      "const table = { 'Some Key': 1 };",
      "vscode.commands.executeCommand('list.select And');",
      "node.setAttribute('class', 'button primary');",
      "if (message.startsWith('Error: no')) stop();",
      "switch (event.key) { case 'Delete': break; }",
      "const columnNames = ['label', 'class'] as const;",
      'const element = markup`<p>some text</p>`;',
    ]) {
      assert.deepEqual(textsOf(code), [], code);
    }
  });

  it('are single words only in rooms that speak to people', () => {
    const source = "const row = { label: 'train' };";
    assert.deepEqual(textsOf(source, 'src/data-sources/example.ts'), []);
    assert.deepEqual(textsOf(source, 'webview/example.ts'), ['train']);
  });

  it('become calls that keep values, lines and what is compared', () => {
    const source = ['const words = `${first(`${a} inside it`)} and', "then ${b}`; if (answer === 'Remove') go();"].join(
      '\n',
    );
    const written = translated(source);
    assert.equal(written.split('\n').length, 2);
    const calls: unknown[][] = [];
    const translate = (...call: unknown[]): string => (calls.push(call), `<${call.join('|')}>`);
    let gone = 0;
    const names = {
      translateText: translate,
      first: (x: string) => x,
      a: 1,
      b: 2,
      answer: '<Remove>',
      go: () => (gone += 1),
    };
    const result: unknown = runInNewContext(`${withoutImport(written)}; words`, names);
    assert.equal(result, '<{0} and\nthen {1}|<{0} inside it|1>|2>');
    assert.equal(gone, 1);
  });

  it('stay as they are where they have no translation', () => {
    const source = "throw new Error('no run is active');";
    const options = { isKnown: () => false, importFrom: './translate' };
    assert.equal(translateSource('src/editor/example.ts', source, options), source);
  });

  it('stay English for agents, logs, run folders and programs', () => {
    for (const file of ['src/agents/tools/list-runs.ts', 'src/emit/index.ts', 'src/runs/protocol/events.ts'])
      assert.equal(isTranslated(file), false, file);
    for (const file of ['src/config/check/issues.ts', 'webview/main.ts', 'src/runs/protocol/shape.ts'])
      assert.ok(isTranslated(file), file);
  });
});

const withoutImport = (source: string): string => source.replace(/^import [^;]*; /, '');

const placesIn = (text: string): number[] =>
  [...text.matchAll(/\{(\d+)\}/g)].map(([, digits]) => Number(digits)).sort((one, other) => one - other);

describe('the Chinese texts', () => {
  const texts = { ...readSourceTexts(), ...readManifestTexts() };

  it('have the values of their English, but those that are endings of English words', () => {
    const leftOut = readLeftOutValues();
    for (const [english, chinese] of Object.entries(texts)) {
      const wanted = placesIn(english).filter((place) => leftOut[english]?.includes(place) !== true);
      assert.deepEqual([...new Set(placesIn(chinese))], [...new Set(wanted)], english);
    }
    assert.deepEqual(
      Object.keys(leftOut).filter((english) => !(english in texts)),
      [],
    );
  });

  it('lie in one file each, so that none hides another', () => {
    const files = readdirSync(textsFolder).filter((name) => name !== 'manifest.json');
    const keys = files.flatMap((name) =>
      Object.keys(JSON.parse(readFileSync(path.join(textsFolder, name), 'utf8')) as object),
    );
    assert.deepEqual(
      keys.filter((key, place) => keys.indexOf(key) !== place),
      [],
    );
  });

  it('keep code, commands and addresses as they are', () => {
    for (const [english, chinese] of Object.entries(texts)) {
      // Every other part between backticks is code; that with a space and a capital is the name of a command, which is translated.
      const code = (text: string): string[] => [
        ...text.split('`').filter((part, index) => index % 2 === 1 && !/^\p{Lu}.* |\p{Script=Han}/u.test(part)),
        ...[...text.matchAll(/\(command:[^) ]*|\$\([a-z-]+\)/g)].map(String),
      ];
      assert.deepEqual(code(chinese).sort(), code(english).sort(), english);
    }
  });

  it('are Chinese, and none is said to be no text', () => {
    const noTexts = readNoTexts();
    for (const [english, chinese] of Object.entries(texts)) {
      assert.ok(chinese.trim() !== '' && !noTexts.has(english), english);
      const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');
      // Formulas, names and citations are the same in both.
      const isSame = letters(english).includes(letters(chinese)) || letters(english).length < 8;
      assert.ok(/\p{Script=Han}/u.test(chinese) || isSame, `${english}: ${chinese}`);
    }
  });

  it('are those of package.json, all of them and no more', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as object;
    const shown = new Set(manifestTexts(manifest).map(({ text }) => text));
    const chinese = readManifestTexts();
    assert.ok(shown.size > 90);
    assert.deepEqual(
      [...shown].filter((text) => !(text in chinese)),
      [],
    );
    assert.deepEqual(
      Object.keys(chinese).filter((text) => !shown.has(text)),
      [],
    );
  });
});

describe('the packed package.json', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as object;
  const { manifest: packed, files } = localizedManifest(manifest);

  it('has keys in place of texts, and is the same as before once the English ones are put in', () => {
    const english = JSON.parse(files['package.nls.json']) as Readonly<Record<string, string>>;
    const restored: unknown = JSON.parse(JSON.stringify(packed), (_, value: unknown) =>
      typeof value === 'string' && value.length > 2 && value.startsWith('%') && value.endsWith('%')
        ? english[value.slice(1, -1)]
        : value,
    );
    assert.notDeepEqual(packed, manifest);
    assert.deepEqual(restored, manifest);
  });

  it('keeps names and descriptions for models as they are', () => {
    const { contributes } = packed as {
      readonly contributes: { readonly languageModelTools: readonly Readonly<Record<string, unknown>>[] };
    };
    const tool = contributes.languageModelTools.find(({ name }) => name === 'distillery_list_runs') ?? {};
    assert.doesNotMatch(JSON.stringify(tool['modelDescription']), /%/);
    assert.equal(tool['displayName'], '%List Runs%');
  });
});
