// Pictures of each state of the pages in VS Code's four kinds of themes, and a sheet with all four side by side.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../test/browser/panel/page.ts';
import { themes } from '../../test/browser/panel/themes.ts';
import { changeTheme } from '../../test/browser/shipped-page.ts';
import { pageStates, removeStates } from './page-states.mjs';

/** Takes them into a folder; `only` are beginnings of names of states, all where there is none. Throws an error that names a state that has no look. */
export async function takePages(folder, only) {
  const chosen = pageStates.filter(({ name }) => only.length === 0 || only.some((start) => name.startsWith(start)));
  if (chosen.length === 0) throw new Error(`no state begins with '${only.join("', '")}'`);
  const browser = await launch();
  try {
    for (const state of chosen) {
      const opened = await state.open(browser).catch((error) => {
        throw new Error(`the state '${state.name}' has no look`, { cause: error });
      });
      await takeThemes(browser, opened.page, state, folder);
      await opened.close();
    }
  } finally {
    removeStates();
    await browser.close();
  }
}

async function takeThemes(browser, page, { name, isThemeless, point }, folder) {
  const take = async (theme) => {
    const file = path.join(folder, `${name}-${theme}.png`);
    await page.screenshot({ path: file });
    return file;
  };
  if (isThemeless === true) {
    await take('page');
    return;
  }
  const files = [];
  for (const theme of Object.keys(themes)) {
    await changeTheme(page, theme);
    // A change of theme draws the charts anew, and what lies at the pointer comes with its next move.
    await point?.(page);
    files.push(await take(theme));
  }
  const { width } = page.viewportSize();
  await takeSheet(browser, files, { width, file: path.join(folder, `sheet-${name}.png`) });
}

/** One picture of several, two in a row, or four where they are narrow. */
async function takeSheet(browser, files, { width, file }) {
  const inRow = width < 500 ? files.length : 2;
  const sheet = await browser.newPage({ viewport: { width: inRow * width, height: 100 } });
  const images = files.map((one) => `<img src="data:image/png;base64,${readFileSync(one).toString('base64')}">`);
  const style = `body{margin:0;display:grid;grid-template-columns:repeat(${inRow},${width}px)}img{display:block}`;
  await sheet.setContent(`<style>${style}</style>${images.join('')}`);
  await sheet.screenshot({ path: file, fullPage: true });
  await sheet.close();
}
