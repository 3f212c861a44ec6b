// The suite inside the extension host: VS Code in a browser window loads the extension and the tests beside it.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { cacheRoot } from '../provision/cache.mjs';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { openPage } from '../window/browser.mjs';
import { startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { readReport } from './tally.mjs';
import { copyWorkspace } from './workspace.mjs';

const limitMs = 400_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Bundles test/host for the extension host, which reads neither TypeScript nor ES modules. Gives the entry's path. */
export async function buildHostSuite() {
  const outdir = path.join(cacheRoot, 'host-suite');
  rmSync(outdir, { recursive: true, force: true });
  const tests = readdirSync(path.join(root, 'test/host')).filter((name) => name.endsWith('.test.ts'));
  const entryPoints = ['index.ts', ...tests].map((name) => path.join(root, 'test/host', name));
  const external = ['vscode', 'mocha'];
  const mainFields = ['module', 'main'];
  await build({ entryPoints, outdir, external, mainFields, bundle: true, platform: 'node', format: 'cjs' });
  return path.join(outdir, 'index.js');
}

/**
 * The YAML extension and the Python Debugger cannot be had everywhere. Small ones of their names do what rests on our schema, once a
 * test asks, and start what is to be debugged.
 */
const standIns = ['redhat.vscode-yaml', 'ms-python.debugpy'];
const quietStandIn = { 'yaml.completion': false, 'yaml.hover': false, 'yaml.validate': false };

function installStandIns(stateFolder) {
  for (const name of standIns) {
    const target = path.join(stateFolder, 'extensions', `${name}-0.0.1`);
    cpSync(path.join(root, 'test/fixtures/extensions', name), target, { recursive: true });
  }
}

/** Runs the suite. Throws a sentence when the window, the host or the browser cannot be had. */
export async function runHostSuite(folder) {
  const stateFolder = path.join(folder, 'host');
  const report = path.join(folder, 'host.json');
  mkdirSync(stateFolder, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  const entry = await buildHostSuite();
  const host = provideVscodeHost();
  const flags = host.version.startsWith('4.100.') ? [] : ['--enable-smoke-test-driver'];
  installStandIns(stateFolder);
  const env = { DISTILLERY_TEST_RESULTS: report };
  const server = await startServer(host, { stateFolder, flags, env, userSettings: quietStandIn });
  let window;
  try {
    window = await openPage(provideChromium());
    const address = server.address(workspace, [
      ['extensionDevelopmentPath', server.remote(root)],
      ['extensionTestsPath', server.remote(entry)],
    ]);
    const code = await exitCode(window.page, address);
    return readReport(report, code);
  } finally {
    await window?.close();
    await server.stop();
    await endLeftoverRuns(workspace);
  }
}

/** Opens the address and waits for the tests to say how they ended. A hung host never does, hence the limit. */
async function exitCode(page, address) {
  let timer;
  const ended = new Promise((resolve) => {
    timer = setTimeout(() => resolve(`no end within ${limitMs / 1000} s`), limitMs);
    void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  // VS Code itself says much here that is no failure; it is shown only when the suite did not end well.
  const said = [];
  await page.exposeFunction('codeAutomationLog', (type, words) => said.push(`${type}: ${words.join(' ')}`));
  await page.goto(address);
  const code = await ended;
  clearTimeout(timer);
  if (code !== 0) console.log(said.join('\n').slice(-4000));
  return code;
}
