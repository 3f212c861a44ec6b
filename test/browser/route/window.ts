import assert from 'node:assert/strict';
import path from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { browserWords } from '../../../scripts/window/browser.mjs';

interface Route {
  /** Address at which VS Code listens, the workspace and its first file included. */
  readonly address: string;
  /** The workspace's address without a file to open, for coming back. */
  readonly workspaceAddress: string;
  readonly workspace: string;
  /** A folder without a config, in which the time of activation is measured, and the file that then has it. */
  readonly measured: { readonly address: string; readonly file: string };
  /** Folder in which extensions are installed. */
  readonly extensions: string;
  readonly serverPid: number;
  readonly chromium: string;
  readonly screenshots: string;
}

/** For the page, which has a database and types of its own. */
const readStoredState = `(async () => {
  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db') || name.endsWith('-global')) continue;
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      texts.push(...(await settled(database.transaction(store).objectStore(store).getAll())).map(String));
    }
    database.close();
  }
  return texts.join('\\n');
})()`;
/** Selects the pages of views, not those of panels. */
const ofViews = '[src*="purpose=webviewView"]';
/** A cold start shows its lenses after 12 to 19 seconds. */
const coldStartMs = 45_000;

/** Reads the runner's setup: a server with the packed extension, and a copy of the test workspace. */
export function readRoute(): Route {
  const text = process.env['DISTILLERY_ROUTE'];
  assert.ok(text !== undefined, 'run this suite with `node scripts/test.mjs route`');
  return JSON.parse(text) as Route;
}

/** A real window of VS Code, driven by what a person sees. */
export class Window {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly route: Route,
  ) {}

  /** `language`: the display language, such as zh-cn, as a language pack of VS Code sets it; VS Code's own texts stay English without one. */
  static async open(route: Route, { language }: { readonly language?: string } = {}): Promise<Window> {
    const browser = await chromium.launch({ executablePath: route.chromium, args: browserWords });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    if (language !== undefined)
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
    await page.goto(route.address);
    return new Window(browser, page, route);
  }

  /** The page of the newest run panel that is in sight. */
  get panel(): FrameLocator {
    const panels = `iframe.webview.ready:not(${ofViews}) >> visible=true`;
    return this.page.frameLocator(panels).frameLocator('iframe#active-frame');
  }

  /** The page of the live view, while the side bar shows it. */
  get live(): FrameLocator {
    return this.page.frameLocator(`iframe.webview.ready${ofViews}`).frameLocator('iframe#active-frame');
  }

  /** A lens by a part of its title. The tab is clicked first, or the lens may still be a plain text. */
  async lens(title: string, tab: string): Promise<Locator> {
    await this.page.getByRole('tab', { name: tab }).click({ timeout: coldStartMs });
    const lens = this.page.locator('.codelens-decoration a', { hasText: title }).first();
    await lens.waitFor({ timeout: coldStartMs });
    return lens;
  }

  /** Opens a file of the workspace by its whole path: a search among names may go by a list from before a file was there. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.page.locator('.quick-input-widget input').first().fill(path.join(this.route.workspace, name));
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('tab', { name }).waitFor();
  }

  /** Does what the command palette offers under a title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    // Keys typed before the palette has the focus go to the focused editor.
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Closes a run's panel, so that there is one at most. Its tab is named by the run and its editor group. */
  async closePanel(run: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name: new RegExp(`^${run}(,| ·|$)`) }).first();
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
  }

  /** Opens the runs view in the activity bar and gives its rows. */
  async runs(): Promise<Locator> {
    const rows = this.page.locator('[aria-label="Runs"] .monaco-list-row, .pane-body [role="treeitem"]');
    // The tab's title ends with the number of active runs.
    const view = this.page.getByRole('tab', { name: /^Distillery/ });
    if ((await view.getAttribute('aria-selected')) !== 'true') await view.click();
    return rows;
  }

  /** Activation times by the extension's name in VS Code's list of running extensions, which is closed again. */
  async activationMs(names: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const size = this.page.viewportSize();
    await this.command('Show Running Extensions');
    // Rows out of sight are no part of the page.
    if (size !== null) await this.page.setViewportSize({ ...size, height: 3000 });
    const times: Record<string, number> = {};
    for (const name of names) {
      const row = this.page.locator('.extension', { hasText: name }).first();
      // The list says "Activating..." until an extension has been, and is drawn anew then.
      const figure = /Activation: (\d+)ms/;
      const text = await until(
        `the activation of ${name}`,
        () => row.innerText({ timeout: coldStartMs }),
        (said) => figure.test(said),
      );
      times[name] = Number(figure.exec(text)?.[1]);
    }
    if (size !== null) await this.page.setViewportSize(size);
    const tab = this.page.getByRole('tab', { name: 'Running Extensions' });
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
    return times;
  }

  /** All that this window has stored for coming back; VS Code in a browser writes it every few seconds. */
  storedState(): Promise<string> {
    return this.page.evaluate<string>(readStoredState);
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.route.screenshots, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Asks until the answer passes; after `limitMs` the last answer is in the error. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  isGood: (answer: T) => boolean,
  limitMs = 45_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`${what} did not happen within ${limitMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
