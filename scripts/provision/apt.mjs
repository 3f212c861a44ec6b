// Packages of Debian, for tests that need more than npm and Python have.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Provisions are made beside one another, and apt-get refuses to run twice at once. */
const lock = path.join(tmpdir(), 'distillery-apt.lock');
/** Time in seconds for which apt-get waits where another program of the machine installs packages. */
const patience = 120;

/** Installs packages as root. Its lists may be old, or none: then they are fetched. Throws a sentence with what apt-get printed last. */
export function installPackages(packages) {
  const apt = (...words) => run('flock', [lock, 'apt-get', '-o', `DPkg::Lock::Timeout=${patience}`, ...words]);
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  if (apt(...words).status === 0) return;
  apt('update');
  const result = apt(...words);
  if (result.status !== 0) throw refused(`apt-get could not install ${packages.join(' and ')}`, result);
}

/**
 * Unpacks packages into a folder, with those that they need and this machine has not. Nothing is installed, so that any user may, and no
 * service of theirs is set up. Throws a sentence with what apt-get or dpkg printed last.
 */
export function unpackPackages(packages, folder) {
  const at = (name) => {
    mkdirSync(path.join(folder, name, 'partial'), { recursive: true });
    return path.join(folder, name);
  };
  const archives = at('archives');
  const common = [
    // It writes to folders of its own alone.
    ...['Debug::NoLocking=1', `Dir::Cache::archives=${archives}`, 'Dir::Cache::pkgcache=', 'Dir::Cache::srcpkgcache='],
    // Root's downloads would be those of another user, who may not write here.
    `APT::Sandbox::User=${process.getuid?.() === 0 ? 'root' : ''}`,
  ];
  const apt = (options, ...words) => run('apt-get', [...options.flatMap((option) => ['-o', option]), ...words]);
  const words = ['install', '--download-only', '--yes', '--no-install-recommends', ...packages];
  if (apt(common, ...words).status !== 0) {
    const fresh = [...common, `Dir::State::lists=${at('lists')}`];
    apt(fresh, 'update');
    const result = apt(fresh, ...words);
    if (result.status !== 0) throw refused(`apt-get could not download ${packages.join(' and ')}`, result);
  }
  for (const name of readdirSync(archives).filter((one) => one.endsWith('.deb'))) {
    const result = run('dpkg-deb', ['--extract', path.join(archives, name), folder]);
    if (result.status !== 0) throw refused(`${name} could not be unpacked`, result);
  }
}

function run(program, words) {
  return spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function refused(what, { error, stdout, stderr }) {
  const said = (error?.message ?? `${stdout}\n${stderr}`).trim().split('\n').slice(-3).join(' ');
  return new Error(`${what}: ${said}; check the network and the sources of apt, and run the suite again`);
}
