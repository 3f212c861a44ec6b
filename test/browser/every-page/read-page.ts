import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { pageStates, removeStates, type PageState } from '../../../scripts/looks/page-states.mjs';
import { seriousFindings } from '../axe';
import { launch } from '../panel/page';
import { themes, type ThemeName } from '../panel/themes';
import { changeTheme } from '../shipped-page';

/** Widths between the narrowest side bar and a wide screen. */
const widths = [300, 420, 620, 900, 1350, 2000];
const height = 1000;
const allThemes = Object.keys(themes) as ThemeName[];
const script = (name: string): string => readFileSync(path.resolve(`test/browser/every-page/${name}.js`), 'utf8');
/** Presses of the tab key after which a page with so few controls is held for endless. */
const maxPresses = 400;

/** States that differ from others in width or theme alone are not opened: each state here is laid out in all. */
const isOfAnotherWidth = ({ name }: PageState): boolean => /-(narrow|full|wide)$/.test(name);
const states = pageStates.filter((state) => !isOfAnotherWidth(state));
/** States whose controls are those of another one in other standing: their texts alone are looked at. */
const sameControls: ReadonlySet<string> = new Set(
  [
    'stopping',
    'stopped',
    'lost',
    'references',
    'linear-raw',
    'zoomed',
    'overlay',
    'table-sweeps',
    'table-plain',
  ].concat(['table-filter', 'sweep-scatter']),
);

/** Waits until a page has drawn what its size or its messages changed. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(`(async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  })()`);

/** Texts that cannot be read whole, in all widths and, without waiting for a redraw, in all themes. */
async function unreadable(page: Page, isThemeless: boolean): Promise<string[]> {
  await page.evaluate(script('cut-texts'));
  const found: string[] = [];
  const ask = isThemeless
    ? `window.unreadable().map((text) => [text, ''])`
    : `Object.entries(${JSON.stringify(themes)}).flatMap(([name, theme]) => {
        window.fakeEditor.wear(theme);
        return window.unreadable().map((text) => [text, name]);
      })`;
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    await drawn(page);
    const texts = await page.evaluate<[string, string][]>(ask);
    found.push(...texts.map(([text, theme]) => `${width} px ${theme}: ${text}`));
    if (isThemeless) continue;
    const outside = await page.evaluate<string[]>('window.fakeEditor.outside()');
    found.push(...outside.map((element) => `${width} px: ${element} stands outside of the page`));
  }
  return found;
}

/** Goes through a page with the tab key. Gives controls that it does not reach, and those that do not show that they have the focus. */
async function unreachable(page: Page): Promise<string[]> {
  await page.evaluate(script('controls'));
  await page.evaluate('window.controls.begin()');
  const unseen: string[] = [];
  for (let press = 0; press < maxPresses; press += 1) {
    await page.keyboard.press('Tab');
    const note = await page.evaluate<{ readonly isNew: boolean; readonly unseen?: string }>('window.controls.note()');
    if (!note.isNew) break;
    if (note.unseen !== undefined) unseen.push(`${note.unseen} does not show the focus`);
  }
  const missed = await page.evaluate<string[]>('window.controls.missed()');
  return [...missed.map((name) => `${name} is not reached`), ...unseen];
}

const isOfRun = ({ name }: PageState): boolean => !/^(table|sweep|compare|export|preview|augment|live)/.test(name);

/** Tests of each state of a run's panel, or of all other pages: about half of all each, since files are run beside one another. */
export function describeStates(title: string, ofRuns: boolean): void {
  describe(title, () => describeEach(states.filter((state) => isOfRun(state) === ofRuns)));
}

function describeEach(some: readonly PageState[]): void {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    removeStates();
    await browser.close();
  });

  for (const state of some) {
    const isWhole = !sameControls.has(state.name);
    const more = isWhole ? '; all by keyboard, and nothing serious by axe' : '';
    it(`${state.name}: every text can be read from 300 to 2,000 px in four themes${more}`, async () => {
      const isThemeless = state.isThemeless === true;
      const opened = await state.open(browser);
      const { page } = opened;
      try {
        assert.deepEqual(await unreadable(page, isThemeless), []);
        if (!isWhole) return;
        await page.setViewportSize({ width: 900, height });
        await drawn(page);
        assert.deepEqual(await unreachable(page), []);
        if (isThemeless) assert.deepEqual(await seriousFindings(page), []);
        else
          for (const theme of allThemes) {
            await changeTheme(page, theme);
            assert.deepEqual(await seriousFindings(page), [], theme);
          }
      } finally {
        await opened.close();
      }
    });
  }
}
