import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { provide } from './cache.mjs';

const debianName = 'dataset-fashion-mnist';
const inPackage = 'usr/share/datasets/fashion-mnist';

/**
 * The path of a folder with Fashion-MNIST's four gzipped idx files: DISTILLERY_FASHION_MNIST, Debian's package where it is
 * installed, else the package unpacked into `.cache/`. Throws a sentence where there is none.
 */
export function provideFashionMnist() {
  const named = process.env.DISTILLERY_FASHION_MNIST;
  if (named) {
    if (hasSet(named)) return named;
    throw new Error(
      `DISTILLERY_FASHION_MNIST names ${named}, which has no train-images-idx3-ubyte.gz; correct or unset it`,
    );
  }
  const installed = path.join('/', inPackage);
  if (hasSet(installed)) return installed;
  if (existsSync('/etc/debian_version')) return path.join(provide('fashion-mnist', unpackFromDebian), inPackage);
  throw new Error('no Fashion-MNIST: download its four files (.gz) and name their folder in DISTILLERY_FASHION_MNIST');
}

const hasSet = (folder) => existsSync(path.join(folder, 'train-images-idx3-ubyte.gz'));

function unpackFromDebian(folder) {
  const isRoot = process.getuid?.() === 0;
  if (!apt(['download', debianName], folder)) {
    // A machine that has never fetched its lists of packages knows none.
    if (isRoot) apt(['update'], folder);
    if (!isRoot || !apt(['download', debianName], folder)) {
      throw new Error(
        `apt-get download ${debianName} failed; install it, or name a folder in DISTILLERY_FASHION_MNIST`,
      );
    }
  }
  const unpacked = spawnSync('sh', ['-c', `dpkg-deb -x ${debianName}_*.deb . && rm ${debianName}_*.deb`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (unpacked.status !== 0) throw new Error(`${debianName} cannot be unpacked: ${unpacked.stderr.trim()}`);
}

function apt(words, cwd) {
  return spawnSync('apt-get', words, { cwd, stdio: 'ignore' }).status === 0;
}
