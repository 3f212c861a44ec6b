import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../../src/panel/html';
import { readFromSweep, type FromSweep, type ToSweep } from '../../../src/panel/messages';
import { SweepFeed } from '../../../src/panel/sweep/feed';
import { isPartOfPage, languageOfPage } from '../display-language';
import { themes, type ThemeName } from '../panel/themes';

const origin = 'https://sweep.test';
const screenshots = path.resolve('test/browser/screenshots');

/** The shipped page of a sweep, under the policy that the editor serves it with, fed by the extension's own feed. */
export class SweepPage {
  readonly complaints: string[] = [];
  readonly requests: FromSweep[] = [];
  private readonly feed: SweepFeed;

  private constructor(
    readonly page: Page,
    folder: string,
  ) {
    this.feed = new SweepFeed(folder, (message) => this.send(message));
  }

  static async open(
    browser: Browser,
    folder: string,
    { width = 1400, height = 900, theme = 'dark' }: { width?: number; height?: number; theme?: ThemeName } = {},
  ): Promise<SweepPage> {
    const page = await browser.newPage({ viewport: { width, height } });
    const opened = new SweepPage(page, folder);
    page.on('console', (message) => opened.complaints.push(message.text()));
    page.on('pageerror', (error) => opened.complaints.push(error.message));
    await page.exposeFunction('askSweep', (message: unknown) => opened.take(message));
    const fake = readFileSync(path.resolve('test/browser/panel/fake-editor.js'), 'utf8');
    const passOn = `const make = window.acquireVsCodeApi;
      window.acquireVsCodeApi = () => {
        const api = make();
        return { ...api, postMessage: (message) => (api.postMessage(message), window.askSweep(message)) };
      };`;
    await page.addInitScript(`window.setUpOfTest = ${JSON.stringify({ theme: themes[theme] })};\n${fake}\n${passOn}`);
    const parts = { script: '/sweep.js', style: '/sweep.css', cspSource: origin, nonce: 'fixed' };
    const html = panelHtml({ ...parts, ...languageOfPage() });
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else if (isPartOfPage('sweep', pathname)) await route.fulfill({ path: path.resolve(`dist${pathname}`) });
      else await route.fulfill({ status: 204 });
    });
    await page.goto(origin);
    await page.locator('#verdict-sentence').filter({ hasText: /./ }).waitFor();
    return opened;
  }

  private async take(message: unknown): Promise<void> {
    const request = readFromSweep(message);
    assert.ok(request !== undefined, 'the page asked for something unknown');
    this.requests.push(request);
    if (request.type === 'ready') await this.feed.start();
  }

  private async send(message: ToSweep): Promise<void> {
    if (!this.page.isClosed()) {
      await this.page.evaluate(`window.fakeEditor.deliver(${JSON.stringify(JSON.stringify(message))})`);
    }
  }

  /** Nothing may stand outside the page's width, and no complaint may have come. */
  async checkSound(): Promise<void> {
    assert.deepEqual(await this.page.evaluate('window.fakeEditor.outside()'), [], 'elements stand outside the page');
    assert.deepEqual(this.complaints, []);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `sweep-${name}.png`) });
  }

  async close(): Promise<void> {
    this.feed.stop();
    await this.page.close();
  }
}
