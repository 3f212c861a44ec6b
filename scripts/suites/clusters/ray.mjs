// A head of Ray on this machine, in the environment of the Python suite.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const port = 26_865;
/** Variable by which processes of this head are known: some of them change their command lines. */
const mark = 'DISTILLERY_RAY_FOLDER';

/**
 * Starts a head of two cores below `folder`. Gives the address of its dashboard and `stop`, which ends the processes that were started in
 * that folder, by their own ids. Throws a sentence where it does not come up.
 */
export function startRay(python, folder) {
  const program = path.join(path.dirname(python), 'ray');
  const words = [
    'start',
    '--head',
    '--num-cpus=2',
    '--port=26879',
    '--dashboard-host=127.0.0.1',
    `--dashboard-port=${port}`,
  ];
  const more = [
    '--node-ip-address=127.0.0.1',
    '--disable-usage-stats',
    `--temp-dir=${folder}`,
    '--include-dashboard=true',
  ];
  const store = ['--object-store-memory=80000000'];
  const result = spawnSync(program, [...words, ...more, ...store], {
    ...{ encoding: 'utf8', timeout: 90_000 },
    env: { ...process.env, [mark]: folder },
  });
  const stop = () => stopRay(folder);
  if (result.status === 0) return { address: `http://127.0.0.1:${port}`, stop };
  stop();
  throw new Error(
    `ray start failed: ${(result.error?.message ?? result.stderr ?? '').trim().split('\n').slice(-3).join(' ')}`,
  );
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
