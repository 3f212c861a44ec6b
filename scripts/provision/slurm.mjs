// SLURM's programs from Debian's packages, on machines on which nobody has set up SLURM or munge.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { unpackPackages } from './apt.mjs';
import { provide } from './cache.mjs';
import { isExecutable } from './executables.mjs';
import { findApartWay } from './slurm-apart.mjs';

const packages = ['slurm-wlm', 'munge', 'libfaketime'];
const daemons = ['munged', 'slurmctld', 'slurmd', 'slurmdbd'];
const needed = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol', 'scancel', 'srun'];
/** Files of a SLURM or a munge that somebody has set up; Debian's package of munge makes a key. */
const mungeKey = '/etc/munge/munge.key';
const configs = ['/etc/slurm/slurm.conf', '/etc/slurm-llnl/slurm.conf', '/usr/local/etc/slurm.conf'];
/** Folders in which Debian keeps programs. */
const programFolders = ['usr/bin', 'usr/sbin', 'bin', 'sbin'];

/** Ending of programs that other packages have too, as the emulator of SLURM. */
const alternative = /-wlm$/;

/** The facts of this machine that decide whether SLURM may be started on it. */
const thisMachine = () => ({
  isLinux: process.platform === 'linux',
  hasUserName: hasUserName(),
  running: namesOfProcesses(),
  exists: existsSync,
  variable: process.env.SLURM_CONF ?? '',
  isInstalled: isInstalled(),
  hasApt: ['apt-get', 'dpkg-deb'].every(isOnPath),
  canHide: findApartWay() !== undefined,
});

/** The reason for which SLURM is not started here, with what to do about it; undefined where it may be. */
export function whyNoSlurm(machine = thisMachine()) {
  const { isLinux, hasUserName: isNamed, running, exists, variable, isInstalled: hasAll, hasApt, canHide } = machine;
  const alive = daemons.filter((name) => running.includes(name));
  if (alive.length > 0) {
    return `${alive.join(' and ')} run on this machine, whose SLURM is not touched; run this suite in a container`;
  }
  if (variable !== '') return `SLURM_CONF names ${variable}: SLURM is set up here, and is not touched; unset it`;
  const found = [...configs, mungeKey].find((file) => exists(file));
  if (found !== undefined) {
    const what = found === mungeKey ? 'munge' : 'SLURM';
    return `${found} is there: ${what} is set up on this machine, and is not touched; run this suite in a container, or remove the file where nobody uses it`;
  }
  if (!isLinux) return 'SLURM runs on Linux alone; run this suite in a container of Debian';
  if (!isNamed) return 'the user of this process has no name, which SLURM asks for; add a line for it to /etc/passwd';
  if (!canHide) {
    return 'a node of the suite has to see less than the others, and nothing here allows it: neither namespaces of file systems (unshare --mount, alone or with --user), nor root that may give a folder away (chown, setpriv); in a container run it as root';
  }
  if (hasAll || hasApt) return undefined;
  return "neither SLURM's programs are on this machine, nor apt-get, which downloads them; run this suite in a container of Debian";
}

/**
 * Unpacks the programs into `.cache/` where this machine lacks some: nothing is installed or set up. Gives the folders of programs that come
 * before those of the PATH, the folder of SLURM's plugins where it is not the usual one, and the library that gives a process another
 * clock. Throws a sentence where SLURM may not be started here, or is not to be had.
 */
export function provideSlurm() {
  const reason = whyNoSlurm();
  if (reason !== undefined) throw new Error(reason);
  if (isInstalled()) return { programs: [], faketime: findFaketime('/') };
  const name = `slurm-${systemName()}`;
  let folder = provide(name, unpack);
  if (!works(folder)) {
    // It was unpacked where the machine had libraries that it has no longer.
    rmSync(folder, { recursive: true });
    folder = provide(name, unpack);
  }
  const plugins = libraryFolders(folder).find((place) => existsSync(path.join(place, 'auth_munge.so')));
  const faketime = findFaketime(folder) ?? findFaketime('/');
  return { programs: [path.join(folder, 'programs')], plugins, faketime };
}

const isInstalled = () => needed.every(isOnPath) && findFaketime('/') !== undefined;

/** Unpacks the packages, and writes a program for each of theirs, which finds the libraries beside it. Throws a sentence. */
function unpack(folder) {
  unpackPackages(packages, folder);
  for (const left of ['archives', 'lists']) rmSync(path.join(folder, left), { recursive: true, force: true });
  mkdirSync(path.join(folder, 'programs'));
  const libraries = libraryFolders(folder).map((place) => `$root/${path.relative(folder, place)}`);
  for (const { name, place } of programsOf(folder)) {
    const words = [`"$root/${place}"`, ...(name === 'slurmd' ? ['-d "$root/programs/slurmstepd"'] : []), '"$@"'];
    // The loader would be the name of a daemon. Of other programs jobs inherit the environment, so that it has to stay as it is.
    const start = [...daemons, 'slurmstepd'].includes(name)
      ? `LD_LIBRARY_PATH="${libraries.join(':')}" exec`
      : `exec ${loader()} --library-path "${libraries.join(':')}"`;
    const file = path.join(folder, 'programs', name);
    writeFileSync(file, `#!/bin/sh\nroot=\${0%/*}/..\n${start} ${words.join(' ')}\n`);
    chmodSync(file, 0o755);
  }
  const missing = needed.filter((name) => !existsSync(path.join(folder, 'programs', name)) && !isOnPath(name));
  if ((findFaketime(folder) ?? findFaketime('/')) === undefined) missing.push('libfaketime.so.1');
  if (missing.length > 0) throw new Error(`${packages.join(' and ')} are unpacked without ${missing.join(', ')}`);
}

/** Programs of unpacked packages that are no scripts, with their places in the folder. */
function programsOf(folder) {
  const places = programFolders.filter((place) => existsSync(path.join(folder, place)));
  return places.flatMap((place) => {
    const files = readdirSync(path.join(folder, place)).filter((file) => isProgram(path.join(folder, place, file)));
    return files.map((file) => {
      const name = file.replace(alternative, '');
      // The link that is made as its package is set up: SLURM knows its daemons by their names.
      if (name !== file) symlinkSync(file, path.join(folder, place, name));
      return { name, place: path.join(place, name) };
    });
  });
}

function isProgram(file) {
  return readFileSync(file).subarray(1, 4).toString('latin1') === 'ELF';
}

/** Exit code of a program that lacks a library. */
const unlinkedCode = 127;

/** Whether all unpacked programs find their libraries. */
function works(folder) {
  const files = needed.map((name) => path.join(folder, 'programs', name)).filter((file) => existsSync(file));
  const env = { ...process.env, SLURM_CONF: '/dev/null' };
  return files.every((file) => spawnSync(file, ['--version'], { env }).status !== unlinkedCode);
}

/** Folders of libraries below a root: of the machine's kind, and those of SLURM in it. */
function libraryFolders(root) {
  const kinds = ['lib', 'usr/lib'].map((name) => path.join(root, name)).filter((place) => existsSync(place));
  const all = kinds.flatMap((place) => readdirSync(place).map((name) => path.join(place, name)));
  const own = all.filter((place) => /-linux-gnu/.test(path.basename(place)));
  return own.flatMap((place) => [place, path.join(place, 'slurm-wlm'), path.join(place, 'slurm')]).filter(existsSync);
}

/** The program that starts others with libraries of one's own. */
function loader() {
  const found = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    `there is no loader of Debian on this machine of ${process.arch}; install slurm-wlm, munge and libfaketime`,
  );
}

/** The system whose packages these are, as a part of a file's name. */
function systemName() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const valueOf = (key) => new RegExp(`^${key}="?([\\w.]*)`, 'm').exec(text)?.[1] ?? '';
  return `${valueOf('ID')}-${valueOf('VERSION_ID')}-${process.arch}`;
}

/** Library that gives a process another clock, below a root; undefined where it is not there. */
function findFaketime(root) {
  return libraryFolders(root)
    .map((place) => path.join(place, 'faketime/libfaketime.so.1'))
    .find((file) => existsSync(file));
}

function isOnPath(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(path.join(folder, name)));
}

function hasUserName() {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function namesOfProcesses() {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
      } catch {
        return '';
      }
    });
}
