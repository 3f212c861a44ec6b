import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readSourceTexts } from '../../../scripts/translation/catalogue.mjs';
import { displayLanguageKey, type DisplayLanguage } from '../../../src/display-language';
import { losses, strategies } from '../../../src/distillation';
import { launch } from '../panel/page';
import { cards } from '../panel/runs';
import { translatedStates } from './translated-states';

const slot = globalThis as { [displayLanguageKey]?: DisplayLanguage };
const script = readFileSync(path.resolve('test/browser/every-page/shown-texts.js'), 'utf8');

/** Words that are the same in Chinese: names in configs, of columns in filters, keys, formats, units and abbreviations. */
const names = new Set(
  [
    ...[...strategies, ...losses].map(({ name }) => name),
    'mlp seed hidden hard soft temperature',
    'run status accuracy errors control baseline nll agreement calibration kl teacher epoch time size note tags made curve',
    'log nats logit KL CE NLL Beta min',
    'Shift Esc Delete PNG SVG',
  ].flatMap((text) => text.split(/[ -]/)),
);

/** Names that the states give to runs, teachers and data, their tags and notes. */
const ofStates =
  'mnist,warmer,colder,alone,flowers,digits,large,small,other,waiting,lost,over,#best,best so far,a second run with a rather long name that has to go on in another line';

/** Texts of several words that the stand-in for the extension gives in English, and those names, the longest first. */
const given = [
  ...(JSON.stringify(cards).match(/"(?:[^"\\]|\\.)* (?:[^"\\]|\\.)*"/g) ?? []).map(
    (text) => JSON.parse(text) as string,
  ),
  'The teacher makes 900 errors in 1,000: it teaches little.',
  ...ofStates.split(','),
].sort((one, other) => other.length - one.length);

/** English words of a text. Words with digits, dots or underscores are names: `student.model`, `a1b2`. */
function englishIn(text: string): string[] {
  // Quotes of a person's text, and words of the filter's language.
  let rest = text.replaceAll(/“[^”]*”|\bis:[a-z]+|\b[a-z]+[<>]/g, ' ');
  for (const one of given) rest = rest.replaceAll(new RegExp(escaped(one), 'gi'), ' ');
  rest = rest.replaceAll(/[\w-]*[\d_.][\w.-]*\w/g, ' ');
  return (rest.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !names.has(word));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

async function untranslated(page: Page): Promise<[text: string, words: string][]> {
  await page.evaluate(script);
  const texts = await page.evaluate<[text: string, place: string][]>('window.shownTexts()');
  return texts.flatMap(([text, place]): [string, string][] => {
    const words = englishIn(text);
    return words.length === 0 ? [] : [[text, `${words.join(', ')}: ${place}: ${text.trim().slice(0, 150)}`]];
  });
}

describe('every page of an extension in Chinese', () => {
  let browser: Browser;
  let states: Awaited<ReturnType<typeof translatedStates>>;
  before(async () => {
    slot[displayLanguageKey] = { locale: 'zh-cn', texts: readSourceTexts() };
    [browser, states] = await Promise.all([launch(), translatedStates()]);
  });
  after(async () => {
    states.removeStates();
    Reflect.deleteProperty(slot, displayLanguageKey);
    await browser.close();
  });

  it('has no English word that is no name', async () => {
    const found = new Map<string, string>();
    for (const state of states.pageStates) {
      // The same at another width.
      if (/-(narrow|full|wide)$/.test(state.name)) continue;
      const opened = await state.open(browser);
      try {
        for (const [text, words] of await untranslated(opened.page)) found.set(text, `${state.name}: ${words}`);
      } finally {
        await opened.close();
      }
    }
    assert.equal([...found.values()].join('\n'), '');
  });
});
