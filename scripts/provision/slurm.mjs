// SLURM's programs from Debian's packages, on machines on which nobody has set up SLURM or munge.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from './apt.mjs';
import { isExecutable } from './executables.mjs';

const packages = ['slurm-wlm', 'munge', 'libfaketime'];
const daemons = ['munged', 'slurmctld', 'slurmd', 'slurmdbd'];
const needed = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol', 'scancel', 'srun'];
/** Key of munge, which Debian's package makes when it is set up. */
const mungeKey = '/etc/munge/munge.key';
const configs = ['/etc/slurm/slurm.conf', '/etc/slurm-llnl/slurm.conf', '/usr/local/etc/slurm.conf'];
/** Program that Debian asks whether a service may be started; 101 says no. */
const servicePolicy = '/usr/sbin/policy-rc.d';

/** The facts of this machine that decide whether SLURM may be started on it. */
const thisMachine = () => ({
  isRootOnLinux: process.platform === 'linux' && process.getuid?.() === 0,
  running: namesOfProcesses(),
  exists: existsSync,
  variable: process.env.SLURM_CONF ?? '',
  isInstalled: needed.every(isOnPath) && findFaketime() !== undefined,
  hasApt: isOnPath('apt-get'),
  // A node of the suite has file systems of its own.
  canUnshare: spawnSync('unshare', ['--mount', 'true']).status === 0,
});

/** The reason for which SLURM is not started here, with what to do about it; undefined where it may be. */
export function whyNoSlurm(machine = thisMachine()) {
  const { isRootOnLinux, running, exists, variable, isInstalled, hasApt, canUnshare } = machine;
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
  if (!isRootOnLinux) return 'root on Linux is needed, which starts SLURM; run this suite in a container of Debian';
  if (!canUnshare)
    return 'unshare --mount is not allowed here, by which a node gets file systems of its own; in a container add the capability SYS_ADMIN';
  if (isInstalled || hasApt) return undefined;
  return "neither SLURM's programs are on this machine, nor apt-get, which installs them; run this suite in a container of Debian";
}

/**
 * Installs the programs where some are missing. None of their services is started, and the key that munge's package makes is removed
 * again: what is left on the machine is not set up for anybody. Throws a sentence where SLURM may not be started here, or is not to be
 * had.
 */
export function provideSlurm() {
  const reason = whyNoSlurm();
  if (reason !== undefined) throw new Error(reason);
  if (needed.every(isOnPath) && findFaketime() !== undefined) return;
  const isOwnPolicy = forbidServices();
  try {
    installPackages(packages);
  } finally {
    rmSync(mungeKey, { force: true });
    if (isOwnPolicy) rmSync(servicePolicy, { force: true });
  }
  const missing = needed.filter((name) => !isOnPath(name));
  if (findFaketime() === undefined) missing.push('libfaketime.so.1');
  if (missing.length > 0) throw new Error(`${packages.join(' and ')} are installed without ${missing.join(', ')}`);
}

/** Library that gives a process another clock, where Debian has it; undefined where it is not installed. */
export function findFaketime() {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  return folders.map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`).find((file) => existsSync(file));
}

/** Forbids that services are started, unless somebody has a policy for that. Gives whether the policy is ours. */
function forbidServices() {
  try {
    writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function isOnPath(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(path.join(folder, name)));
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
