// SLURM on one machine, from Debian's packages: a controller and two nodes, all with files of their own in one folder.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

const packages = ['slurm-wlm', 'munge'];
/** Names of the nodes, whose daemons have a port each. */
const nodes = ['first', 'second'];
const pollMs = 200;
const startMs = 30_000;

/** The reason for which SLURM is not set up here; undefined where it may be. */
export function whyNoSlurm() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux is needed, which installs SLURM';
  if (spawnSync('apt-get', ['--version']).status !== 0) return 'apt-get is needed, which installs SLURM';
  const running = namesOfProcesses().filter((name) => ['munged', 'slurmd', 'slurmctld', 'slurmdbd'].includes(name));
  if (running.length > 0) return `${running.join(' and ')} run on this machine, and its SLURM is not touched`;
  const config = ['/etc/slurm/slurm.conf', '/etc/slurm-llnl/slurm.conf'].find((file) => existsSync(file));
  return config && `${config} is there: SLURM is set up on this machine, and is not touched`;
}

function namesOfProcesses() {
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

/** Installs the packages that are missing. Nothing is started by them: a policy of Debian's forbids it while they are set up. */
export function installSlurm() {
  const isThere = packages.every((name) => spawnSync('dpkg', ['--status', name]).status === 0);
  if (isThere) return;
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const names of [words, ['update'], words]) {
    const result = spawnSync('apt-get', names, { encoding: 'utf8', env });
    if (result.status === 0 && names === words) return;
    if (names === words && result.status !== 0) continue;
  }
  throw new Error('apt-get could not install slurm-wlm and munge');
}

/**
 * Starts munged, a controller and a node below `folder`, each with its process id in `NAME.pid`. Gives the environment of SLURM's
 * commands, and `stop`, which ends all by these ids.
 */
export async function startSlurm(folder) {
  const config = writeConfig(folder, hostname().split('.')[0]);
  const env = { ...process.env, SLURM_CONF: config };
  const stop = async () => {
    spawnSync('scancel', ['--me'], { env, timeout: 10_000 });
    await stopDaemons(folder);
  };
  startMunge(folder);
  startDaemon('slurmctld', ['slurmctld', '-D'], folder, { env });
  for (const node of nodes) startDaemon(`slurmd-${node}`, wordsOfNode(node, folder), folder, { env });
  const isUp = () => {
    const states = run('sinfo', ['--noheader', '--Node', '--partition=pair', '--format=%t'], env).trim().split('\n');
    return (
      run('scontrol', ['ping'], env).includes('UP') &&
      states.filter((state) => state === 'idle').length === nodes.length
    );
  };
  try {
    await until(isUp, 'SLURM', startMs);
  } catch (error) {
    await stop();
    const said = ['slurmctld', ...nodes.map((node) => `slurmd-${node}`)]
      .map((name) => tail(path.join(folder, `${name}.log`)))
      .join(' ');
    throw new Error(`${error.message}: ${said}`, { cause: error });
  }
  return { env, stop };
}

/** Daemon of the credentials that SLURM's parts show each other. */
function startMunge(folder) {
  const uid = Number(spawnSync('id', ['-u', 'munge'], { encoding: 'utf8' }).stdout.trim());
  const { gid } = statSync('/etc/munge/munge.key');
  spawnSync('install', ['-d', '-o', 'munge', '-g', 'munge', '-m', '755', '/run/munge']);
  startDaemon('munged', ['munged', '--foreground', '--pid-file', '/run/munge/munged.pid'], folder, { uid, gid });
}

/**
 * Words that start a node. The second has a memory file system of its own, so that nothing goes from machine to machine by one, and does
 * not see what is in the folder `unshared`.
 */
function wordsOfNode(node, folder) {
  const words = ['slurmd', '-D', '-N', node];
  const [first] = nodes;
  if (node === first) return words;
  const mounts = ['/dev/shm', path.join(folder, 'unshared')].map((place) => `mount -t tmpfs tmpfs ${place}`);
  return ['unshare', '--mount', 'sh', '-c', [...mounts, `exec ${words.join(' ')}`].join(' && ')];
}

function startDaemon(name, [program, ...words], folder, options) {
  const output = openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(program, words, { detached: true, stdio: ['ignore', output, output], ...options });
  child.on('error', () => undefined);
  child.unref();
  writeFileSync(path.join(folder, `${name}.pid`), String(child.pid));
}

async function stopDaemons(folder) {
  const pids = readdirSync(folder)
    .filter((name) => /^(munged|slurmctld|slurmd-\w+)\.pid$/.test(name))
    .map((name) => Number(readFileSync(path.join(folder, name), 'utf8')));
  const living = () => pids.filter((pid) => pid > 1 && isLiving(pid));
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of living()) process.kill(pid, signal);
    await until(() => living().length === 0, 'the end of the daemons', 10_000).catch(() => undefined);
  }
}

function isLiving(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function run(program, words, env) {
  return spawnSync(program, words, { encoding: 'utf8', env, timeout: 10_000 }).stdout ?? '';
}

function tail(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' ') : '';
}

export async function until(isTrue, name, limitMs) {
  const deadline = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`${name} did not come in ${limitMs / 1000} s`);
    await wait(pollMs);
  }
}

function writeConfig(folder, host) {
  for (const name of ['state', 'unshared', ...nodes.map((node) => `spool-${node}`)]) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const [first, second] = nodes;
  const at = (name) => path.join(folder, name);
  const settings = {
    ClusterName: 'distillery',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmUser: 'root',
    SlurmdUser: 'root',
    AuthType: 'auth/munge',
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    ReturnToService: 2,
    MpiDefault: 'none',
    AccountingStorageType: 'accounting_storage/none',
    JobCompType: 'jobcomp/filetxt',
    JobCompLoc: at('jobs.txt'),
    StateSaveLocation: at('state'),
    SlurmdSpoolDir: at('spool-%n'),
    SlurmctldPidFile: at('slurmctld.own'),
    SlurmdPidFile: at('slurmd-%n.own'),
    SlurmctldLogFile: at('slurmctld.log'),
    SlurmdLogFile: at('slurmd-%n.log'),
    SlurmctldPort: 26_817,
    MinJobAge: 300,
    KillWait: 5,
    // More cores than this machine may have: what is tested waits more than it computes.
    SlurmdParameters: 'config_overrides',
    SchedulerParameters: 'sched_interval=2,bf_interval=2,batch_sched_delay=0',
    PreemptType: 'preempt/partition_prio',
    PreemptMode: 'REQUEUE',
  };
  const lines = [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...nodes.map(
      (node, place) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${26_818 + place} CPUs=8`,
    ),
    `PartitionName=main Nodes=${first} Default=YES MaxTime=60 State=UP PriorityTier=1`,
    `PartitionName=calm Nodes=${first} MaxTime=60 State=UP PriorityTier=10`,
    `PartitionName=urgent Nodes=${first} MaxTime=60 State=UP PriorityTier=10`,
    `PartitionName=far Nodes=${second} MaxTime=60 State=UP PriorityTier=10`,
    `PartitionName=pair Nodes=${nodes.join(',')} MaxTime=60 State=UP PriorityTier=10`,
  ];
  const file = at('slurm.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
