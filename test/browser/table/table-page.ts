import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../../src/panel/html';
import { readFromTable, type FromTable, type SavedView, type ToTable } from '../../../src/panel/messages';
import { TableFeed } from '../../../src/panel/table/feed';
import { RunCatalogue } from '../../../src/runs';
import { isPartOfPage, languageOfPage } from '../display-language';
import { themes, type ThemeName } from '../panel/themes';

const origin = 'https://table.test';
const screenshots = path.resolve('test/browser/screenshots');

/** The shipped page of the runs table, under the policy that the editor serves it with, fed by the extension's own feed. */
export class TablePage {
  readonly complaints: string[] = [];
  readonly requests: FromTable[] = [];
  readonly views: SavedView[] = [];
  private readonly feed: TableFeed;
  private readonly catalogue: RunCatalogue;

  private constructor(
    readonly page: Page,
    runs: string,
  ) {
    this.catalogue = new RunCatalogue(runs);
    this.feed = new TableFeed((message) => this.send(message));
  }

  static async open(
    browser: Browser,
    runs: string,
    { width = 1400, height = 900, theme = 'dark' }: { width?: number; height?: number; theme?: ThemeName } = {},
  ): Promise<TablePage> {
    // A script that is put into the page, as axe is, would break the page's policy, which is what is tested elsewhere.
    const page = await browser.newPage({ viewport: { width, height }, bypassCSP: true });
    const opened = new TablePage(page, runs);
    page.on('console', (message) => opened.complaints.push(message.text()));
    page.on('pageerror', (error) => opened.complaints.push(error.message));
    await page.exposeFunction('askTable', (message: unknown) => opened.take(message));
    const fake = readFileSync(path.resolve('test/browser/panel/fake-editor.js'), 'utf8');
    const passOn = `const make = window.acquireVsCodeApi;
      window.acquireVsCodeApi = () => {
        const api = make();
        return { ...api, postMessage: (message) => (api.postMessage(message), window.askTable(message)) };
      };`;
    await page.addInitScript(`window.setUpOfTest = ${JSON.stringify({ theme: themes[theme] })};\n${fake}\n${passOn}`);
    const parts = { script: '/table.js', style: '/table.css', cspSource: origin, nonce: 'fixed' };
    const html = panelHtml({ ...parts, ...languageOfPage() });
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else if (isPartOfPage('table', pathname)) await route.fulfill({ path: path.resolve(`dist${pathname}`) });
      else await route.fulfill({ status: 204 });
    });
    await page.goto(origin);
    await page.locator('.table-row, #empty:not([hidden])').first().waitFor();
    return opened;
  }

  /** Texts of the first cells, in their order on the page. */
  async names(): Promise<string[]> {
    return this.page.evaluate<string[]>(
      `[...document.querySelectorAll('.table-row')]
        .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)
        .map((row) => row.querySelector('.name').textContent + (row.querySelector('.difference')?.textContent ?? ''))`,
    );
  }

  /** The last request, which has to be an action on runs. */
  lastDone(): Extract<FromTable, { type: 'do' }> {
    const last = this.requests.at(-1);
    assert.ok(last?.type === 'do', JSON.stringify(last));
    return last;
  }

  /** The last request, which has to open a run's panel. */
  lastOpened(): Extract<FromTable, { type: 'open' }> {
    const last = this.requests.at(-1);
    assert.ok(last?.type === 'open', JSON.stringify(last));
    return last;
  }

  private async take(message: unknown): Promise<void> {
    const request = readFromTable(message);
    assert.ok(request !== undefined, 'the page asked for something unknown');
    this.requests.push(request);
    if (request.type === 'ready') await this.feed.start(await this.catalogue.list());
    if (request.type === 'measure') await this.feed.measure();
    if (request.type === 'saveView') {
      this.views.push({ name: 'mine', view: request.view });
      await this.send({ type: 'views', views: this.views });
    }
  }

  /** Sends what has changed on disk. */
  async refresh(): Promise<void> {
    await this.feed.show(await this.catalogue.list());
  }

  async send(message: ToTable): Promise<void> {
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
    await this.page.screenshot({ path: path.join(screenshots, `table-${name}.png`) });
  }

  async close(): Promise<void> {
    this.feed.stop();
    await this.page.close();
  }
}
