import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import { after, before, describe, it } from 'mocha';
import { readSourceTexts } from '../../scripts/translation/catalogue.mjs';
import { displayLanguageKey, type DisplayLanguage } from '../../src/display-language';
import { bundleTests, type Doors } from './in-chinese/bundle-tests';
import { englishIn } from './in-chinese/english-words';
import { ShownTexts } from './in-chinese/record';
import { TestRun } from './in-chinese/run-tests';

const slot = globalThis as { [displayLanguageKey]?: DisplayLanguage };

/** Functions that give the editor what it shows of a config, by their door. */
const doors: Doors = {
  'src/config/index.ts': [
    'parseConfig',
    'checkConfig',
    'checkReferences',
    'fixesFor',
    'explainCode',
    'hoverConfig',
    'completeConfig',
    'completionAt',
    'inlayHints',
    'outlineOf',
    'faultOfFile',
    'compareConfigs',
  ],
};

const testsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name));

type Script = (
  exports: object,
  require: NodeJS.Require,
  functions: object,
  recorded: ShownTexts['recorded'],
  error: ErrorConstructor,
) => void;

describe('the language of configs in Chinese', () => {
  const texts = new ShownTexts();
  let count = 0;
  before(async function () {
    this.timeout(120_000);
    const code = await bundleTests(testsIn('test/unit/config'), doors);
    const names = 'exports,require,testFunctions,recorded,Error';
    const script = runInThisContext(
      `(function(${names}){const{describe,it,before,after,beforeEach,afterEach}=testFunctions;${code}\n})`,
    ) as Script;
    // Modules make their texts as they are read.
    slot[displayLanguageKey] = { locale: 'zh-cn', texts: readSourceTexts() };
    const run = new TestRun();
    script({}, createRequire(import.meta.filename), run.functions, texts.recorded.bind(texts), texts.errorClass());
    count = await run.perform();
  });
  after(() => Reflect.deleteProperty(slot, displayLanguageKey));

  it('has no English word in what its own tests make it say, but names, settings and units', () => {
    assert.ok(count > 1000, `${count} tests`);
    assert.ok(texts.found.size > 1000, `${texts.found.size} texts`);
    const english = [...texts.found].flatMap(([text, place]) => {
      const words = englishIn(text);
      return words.length === 0 ? [] : [`${words.join(' ')} (${place}): ${text}`];
    });
    assert.equal(english.join('\n'), '');
  });
});
