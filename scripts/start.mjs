// Builds, then opens examples/ with the extension: in `code` when it is on the PATH, else in VS Code in the browser.
// Options: --port N (default 8391; 0 takes any), --browser (not `code`, even where there is one).
import { mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheRoot } from './provision/cache.mjs';
import { findProgram } from './provision/chromium.mjs';
import { provideVscodeHost } from './provision/vscode-host.mjs';
import { startServer } from './window/server.mjs';

const root = path.resolve(import.meta.dirname, '..');
const examples = path.join(root, 'examples');
const firstFile = path.join(examples, 'mnist.distill.yaml');

async function openInBrowser(port) {
  const stateFolder = path.join(cacheRoot, 'start');
  mkdirSync(stateFolder, { recursive: true });
  const server = await startServer(provideVscodeHost(), { stateFolder, port });
  const address = server.address(examples, [
    ['extensionDevelopmentPath', server.remote(root)],
    ['openFile', server.remote(firstFile)],
  ]);
  console.log(`\nVS Code with Distillery, opened on examples/ (Ctrl-C ends it):\n\n  ${address}\n`);
  const end = () => void server.stop();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  await server.ended;
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '8391' }, browser: { type: 'boolean' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port ${values.port}: a whole number from 0 to 65535 is needed`);
  process.exit(2);
}
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);
const code = values.browser ? undefined : findProgram('code');
try {
  if (code === undefined) await openInBrowser(port);
  else {
    const words = [`--extensionDevelopmentPath=${root}`, examples, firstFile];
    process.exitCode = spawnSync(code, words, { stdio: 'inherit' }).status ?? 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
