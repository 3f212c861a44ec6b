// Packages of Debian, for tests that need more than npm and Python have.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Provisions are made beside one another, and apt-get refuses to run twice at once. */
const lock = path.join(tmpdir(), 'distillery-apt.lock');
/** Time in seconds for which apt-get waits where another program of the machine installs packages. */
const patience = 120;

/** Installs packages as root. Its lists may be old, or none: then they are fetched. Throws a sentence with what apt-get printed last. */
export function installPackages(packages) {
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  if (apt(words).status === 0) return;
  apt(['update']);
  const { status, error, stdout, stderr } = apt(words);
  if (status === 0) return;
  const said = (error?.message ?? `${stdout}\n${stderr}`).trim().split('\n').slice(-3).join(' ');
  throw new Error(
    `apt-get could not install ${packages.join(' and ')}: ${said}; check the network and the sources of apt, and run the suite again`,
  );
}

function apt(words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const all = [lock, 'apt-get', '-o', `DPkg::Lock::Timeout=${patience}`, ...words];
  return spawnSync('flock', all, { encoding: 'utf8', env });
}
