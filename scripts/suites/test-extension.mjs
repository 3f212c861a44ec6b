// Tests as an extension, which runs them once a window is open: a window of VS Code's own test runner is always trusted, and is one.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Installs the tests of `test/host/NAME` into a server's folder of extensions. */
export async function installTests(stateFolder, name) {
  const folder = path.join(stateFolder, 'extensions', `distillery.${name}-tests-0.0.1`);
  const sources = path.join(root, 'test/host', name);
  mkdirSync(folder, { recursive: true });
  const mocha = path.join(root, 'node_modules/mocha');
  await build({
    entryPoints: readdirSync(sources).map((file) => path.join(sources, file)),
    outdir: folder,
    external: ['vscode', mocha],
    alias: { mocha },
    mainFields: ['module', 'main'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const manifest = {
    ...{ name: `${name}-tests`, publisher: 'distillery', version: '0.0.1', engines: { vscode: '^1.100.0' } },
    ...{ main: './index.js', activationEvents: ['onStartupFinished'] },
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
}
