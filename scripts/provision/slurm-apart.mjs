// A node of SLURM that does not see a folder that the others see, by whatever this machine allows.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A user other than root, whom nobody is. */
const nobody = 65_534;

/** Empty file systems in place of folders, as root, or in a namespace of users in which this user may mount them. */
const namespaces = [
  ['unshare', '--mount'],
  ['unshare', '--user', '--map-current-user', '--keep-caps', '--mount'],
].map((start) => ({
  start: (words, places) => [...start, 'sh', '-c', `${mounts(places)}exec "$@"`, 'sh', ...words],
  hide: () => undefined,
}));

const mounts = (places) => places.map((place) => `mount -t tmpfs tmpfs '${place}' && `).join('');

/** Root without the rights to read what is somebody else's. It sees the shared memory of the others all the same. */
const byOwner = {
  start: (words) => ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', ...words],
  hide: (folder) => chownSync(folder, nobody, nobody),
};

/**
 * The best way that this machine allows: `start` gives the words that start a program which does not see the folders `places`, and `hide`
 * prepares one of ours, of mode 0700. Undefined where there is none.
 */
export function findApartWay() {
  const folder = mkdtempSync(path.join(tmpdir(), 'dc-'));
  const file = path.join(folder, 'seen');
  writeFileSync(file, '');
  try {
    return [...namespaces, byOwner].find((way) => {
      try {
        way.hide(folder);
      } catch {
        return false;
      }
      const [program, ...words] = way.start(['test', '!', '-e', file], [folder, '/dev/shm']);
      return spawnSync(program, words).status === 0;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
