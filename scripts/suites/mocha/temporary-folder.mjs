// A folder in memory for what tests write: to make, sync and remove a small folder takes a disk 50 times as long, and most tests make one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from '../../provision/cache.mjs';

/** Linux's file system in memory. Containers often have 64 MB of it, or let nothing be executed there. */
const memory = '/dev/shm';
const minFreeBytes = 4 * 2 ** 30;
const prefix = 'distillery-tests-';

/** Makes a folder for temporary files of tests: in memory where there is room and programs can be executed, else on the disk. */
export function makeTemporaryFolder(where = memory) {
  return makeIn(where) ?? mkdtempSync(path.join(tmpdir(), prefix));
}

function makeIn(where) {
  let folder;
  try {
    const { bavail, bsize } = statfsSync(where);
    if (bavail * bsize < minFreeBytes) return undefined;
    removeForsaken(where);
    folder = mkdtempSync(path.join(where, `${prefix}${process.pid}-`));
    const program = path.join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    if (spawnSync(program).status === 0) {
      rmSync(program);
      return folder;
    }
  } catch {
    // There is none, or it is not for this user.
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  return undefined;
}

/** Removes folders of processes that are gone: one that was killed has left its own, and memory is scarcer than disk. */
function removeForsaken(where) {
  for (const name of readdirSync(where)) {
    const [, pid] = /^distillery-tests-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(path.join(where, name), { recursive: true, force: true, maxRetries: 3 });
  }
}
