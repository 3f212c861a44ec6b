// SLURM's programs from Debian's packages, on machines on which nobody has set up SLURM or munge.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isExecutable } from '../../provision/executables.mjs';

const packages = ['slurm-wlm', 'munge'];
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
  isInstalled: needed.every(isOnPath),
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
 * again: what is left on the machine is not set up for anybody. Throws a sentence with what apt-get printed last.
 */
export function installSlurm() {
  if (needed.every(isOnPath)) return;
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  const hadKey = existsSync(mungeKey);
  const isOwnPolicy = forbidServices();
  try {
    // Its lists may be old, or none.
    const result = apt(words).status === 0 ? undefined : (apt(['update']), apt(words));
    if (result !== undefined && result.status !== 0) throw new Error(describeFailure(result));
  } finally {
    if (!hadKey) rmSync(mungeKey, { force: true });
    if (isOwnPolicy) rmSync(servicePolicy, { force: true });
  }
  const missing = needed.filter((name) => !isOnPath(name));
  if (missing.length > 0) throw new Error(`${packages.join(' and ')} are installed without ${missing.join(', ')}`);
}

function apt(words) {
  return spawnSync('apt-get', words, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function describeFailure({ error, stdout, stderr }) {
  const said = (error?.message ?? `${stdout}\n${stderr}`).trim().split('\n').slice(-3).join(' ');
  return `apt-get could not install ${packages.join(' and ')}: ${said}; check the network and the sources of apt, and run the suite again`;
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
