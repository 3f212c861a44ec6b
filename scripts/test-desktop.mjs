// The host suite in a desktop VS Code, which @vscode/test-electron downloads. Needs a display (Linux: xvfb-run).
import { mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildHostSuite } from './suites/host.mjs';
import { copyWorkspace } from './suites/workspace.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const folder = mkdtempSync(path.join(tmpdir(), 'distillery-desktop-'));
try {
  const build = spawnSync(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('the build failed');
  const extensionTestsPath = await buildHostSuite();
  const launchArgs = [copyWorkspace(folder), '--disable-extensions', '--disable-workspace-trust'];
  process.exitCode = await runTests({ extensionDevelopmentPath: root, extensionTestsPath, launchArgs });
} catch (error) {
  console.error(`the host suite did not pass in a desktop VS Code: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
