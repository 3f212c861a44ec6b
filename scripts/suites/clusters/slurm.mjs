// SLURM on one machine, from Debian's packages: a controller and nodes, all with files, ports and a key of munge of their own in one folder.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { findApartWay } from '../../provision/slurm-apart.mjs';

/** Node that sees neither the folder `unshared` nor, where namespaces are allowed, the shared memory of the others. */
const apart = 'second';

/**
 * The cluster of most tests. `nodes` have a daemon and a port each, behind that of the controller; `partitions` have nodes, a priority,
 * and the accounts that may use them where not all may: jobs of `urgent` take the place of those of `lent`.
 */
export const largeCluster = {
  port: 26_817,
  nodes: ['first', apart, 'third', 'fourth', 'last'],
  partitions: [
    ['main', ['first'], 10],
    ['far', [apart], 10],
    ['pair', ['first', apart], 10],
    ['lent', ['third'], 10],
    ['urgent', ['third'], 20],
    ['frail', ['fourth'], 10],
    ['torn', ['first', 'last'], 10],
    ['paid', ['first'], 10, 'physics'],
  ],
  settings: { MinJobAge: 300 },
};

/** Enough for some runs of each profile that docs/clusters.md shows. */
const gpus = 32;
/** Cores of a node; of those on which jobs take each other's place there are few. */
const sizesOf = (node) => `CPUs=${node === 'third' ? 8 : 128} RealMemory=64000 Gres=gpu:${gpus}`;

/**
 * A cluster that refuses at once what a partition never gives, forgets a job some seconds after its end, and has two ids, which it gives
 * again and again.
 */
export const strictCluster = {
  port: 26_837,
  nodes: ['only'],
  partitions: [
    ['main', ['only'], 10],
    ['paid', ['only'], 10, 'physics'],
  ],
  settings: { EnforcePartLimits: 'ALL', MinJobAge: 2, FirstJobId: 100, MaxJobId: 101 },
};

const pollMs = 200;
const startMs = 30_000;
/** More than a job has that does not answer. */
const stopMs = 30_000;
const socketName = 'munge.socket';

/**
 * Starts munged, a controller and the nodes of a cluster below `folder`, each with its process id in `NAME.pid`, by the programs that
 * `provideSlurm` gives. Gives the environment of SLURM's commands, `leftJobs`, which lists jobs that do not end in time, and `stop`, which ends all jobs and then the daemons, by these ids.
 */
export async function startSlurm(folder, cluster, { programs, plugins }) {
  const { nodes } = cluster;
  const config = writeConfig(folder, hostname().split('.')[0], cluster, plugins);
  // Debian keeps daemons where not every PATH leads.
  const places = [...programs, process.env.PATH, '/usr/sbin', '/sbin'];
  const env = { ...process.env, PATH: places.join(path.delimiter), SLURM_CONF: config };
  const jobs = () => run('squeue', ['--me', '--noheader', '--format=%i %j %T'], env).split('\n').filter(Boolean);
  const leftJobs = async () => {
    await until(() => jobs().length === 0, 'the end of all jobs', stopMs).catch(() => undefined);
    return jobs();
  };
  const stop = async () => {
    run('scancel', ['--me'], env);
    await leftJobs();
    await stopDaemons(folder);
  };
  startMunge(folder, env);
  startDaemon('slurmctld', ['slurmctld', '-D'], folder, { env });
  for (const node of nodes) startDaemon(`slurmd-${node}`, wordsOfNode(node, folder), folder, { env });
  const isUp = () => {
    const states = run('sinfo', ['--noheader', '--Node', '--partition=all', '--format=%t'], env).trim().split('\n');
    return (
      run('scontrol', ['ping'], env).includes('UP') &&
      states.filter((state) => state === 'idle').length === nodes.length
    );
  };
  try {
    await until(isUp, 'SLURM', startMs);
  } catch (error) {
    await stop();
    const said = ['munged', 'slurmctld', ...nodes.map((node) => `slurmd-${node}`)]
      .map((name) => tail(path.join(folder, `${name}.log`)))
      .join(' ');
    throw new Error(`${error.message}: ${said}`, { cause: error });
  }
  return { env, leftJobs, stop };
}

/** Daemon of the credentials that SLURM's parts show each other, with a key and a socket of its own: no other of the machine takes them. */
function startMunge(folder, env) {
  const at = (name) => path.join(folder, name);
  writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o400 });
  const files = { 'key-file': 'munge.key', socket: socketName, 'pid-file': 'munge.own', 'seed-file': 'munge.seed' };
  const words = Object.entries(files).flatMap(([option, name]) => [`--${option}`, at(name)]);
  startDaemon('munged', ['munged', '--foreground', ...words], folder, { env });
}

/** Words that start a node; the one apart sees less than the others. */
function wordsOfNode(node, folder) {
  const words = ['slurmd', '-D', '-N', node];
  if (node !== apart) return words;
  const unshared = path.join(folder, 'unshared');
  const way = findApartWay();
  way.hide(unshared);
  return way.start(words, ['/dev/shm', unshared]);
}

function startDaemon(name, [program, ...words], folder, { env }) {
  const output = openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(program, words, { detached: true, stdio: ['ignore', output, output], env });
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
    await until(() => living().length === 0, 'the end of the daemons', stopMs).catch(() => undefined);
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

function writeConfig(folder, host, { port, nodes, partitions, settings: own }, plugins) {
  mkdirSync(path.join(folder, 'unshared'), { mode: 0o700 });
  for (const name of ['state', ...nodes.map((node) => `spool-${node}`)]) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  // A socket of munge's has to be reached by all, as its daemon demands.
  for (const place of [path.dirname(folder), folder]) chmodSync(place, 0o711);
  const at = (name) => path.join(folder, name);
  // All belong to who runs the suite: nobody else's jobs are taken.
  const { username: user } = userInfo();
  const settings = {
    ClusterName: 'distillery',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmUser: user,
    SlurmdUser: user,
    ...(plugins !== undefined && { PluginDir: plugins }),
    AuthType: 'auth/munge',
    AuthInfo: `socket=${at(socketName)}`,
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
    SlurmctldPort: port,
    // A run that is cancelled has to come to its checkpoint on a crowded machine too.
    KillWait: 15,
    // More of all than this machine may have: what is tested waits more than it computes.
    SlurmdParameters: 'config_overrides',
    GresTypes: 'gpu',
    SchedulerParameters: 'sched_interval=2,bf_interval=2,batch_sched_delay=0',
    PreemptType: 'preempt/partition_prio',
    PreemptMode: 'REQUEUE',
    ...own,
  };
  const lines = [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...nodes.map(
      (node, place) =>
        `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port + 1 + place} ${sizesOf(node)}`,
    ),
    ...[['all', nodes, 1], ...partitions].map(([name, members, tier, accounts = 'ALL']) => {
      const isDefault = name === 'main' ? 'YES' : 'NO';
      return `PartitionName=${name} Nodes=${members.join(',')} Default=${isDefault} MaxTime=60 State=UP PriorityTier=${tier} AllowAccounts=${accounts}`;
    }),
  ];
  // SLURM counts GPUs by their files, whatever these are.
  for (let index = 0; index < gpus; index += 1) writeFileSync(at(`gpu${index}`), '');
  writeFileSync(at('gres.conf'), `NodeName=${nodes.join(',')} Name=gpu File=${at(`gpu[0-${gpus - 1}]`)}\n`);
  const file = at('slurm.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
