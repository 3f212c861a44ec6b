// The whole route in a real window, on the packed extension: what is tested is what people install.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packExtension } from '../package.mjs';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { installExtension, startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { mocha } from './mocha.mjs';
import { copyWorkspace } from './workspace.mjs';

/** Packs, installs, opens and drives. Throws a sentence when one of them is impossible. */
export async function runRouteSuite(folder) {
  const stateFolder = path.join(folder, 'route');
  mkdirSync(stateFolder, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  const chromium = provideChromium();
  const host = provideVscodeHost();
  const { file, bytes } = packExtension({ out: path.join(folder, 'distillery.vsix') });
  console.log(`the package has ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
  installExtension(host, stateFolder, file);
  const screenshots = path.resolve('test/browser/screenshots');
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  const server = await startServer(host, { stateFolder });
  try {
    const address = server.address(workspace, [
      ['openFile', server.remote(path.join(workspace, 'quick.distill.yaml'))],
    ]);
    const env = {
      DISTILLERY_ROUTE: JSON.stringify({
        address,
        workspaceAddress: server.address(workspace),
        serverPid: server.pid,
        workspace,
        chromium,
        screenshots,
      }),
    };
    return await mocha(path.join(folder, 'route.json'), 'test/browser/route/**/*.test.ts', {
      timeoutMs: 240_000,
      env,
    });
  } finally {
    await server.stop();
    await endLeftoverRuns(workspace);
  }
}
