// The whole route in a real window, on packed extensions: what is tested is what people install.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildForPackages, packExtension } from '../package.mjs';
import { universal } from '../package/targets.mjs';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { installExtension, startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { mocha } from './mocha/mocha.mjs';
import { placeMeter, placeNothing } from './small-extensions.mjs';
import { add } from './tally.mjs';
import { copyWorkspace } from './workspace.mjs';

/** Packs, installs, opens and drives: this machine's package in all ways, then the universal one. Throws a sentence when it cannot. */
export async function runRouteSuite(folder) {
  const screenshots = path.resolve('test/browser/screenshots');
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  const place = { folder, screenshots, chromium: provideChromium(), host: provideVscodeHost() };
  buildForPackages();
  const own = await drive({ ...place, name: 'route', tests: 'test/browser/route/*.test.ts' });
  const tests = 'test/browser/route/universal/*.test.ts';
  return add(own, await drive({ ...place, name: 'route-universal', target: universal, tests }));
}

async function drive({ folder, screenshots, chromium, host, name, target, tests }) {
  const stateFolder = path.join(folder, name);
  mkdirSync(stateFolder, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  // Beside what VS Code takes for any extension.
  const { activationEvents } = JSON.parse(readFileSync('package.json', 'utf8'));
  const nothing = placeNothing(stateFolder, { publisher: 'z-nothing', displayName: 'nothing', activationEvents });
  const measured = { folder: path.join(stateFolder, 'measured'), marker: 'activation.json' };
  mkdirSync(measured.folder);
  placeMeter(stateFolder, { ids: [nothing, 'distillery.distillery'], marker: measured.marker });
  const { file, bytes } = packExtension({ target, out: path.join(folder, `${name}.vsix`) });
  console.log(`the package of ${name} has ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
  installExtension(host, stateFolder, file);
  // The sample of the first minutes is written into the home folder.
  const home = path.join(stateFolder, 'home');
  mkdirSync(home, { recursive: true });
  const server = await startServer(host, { stateFolder, env: { HOME: home } });
  try {
    const opened = [['openFile', server.remote(path.join(workspace, 'quick.distill.yaml'))]];
    const env = {
      DISTILLERY_ROUTE: JSON.stringify({
        address: server.address(workspace, opened),
        workspaceAddress: server.address(workspace),
        measured: { address: server.address(measured.folder), file: path.join(measured.folder, measured.marker) },
        serverPid: server.pid,
        extensions: path.join(stateFolder, 'extensions'),
        workspace,
        chromium,
        screenshots,
      }),
    };
    return await mocha(path.join(folder, `${name}.json`), tests, { timeoutMs: 240_000, env });
  } finally {
    await server.stop();
    await endLeftoverRuns(workspace);
  }
}
