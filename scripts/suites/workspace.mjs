import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** A copy of the test workspace, since the browser build of VS Code saves files by itself. */
export function copyWorkspace(folder) {
  const target = path.join(folder, 'a workspace');
  mkdirSync(target, { recursive: true });
  cpSync('test/fixtures/workspace', target, { recursive: true });
  return target;
}
