import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { provide } from './cache.mjs';

const version = '1.7.12';

/** The path of actionlint: the one of the PATH, or one that Go builds into `.cache/` once. Undefined without both; throws where Go fails. */
export function provideActionlint() {
  const name = process.platform === 'win32' ? 'actionlint.exe' : 'actionlint';
  if (spawnSync(name, ['-version']).status === 0) return name;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  const folder = provide(`actionlint-${version}`, (target) => {
    const words = ['install', `github.com/rhysd/actionlint/cmd/actionlint@v${version}`];
    const { status, stderr } = spawnSync('go', words, { env: { ...process.env, GOBIN: target }, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go ${words.join(' ')} failed: ${stderr.trim()}`);
  });
  return path.join(folder, name);
}
