// Pictures of each state of the extension's pages in VS Code's four kinds of themes, from 300 to 1,920 px, and of its panels in a
// real window, to be looked at.
//   npm run looks [-- --out FOLDER] [--only pages|window] [--state BEGINNING]…
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideChromium } from './provision/chromium.mjs';
import { provideVscodeHost } from './provision/vscode-host.mjs';
import { endLeftoverRuns } from './suites/leftover-runs.mjs';
import { copyWorkspace } from './suites/workspace.mjs';
import { takePages } from './looks/take-pages.mjs';
import { startServer } from './window/server.mjs';
import { Window } from '../test/browser/route/window.ts';
import { makeSweep } from '../test/browser/sweep/make-sweep.ts';

const root = path.resolve(import.meta.dirname, '..');
const themes = [
  ['Light Modern', 'light', 'vscode-light'],
  ['Dark Modern', 'dark', 'vscode-dark'],
  ['Dark High Contrast', 'dark-contrast', 'vscode-high-contrast:not(.vscode-high-contrast-light)'],
  ['Light High Contrast', 'light-contrast', 'vscode-high-contrast-light'],
];
const tabs = ['Curves', 'Compare', 'Soft targets', 'Summary'];
/** The bars beside and the borders around a panel that is half of a window of this width leave it 300 px. */
const narrowWindow = { width: 648, height: 1300 };

/** A finished sweep, three finished runs, one of which fails, and the test workspace’s own configs, one of which runs until it is stopped. */
function makeWorkspace(folder) {
  const workspace = copyWorkspace(folder);
  // Before the others, so that these stand above its runs in the list.
  const over = { 'temperature.value': [1, 2, 4, 8, 20], 'student.model.hidden': [[300], [30]] };
  makeSweep(path.join(workspace, '.distillery/runs'), { over, seeds: 2 });
  const temperatures = {
    cosine: '{ strategy: cosine, from: 8, to: 1 }',
    confidence: '{ strategy: confidence }',
    fails: '{ strategy: expression, value: 4 - 6 * epoch / epochs }',
  };
  for (const [name, temperature] of Object.entries(temperatures)) {
    const lines = [
      `name: ${name}`,
      'data: { set: mnist, validation: 1000, train: 8192 }',
      'teacher: { model: { preset: mlp, hidden: [64] }, train: { epochs: 2 } }',
      'student: { model: { preset: mlp, hidden: [32] } }',
      `temperature: ${temperature}`,
      'train: { epochs: 6 }',
    ];
    writeFileSync(path.join(workspace, `${name}.distill.yaml`), `${lines.join('\n')}\n`);
    const words = [path.join(root, 'dist/distillery.js'), 'run', `${name}.distill.yaml`];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: workspace, encoding: 'utf8' });
    if ((status === 0) === (name === 'fails')) throw new Error(`the run '${name}' ended with ${status}: ${stderr}`);
  }
  return workspace;
}

class Looks {
  constructor(window) {
    this.window = window;
    this.page = window.page;
  }

  async choose(text) {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  async command(title) {
    await this.page.keyboard.press('F1');
    await this.page.keyboard.type(title);
    await this.choose(title);
  }

  async wear([title, , kind]) {
    await this.command('Preferences: Color Theme');
    await this.page.keyboard.type(title);
    await this.choose(title);
    await this.window.panel.locator(`body.${kind}`).waitFor({ state: 'attached' });
  }

  async inEachTheme(state) {
    for (const theme of themes) {
      await this.wear(theme);
      await this.window.screenshot(`${state}-${theme[1]}`);
    }
  }

  async open(run) {
    const rows = await this.window.runs();
    await rows
      .and(this.page.locator(`[aria-label^="${run},"]`))
      .first()
      .dblclick();
    await this.window.panel.locator('h1', { hasText: run }).waitFor();
    // A run has its steps, a sweep its points.
    const { panel } = this.window;
    await panel.locator('#steps').filter({ hasText: /\d/ }).or(panel.locator('.point-row').first()).waitFor();
  }

  async tab(name) {
    const { panel } = this.window;
    await panel.getByRole('tab', { name }).click();
    const shown = { Curves: '#steps', Compare: '.compare', 'Soft targets': '.confusion', Summary: 'text=SHA-256' };
    await panel.locator(shown[name]).first().waitFor();
  }

  /** A finished sweep, each of its charts. */
  async sweep() {
    const { window } = this;
    await this.open('flowers');
    for (const chart of ['map', 'lines', 'scatter']) {
      await window.panel.locator(`#chart-${chart}`).click();
      await this.inEachTheme(`sweep-${chart}`);
    }
    await window.closePanel('flowers');
  }

  async all() {
    const { window, page } = this;
    await window.lens('Run', 'cosine.distill.yaml');
    await this.open('fails');
    await this.inEachTheme('failed');
    await window.closePanel('fails');
    await this.sweep();
    await window.openFile('long.distill.yaml');
    await page.locator('.codelens-decoration', { hasText: '25,450' }).waitFor({ state: 'detached' });
    await (await window.lens('Run', 'long.distill.yaml')).click();
    await window.panel.locator('#steps').filter({ hasText: /\d{3}/ }).waitFor();
    await window.runs();
    await this.inEachTheme('running');
    await window.panel.locator('#stop').click();
    await window.panel.locator('#run-status', { hasText: 'stopped' }).waitFor();
    await this.inEachTheme('stopped');
    await window.closePanel('long');
    await this.open('cosine');
    for (const name of tabs) {
      await this.tab(name);
      await this.inEachTheme(name.toLowerCase().replace(' ', '-'));
    }
    await this.tab('Compare');
    await window.panel.getByLabel('Add a run').selectOption({ index: 2 });
    await window.panel.getByText('Settings that differ').waitFor();
    await this.inEachTheme('two-runs');
    await this.command('Distillery: Open Runs Table');
    await window.panel.locator('.table-row').first().waitFor();
    await this.inEachTheme('table');
    await page.getByRole('tab', { name: /^Runs/ }).first().click({ button: 'middle' });
    await page.setViewportSize({ width: 1920, height: 1000 });
    await this.tab('Curves');
    await window.screenshot('wide');
    // Last: a view of the side bar that comes back is no longer told from a panel.
    await page.setViewportSize(narrowWindow);
    await this.command('View: Toggle Primary Side Bar Visibility');
    for (const name of tabs) {
      await this.tab(name);
      await window.screenshot(`narrow-${name.toLowerCase().replace(' ', '-')}`);
    }
  }
}

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'test/browser/screenshots/looks' },
    only: { type: 'string' },
    /** Names of states of pages begin with one of these. */
    state: { type: 'string', multiple: true, default: [] },
  },
});
const screenshots = path.resolve(values.out);
mkdirSync(screenshots, { recursive: true });
if (values.only !== 'window') await takePages(screenshots, values.state);
if (values.only !== 'pages') await takeWindow();
console.log(screenshots);

async function takeWindow() {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-looks-'));
  const workspace = makeWorkspace(folder);
  const server = await startServer(provideVscodeHost(), { stateFolder: folder });
  try {
    const address = server.address(workspace, [
      ['extensionDevelopmentPath', server.remote(root)],
      ['openFile', server.remote(path.join(workspace, 'cosine.distill.yaml'))],
    ]);
    const window = await Window.open({ address, workspace, chromium: provideChromium(), screenshots });
    await new Looks(window).all().finally(() => window.close());
  } finally {
    await server.stop();
    await endLeftoverRuns(workspace);
    rmSync(folder, { recursive: true, force: true });
  }
}
