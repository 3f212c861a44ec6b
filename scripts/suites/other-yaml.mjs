// A window that has nothing to do with the extension: VS Code activates it for every YAML file.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { openPage } from '../window/browser.mjs';
import { startServer } from '../window/server.mjs';
import { readReport } from './tally.mjs';
import { installTests } from './test-extension.mjs';

const limitMs = 120_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Runs the suite. Throws a sentence when the window, the host or the browser cannot be had. */
export async function runOtherYamlSuite(folder) {
  const stateFolder = path.join(folder, 'other-yaml');
  const report = path.join(folder, 'other-yaml.json');
  rmSync(stateFolder, { recursive: true, force: true });
  const workspace = path.join(stateFolder, 'a workspace');
  mkdirSync(workspace, { recursive: true });
  writeFileSync(path.join(workspace, 'other.yaml'), 'a: 1\n');
  await installTests(stateFolder, 'other-yaml');
  const server = await startServer(provideVscodeHost(), { stateFolder, env: { DISTILLERY_TEST_RESULTS: report } });
  let window;
  try {
    window = await openPage(provideChromium());
    await window.page.goto(server.address(workspace, [['extensionDevelopmentPath', server.remote(root)]]));
    const deadline = Date.now() + limitMs;
    while (!existsSync(report) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    return readReport(report, existsSync(report) ? 0 : `no end within ${limitMs / 1000} s`);
  } finally {
    await window?.close();
    await server.stop();
  }
}
