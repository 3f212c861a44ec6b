// A head of Ray on this machine, in the environment of the Python suite.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepBytecode } from '../bytecode.mjs';

const port = 26_865;
const clusterPort = 26_879;
const startMs = 180_000;
/** Variable by which processes of this head are known: some of them change their command lines. */
const mark = 'DISTILLERY_RAY_FOLDER';

/**
 * Starts a head of four cores below `folder`, which wants a token. Gives the variables of its clients, the addresses of its dashboard and
 * of the cluster, the folder of its packages, and `stop`, which ends the processes that were started in that folder, by their own ids.
 * Throws a sentence where it does not come up.
 */
export async function startRay(python, folder) {
  mkdirSync(folder);
  const tokenFile = path.join(folder, 'token');
  writeFileSync(tokenFile, randomBytes(16).toString('hex'), { mode: 0o600 });
  const env = { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN_PATH: tokenFile };
  // Variables of its jobs. A crowded machine needs minutes to import PyTorch.
  const ofJobs = { MASTER_ADDR: '127.0.0.1', DISTILLERY_WAIT_FOR_MACHINES: '500' };
  // Its dashboard is nine processes, each of which imports Ray: a crowded machine has them later than it waits for by default.
  const patience = {
    RAY_DASHBOARD_STARTUP_TIMEOUT_S: String(startMs / 1000 - 10),
    RAY_DASHBOARD_SUBPROCESS_MODULE_WAIT_READY_TIMEOUT: String(startMs / 1000 - 10),
    // Nor are there workers before somebody needs them.
    RAY_enable_worker_prestart: 'false',
  };
  const stop = () => stopRay(folder);
  const start = () =>
    run(
      python,
      [
        // Not the program `ray`: it names the folder in which its environment was made.
        ...[
          '-m',
          'ray.scripts.scripts',
          'start',
          '--head',
          '--num-cpus=4',
          `--port=${clusterPort}`,
          '--node-ip-address=127.0.0.1',
        ],
        ...['--include-dashboard=true', '--dashboard-host=127.0.0.1', `--dashboard-port=${port}`],
        ...['--disable-usage-stats', `--temp-dir=${folder}`, '--object-store-memory=80000000'],
      ],
      { ...process.env, ...env, ...patience, ...keepBytecode, [mark]: folder, ...ofJobs },
    );
  let { code, said } = await start();
  if (code !== 0) {
    // It gives its own parts times that cannot be set, and that a crowded machine may not keep to.
    stop();
    ({ code, said } = await start());
  }
  if (code === 0) {
    const lib = path.join(path.dirname(python), '..', 'lib');
    const [version] = readdirSync(lib).filter((name) => name.startsWith('python3'));
    const packages = path.join(lib, version, 'site-packages');
    return { env, tokenFile, address: `http://127.0.0.1:${port}`, cluster: `127.0.0.1:${clusterPort}`, packages, stop };
  }
  stop();
  throw new Error(`ray start failed: ${said.trim().split('\n').slice(-3).join(' ')}`);
}

function run(program, words, env) {
  const child = spawn(program, words, { env, timeout: startMs, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, said: error.message }));
    // Its daemons keep the pipes.
    child.once('exit', (code) => resolve({ code, said }));
  });
}

/** Ends all processes that bear the mark of this head: `ray stop` would end others of the machine too. */
function stopRay(folder) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of processesOf(folder)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended in between.
      }
    }
    if (signal === 'SIGTERM') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  }
}

function processesOf(folder) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${mark}=${folder}`);
    } catch {
      return false;
    }
  });
}
