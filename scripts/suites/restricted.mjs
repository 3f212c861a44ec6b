// Restricted Mode: an untrusted workspace is opened, with the content of a hostile clone. VS Code trusts the
// workspace of its own test runner, so these tests are an extension that runs them once the window is open.
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { openPage } from '../window/browser.mjs';
import { startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { readReport } from './tally.mjs';
import { copyWorkspace } from './workspace.mjs';

const limitMs = 120_000;
const root = path.resolve(import.meta.dirname, '../..');

const userSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** The tests as an extension that may run in Restricted Mode. */
async function installTests(stateFolder) {
  const folder = path.join(stateFolder, 'extensions', 'distillery.restricted-tests-0.0.1');
  mkdirSync(folder, { recursive: true });
  const entryPoints = ['index.ts', 'restricted.test.ts'].map((name) => path.join(root, 'test/host/restricted', name));
  const mainFields = ['module', 'main'];
  const external = ['vscode', path.join(root, 'node_modules/mocha')];
  const alias = { mocha: path.join(root, 'node_modules/mocha') };
  await build({
    entryPoints,
    outdir: folder,
    external,
    alias,
    mainFields,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const manifest = {
    ...{ name: 'restricted-tests', publisher: 'distillery', version: '0.0.1', engines: { vscode: '^1.100.0' } },
    ...{ main: './index.js', activationEvents: ['onStartupFinished'] },
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
}

/** Plants the content of a clone: a config with a mistake, a script and a Python of its own, a stopped run, and settings that name programs. */
function prepareClone(workspace) {
  const broken = ['name: x', 'data: { set: mnist }', 'student: { model: { preset: mlp } }'];
  writeFileSync(
    path.join(workspace, 'broken.distill.yaml'),
    `${[...broken, 'temperature: { strategy: no-such }'].join('\n')}\n`,
  );
  const program = path.join(workspace, 'program.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${path.join(workspace, 'executed')}'\n`);
  chmodSync(program, 0o755);
  mkdirSync(path.join(workspace, '.vscode'));
  mkdirSync(path.join(workspace, '.venv', 'bin'), { recursive: true });
  copyFileSync(program, path.join(workspace, '.venv', 'bin', 'python'));
  writeFileSync(path.join(workspace, 'train.py'), 'open("executed", "w")\n');
  writeFileSync(path.join(workspace, 'own.distill.yaml'), 'name: own\nscript: { file: train.py }\n');
  const settings = { nodePath: program, pythonPath: program, allowedFolders: ['/'], runsAtATime: 50 };
  const named = Object.entries(settings).map(([name, value]) => [`distillery.${name}`, value]);
  writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify(Object.fromEntries(named)));
  const run = path.join(workspace, '.distillery', 'runs', 'cloned');
  mkdirSync(run, { recursive: true });
  const config = { name: 'cloned', data: { set: 'mnist' }, student: { model: { preset: 'mlp' } } };
  const configPath = path.join(workspace, 'quick.distill.yaml');
  const manifest = { formatVersion: 1, id: 'cloned', name: 'cloned', createdAt: 1, config, configPath };
  writeFileSync(path.join(run, 'run.json'), JSON.stringify(manifest));
  const event = { type: 'stopped', step: 1, epoch: 1, seq: 1, attempt: 1, at: 1 };
  writeFileSync(path.join(run, 'events.jsonl'), `${JSON.stringify(event)}\n`);
}

/** Runs the suite. Throws a sentence when the window, the host or the browser cannot be had. */
export async function runRestrictedSuite(folder) {
  const stateFolder = path.join(folder, 'restricted');
  const report = path.join(folder, 'restricted.json');
  rmSync(stateFolder, { recursive: true, force: true });
  mkdirSync(stateFolder, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  prepareClone(workspace);
  await installTests(stateFolder);
  const server = await startServer(provideVscodeHost(), {
    stateFolder,
    env: { DISTILLERY_TEST_RESULTS: report },
    userSettings,
  });
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
    await endLeftoverRuns(workspace);
  }
}
