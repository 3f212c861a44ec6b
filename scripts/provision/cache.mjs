// Provisions test dependencies that are no packages in `.cache/`, a folder for each dependency and version.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

export const cacheRoot = path.resolve(import.meta.dirname, '../../.cache');
const marker = '.complete';

/**
 * The folder `.cache/NAME`, made by `install(folder)` when it is not there yet. It is installed under another name and
 * renamed when complete, so that an install that was cut off is never taken for a whole one.
 */
export function provide(name, install) {
  const folder = path.join(cacheRoot, name);
  if (existsSync(path.join(folder, marker))) return folder;
  mkdirSync(cacheRoot, { recursive: true });
  for (const left of readdirSync(cacheRoot).filter((entry) => entry.startsWith(`${name}.partial-`))) {
    if (!isAlive(Number(left.split('-').at(-1)))) rmSync(path.join(cacheRoot, left), { recursive: true, force: true });
  }
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  console.log(`installing ${name} into .cache/ (once)`);
  install(partial);
  writeFileSync(path.join(partial, marker), new Date().toISOString());
  // Another process may have been first: then theirs is as good as ours.
  if (existsSync(path.join(folder, marker))) rmSync(partial, { recursive: true, force: true });
  else {
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  return folder;
}

/** Installs packages into a folder that is no part of this project. Throws a sentence when npm fails. */
export function npmInstall(folder, words) {
  const all = ['install', '--ignore-scripts', '--no-package-lock', '--loglevel=error', ...words];
  const result = spawnSync('npm', all, { cwd: folder, encoding: 'utf8' });
  if (result.status === 0) return;
  const said = (result.error?.message ?? result.stderr).trim();
  throw new Error(`npm ${all.join(' ')} failed: ${said}; check the network and run the command again`);
}

/** Whether there is a process of an id. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there too.
    return error.code === 'EPERM';
  }
}
