import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { isTranslated, readNoTexts, readSourceTexts } from '../../scripts/translation/catalogue.mjs';
import { textsIn } from '../../scripts/translation/texts.mjs';

/** Bundles of the extension and its pages, whose texts are in the display language. */
const bundles = [
  'extension',
  'problem-codes',
  'sweep-report',
  'webview',
  'preview',
  'augment',
  'sweep',
  'table',
  'live',
];

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The modules of ours in these bundles. */
function modules(): string[] {
  const inputs = bundles.flatMap((bundle) =>
    Object.keys((readJson(`dist/${bundle}.meta.json`) as { readonly inputs: object }).inputs),
  );
  // Beside the extension; of what it takes from other rooms only names are left.
  const foreign = Object.keys((readJson('dist/foreign.meta.json') as { readonly inputs: object }).inputs);
  inputs.push(...foreign.filter((file) => file.startsWith('src/config/foreign/')));
  return [...new Set(inputs)].filter(isTranslated).sort();
}

describe('the texts of the extension and its pages', () => {
  const found = modules().flatMap((file) =>
    textsIn(file, readFileSync(file, 'utf8')).found.map(({ text, line }) => ({ file, text, line })),
  );
  const chinese = readSourceTexts();
  const noTexts = readNoTexts();

  it('have a Chinese one each, in l10n/zh-cn, or are named in l10n/no-texts.json as none', () => {
    assert.ok(found.length > 2000, `${found.length} texts`);
    const missing = found.filter(({ text }) => !(text in chinese) && !noTexts.has(text));
    assert.deepEqual(
      missing.map(({ file, line, text }) => `${file}:${line}: ${text}`),
      [],
    );
  });

  it('are all that there is Chinese of', () => {
    const texts = new Set(found.map(({ text }) => text));
    assert.deepEqual(
      [...Object.keys(chinese), ...noTexts].filter((text) => !texts.has(text)),
      [],
    );
  });

  it('lie in files of their own, which English never loads', () => {
    const bundle = readJson('dist/l10n/bundle.l10n.zh-cn.json') as Readonly<Record<string, string>>;
    assert.equal(bundle['Preview'], chinese['Preview']);
    const pages = readFileSync('dist/l10n/pages.zh-cn.js', 'utf8');
    assert.ok(pages.includes(JSON.stringify(chinese['Reading the run…'])) && pages.length < 40_000, `${pages.length}`);
    for (const bundleName of bundles) {
      const text = readFileSync(`dist/${bundleName}.js`, 'utf8');
      assert.doesNotMatch(text, /\p{Script=Han}/u, bundleName);
    }
  });
});
