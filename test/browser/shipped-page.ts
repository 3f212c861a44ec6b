import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../src/panel/html';
import { isPartOfPage, languageOfPage } from './display-language';
import { pack } from './panel/pack';
import { themes, type ThemeName } from './panel/themes';

export interface ShippedPage {
  readonly page: Page;
  /** Console output and uncaught errors of the page. */
  readonly complaints: string[];
}

/** Opens a page of the extension, such as `preview`, under the policy that the editor serves it with, in a stand-in for the editor. */
export async function openShippedPage(
  browser: Browser,
  name: string,
  { width, height = 900, theme = 'dark' }: { width: number; height?: number; theme?: ThemeName },
): Promise<ShippedPage> {
  const origin = `https://${name}.test`;
  const page = await browser.newPage({ viewport: { width, height } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const fake = readFileSync(path.resolve('test/browser/panel/fake-editor.js'), 'utf8');
  await page.addInitScript(`window.setUpOfTest = ${JSON.stringify({ theme: themes[theme] })};\n${fake}`);
  const parts = { script: `/${name}.js`, style: `/${name}.css`, cspSource: origin, nonce: 'fixed' };
  const html = panelHtml({ ...parts, ...languageOfPage() });
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
    else if (isPartOfPage(name, pathname)) await route.fulfill({ path: path.resolve(`dist${pathname}`) });
    else await route.fulfill({ status: 204 });
  });
  await page.goto(origin);
  return { page, complaints };
}

/** Posts a message to a page as the extension would, and waits until it is drawn. */
export async function deliver(page: Page, message: unknown): Promise<void> {
  await page.evaluate(`window.fakeEditor.deliver(${JSON.stringify(pack(message))})`);
}

/** Gives a page another theme, as the editor does. */
export async function changeTheme(page: Page, name: ThemeName): Promise<void> {
  await page.evaluate(`window.fakeEditor.wear(${JSON.stringify(themes[name])})`);
}
