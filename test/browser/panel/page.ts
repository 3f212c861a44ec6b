import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { provideChromium } from '../../../scripts/provision/chromium.mjs';
import { browserWords } from '../../../scripts/window/browser.mjs';
import { translate } from '../../../src/display-language';
import { CurvesController } from '../../../src/panel/curves/controller';
import { panelHtml } from '../../../src/panel/html';
import type { FromPanel, RunCard, ViewName } from '../../../src/panel/messages';
import type { ControllerContext, ViewController } from '../../../src/panel/controller';
import { isPartOfPage, languageOfPage } from '../display-language';
import { pack } from './pack';
import { appendEvents, makeEvents, makeRunFolder, type Shape } from './runs';
import { themes, type ThemeName } from './themes';

const origin = 'https://panel.test';
const fakeEditor = path.resolve('test/browser/panel/fake-editor.js');
const screenshots = path.resolve('test/browser/screenshots');

export interface PageOptions {
  readonly width: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  /** Webview state kept from an earlier page. */
  readonly state?: unknown;
  readonly reducedMotion?: 'reduce';
}

/** A browser for the shipped bundle. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: provideChromium(), args: browserWords });
}

/** The shipped panel in a page of its own, under the policy that the editor serves it with. */
export class PanelPage {
  /** Console output and uncaught errors of the page. */
  readonly complaints: string[] = [];

  /** Folder of the runs that the page shows. */
  readonly runs = mkdtempSync(path.join(tmpdir(), 'distillery-panel-'));
  private controller: CurvesController | undefined;
  private runId = '';

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, options: PageOptions): Promise<PanelPage> {
    const { width, height = 900, theme = 'dark', state, reducedMotion } = options;
    const page = await browser.newPage({ viewport: { width, height }, ...(reducedMotion && { reducedMotion }) });
    const panel = new PanelPage(page);
    page.on('console', (message) => panel.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => panel.complaints.push(error.message));
    await page.exposeFunction('askExtension', (message: FromPanel) => panel.handle(message));
    const setUp = JSON.stringify({ state, theme: themes[theme] });
    await page.addInitScript(`window.setUpOfTest = ${setUp};\n${readFileSync(fakeEditor, 'utf8')}`);
    const nonce = 'fixed';
    const parts = { script: '/webview.js', style: '/webview.css', cspSource: origin, nonce };
    const html = panelHtml({ ...parts, ...languageOfPage() });
    await page.route(`${origin}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname;
      if (name === '/') await route.fulfill({ contentType: 'text/html', body: html });
      else if (isPartOfPage('webview', name)) await route.fulfill({ path: path.resolve(`dist${name}`) });
      else await route.fulfill({ status: 204 });
    });
    await page.goto(origin);
    return panel;
  }

  /** Posts a message to the panel as the extension would, and waits until it is drawn. */
  async send(message: unknown): Promise<void> {
    await this.ask(`deliver(${JSON.stringify(pack(message))})`);
  }

  /** Lets a view's controller answer the view's requests, until there are none any more. */
  async serve(
    view: ViewName,
    Controller: new (context: ControllerContext) => ViewController,
    runFolder: string,
  ): Promise<void> {
    const runId = path.basename(runFolder);
    const controller = new Controller({
      runFolder,
      send: (answer) => this.send({ type: 'view', runId, view, answer }),
    });
    for (;;) {
      const viewRequests =
        await this.ask<{ readonly view: ViewName; readonly request: unknown }[]>('takeViewRequests()');
      const own = viewRequests.filter((one) => one.view === view);
      if (own.length === 0) break;
      for (const { request } of own) await controller.handle(request);
    }
    controller.stop();
  }

  /** Shows a run with the log of its first steps, sent by the extension's own controller, and waits until it is drawn. */
  async show(run: RunCard, steps: number, shape: Shape = {}): Promise<void> {
    this.makeRun(run.id, run.name, steps, shape);
    await this.attach(run);
    const read = steps === 0 ? `^(?!${translate('Reading the run…')}).` : `^${steps.toLocaleString('en')} [^\\d]+$`;
    const first = new RegExp(read);
    await this.waitFor(steps === 0 ? 'waiting' : 'steps', first);
  }

  /** Makes a run that can be shown or pinned. */
  makeRun(id: string, name: string, steps: number, shape: Shape = {}): void {
    const folder = path.join(this.runs, id);
    makeRunFolder(folder, name);
    appendEvents(folder, makeEvents(1, steps, shape));
  }

  /** Posts the card of a run in the folder of runs. */
  async attach(run: RunCard): Promise<void> {
    this.controller?.stop();
    this.runId = run.id;
    this.controller = new CurvesController({
      runFolder: path.join(this.runs, run.id),
      send: (answer) => this.tell({ type: 'view', runId: this.runId, view: 'curves', answer }),
    });
    await this.send({ type: 'card', run });
  }

  /** Appends steps to the log of the shown run, and waits until they are drawn. */
  async grow(from: number, to: number, shape: Shape = {}): Promise<void> {
    appendEvents(path.join(this.runs, this.runId), makeEvents(from, to, shape));
    await this.waitFor('steps', new RegExp(`^${to.toLocaleString('en')} steps$`));
  }

  /** Waits until an element's text matches. */
  async waitFor(id: string, pattern: RegExp): Promise<void> {
    await this.page.locator(`#${id}`).filter({ hasText: pattern }).waitFor({ state: 'attached' });
    await this.ask('frames()');
  }

  private async handle(message: FromPanel): Promise<void> {
    if (message.type === 'view' && message.view === 'curves') await this.controller?.handle(message.request);
  }

  private async tell(message: unknown): Promise<void> {
    if (!this.page.isClosed()) await this.ask(`post(${JSON.stringify(pack(message))})`);
  }

  /** Text of an element. */
  text(id: string): Promise<string> {
    return this.page.locator(`#${id}`).innerText();
  }

  /** Requests of the panel to the extension. */
  requests(): Promise<string[]> {
    return this.ask('requests');
  }

  /** Webview state that the panel saved. */
  state(): Promise<unknown> {
    return this.ask('state');
  }

  /** The texts that were drawn on a plot: its tick labels, those of the steps first. */
  ticks(plot: string): Promise<string[]> {
    return this.ask(`ticks('${plot}')`);
  }

  /** Number of pixels of a plot with a colour, given as red, green, blue. */
  inked(plot: string, colour: readonly [number, number, number]): Promise<number> {
    return this.ask(`inked('${plot}', ${JSON.stringify(colour)})`);
  }

  /** Colours across the middle of an element as it is seen, from its left end to its right end: `#rrggbb`. */
  async colours(selector: string): Promise<string[]> {
    const box = await this.page.locator(selector).boundingBox();
    assert.ok(box !== null, `${selector} is in sight`);
    const png = await this.page.screenshot({ clip: box });
    return this.ask(`middleRow(${JSON.stringify([...png])})`);
  }

  /** Accessible name of a plot. */
  async accessibleName(plot: string): Promise<string> {
    return (await this.page.locator(`#plot-${plot} [role="img"]`).getAttribute('aria-label')) ?? '';
  }

  /** Draws with the pointer over a plot, from one share of its width to another. */
  async drag(plot: string, from: number, to: number): Promise<void> {
    const box = await this.page.locator(`#plot-${plot} .u-over`).boundingBox();
    assert.ok(box !== null, `the plot '${plot}' is in sight`);
    await this.page.locator(`#plot-${plot} .u-over`).scrollIntoViewIfNeeded();
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width * from, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width * to, y, { steps: 4 });
    await this.page.mouse.up();
    await this.ask('frames()');
  }

  /** Gives the page another theme, as the editor does. */
  async changeTheme(name: ThemeName): Promise<void> {
    await this.ask(`wear(${JSON.stringify(themes[name])})`);
  }

  /** Nothing may stand outside the page's width, and no complaint may have come. */
  async checkSound(): Promise<void> {
    assert.deepEqual(await this.ask('outside()'), [], 'elements stand outside the page');
    assert.deepEqual(this.complaints, []);
  }

  /** Calls a helper of the stand-in for VS Code. */
  ask<Answer>(words: string): Promise<Answer> {
    return this.page.evaluate<Answer>(`window.fakeEditor.${words}`);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `panel-${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    this.controller?.stop();
    await this.page.close();
    rmSync(this.runs, { recursive: true, force: true });
  }
}
