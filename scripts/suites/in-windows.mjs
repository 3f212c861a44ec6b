// Tests that are an extension, run in windows of one server: a window of VS Code's own test runner is always trusted, and is one.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { openPage } from '../window/browser.mjs';
import { startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { readReport } from './tally.mjs';
import { installTests } from './test-extension.mjs';
import { copyWorkspace } from './workspace.mjs';

/** Time in ms after which a window hangs: more than its tests have together. */
const limitMs = 300_000;
const root = path.resolve(import.meta.dirname, '../..');

/**
 * Starts a server with a copy of the test workspace and the tests of `test/host/NAME` beside the extension. `prepare` gets the folders
 * and gives `env` and `userSettings`; `use` gets `open`, which gives a window, and `run`, which loads the workspace in it, waits for the
 * report and gives the counts. Throws a sentence when a window, the host or the browser cannot be had.
 */
export async function runInWindows({ folder, name, prepare, use }) {
  const stateFolder = path.join(folder, name);
  rmSync(stateFolder, { recursive: true, force: true });
  mkdirSync(stateFolder, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  const settings = prepare({ stateFolder, workspace });
  await installTests(stateFolder, name);
  const server = await startServer(provideVscodeHost(), { stateFolder, ...settings });
  const address = server.address(workspace, [['extensionDevelopmentPath', server.remote(root)]]);
  const windows = [];
  const open = async () => {
    const window = await openPage(provideChromium());
    windows.push(window);
    return window;
  };
  const run = async ({ page }, report) => {
    await page.goto(address);
    const deadline = Date.now() + limitMs;
    while (!existsSync(report) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    return readReport(report, existsSync(report) ? 0 : `no end within ${limitMs / 1000} s`);
  };
  try {
    return await use({ open, run });
  } finally {
    for (const window of windows) await window.close();
    await server.stop();
    await endLeftoverRuns(workspace);
  }
}
